//! From an HTTP request to the message of an RPC, and from its answer back.

mod body;
mod call;
mod path;
mod put;
mod query;
mod repeat;
mod request;
mod response;
mod stream;

pub(crate) use body::check_form;
pub(crate) use call::{stream, unary};
pub(crate) use put::many as put_many;
pub(crate) use request::{Parts, message};
pub(crate) use response::{Shown, shown};
pub(crate) use stream::streamed;
