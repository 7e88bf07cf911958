//! An RPC, as the edge sees it.

use std::sync::{Arc, OnceLock};

use o2c_rpc::Access;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

use super::Binding;
use crate::listing::Listing;

/// A public RPC.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) descriptor: MethodDescriptor,
    /// Such as `/o2c.orders.v1.OrdersService/SubmitOrder`.
    pub(crate) path: http::uri::PathAndQuery,
    pub(crate) access: Access,
    pub(crate) input: MessageDescriptor,
    pub(crate) output: MessageDescriptor,
    /// Where the idempotency key goes.
    pub(crate) request_id: Option<FieldDescriptor>,
    /// What it answers in pages, if it does.
    pub(crate) listing: Option<Listing>,
    bindings: OnceLock<Vec<Arc<Binding>>>,
}

/// What kind of answers a method has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinds {
    One,
    Stream,
}

impl Method {
    pub(super) fn new(descriptor: MethodDescriptor, path: String, access: Access) -> Self {
        let (input, output) = (descriptor.input(), descriptor.output());
        let text = |name: &str| input.get_field_by_name(name).filter(is_text);
        let request_id = text("request_id");
        Self {
            // made of names of the contract, which are identifiers
            path: path.parse().unwrap_or(http::uri::PathAndQuery::from_static("/")),
            access,
            listing: Listing::of(&descriptor),
            request_id,
            input,
            output,
            bindings: OnceLock::new(),
            descriptor,
        }
    }

    pub(super) fn bind(&self, bindings: Vec<Arc<Binding>>) {
        // Set once, while the table is built.
        let _ = self.bindings.set(bindings);
    }

    pub(crate) fn bindings(&self) -> &[Arc<Binding>] {
        self.bindings.get().map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn kinds(&self) -> Kinds {
        if self.descriptor.is_server_streaming() { Kinds::Stream } else { Kinds::One }
    }

    /// The items of a batch, each with its own idempotency key.
    pub(crate) fn items(&self) -> Option<(FieldDescriptor, FieldDescriptor)> {
        let items = self.input.get_field_by_name("requests").filter(FieldDescriptor::is_list)?;
        let Kind::Message(item) = items.kind() else { return None };
        let request_id = item.get_field_by_name("request_id").filter(is_text)?;
        Some((items, request_id))
    }
}

pub(crate) fn is_text(field: &FieldDescriptor) -> bool {
    field.kind() == Kind::String && !field.is_list()
}
