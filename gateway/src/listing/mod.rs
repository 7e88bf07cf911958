//! Whole lists, page after page: what a method answers in pages, as lines of JSON or as a table.
//!
//! There is no handler for any list. A method is one if its request has `page_size` and `page_token` and its answer has
//! `next_page_token` beside one list of messages; the columns of the table are the fields of those messages. Each page is
//! asked for when the one before it was taken, so memory holds one page, whatever the list's length.

mod body;
mod cells;
mod columns;
mod lists;
mod pages;
mod table;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

pub(crate) use body::exported;
pub use columns::guarded;
pub use lists::{List, Lists, UnknownFilter};
pub(crate) use pages::pages;
pub use table::{Form, Table, Unwritten};

/// What makes a method a list.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    page_size: FieldDescriptor,
    page_token: FieldDescriptor,
    next_page_token: FieldDescriptor,
    /// The list in the answer.
    items: FieldDescriptor,
    pub(crate) item: MessageDescriptor,
}

impl Listing {
    pub(crate) fn of(method: &MethodDescriptor) -> Option<Self> {
        if method.is_server_streaming() || method.is_client_streaming() {
            return None;
        }
        let (input, output) = (method.input(), method.output());
        let field = |message: &MessageDescriptor, name: &str, kind: Kind| {
            message.get_field_by_name(name).filter(|field| field.kind() == kind && !field.is_list())
        };
        let mut lists = output.fields().filter(|field| field.is_list());
        let items = lists.next().filter(|_| lists.next().is_none())?;
        let Kind::Message(item) = items.kind() else { return None };
        Some(Self {
            page_size: field(&input, "page_size", Kind::Int32)?,
            page_token: field(&input, "page_token", Kind::String)?,
            next_page_token: field(&output, "next_page_token", Kind::String)?,
            items,
            item,
        })
    }
}
