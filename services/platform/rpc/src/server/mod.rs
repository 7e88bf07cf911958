//! The server side: what every call goes through before a handler sees it. One layer a file.

mod boundary;
mod caller;
mod config;
mod deadline;
mod detach;
mod limit;
mod measure;
mod panic;
mod refusals;
mod request_id;
mod size;
mod stack;

pub use caller::Authentication;
pub(crate) use caller::trusted;
pub use config::{SMALL_MESSAGE, ServerConfig};
pub use refusals::{Refusal, Refusals};
pub(crate) use request_id::REQUEST_ID;
pub use request_id::RequestId;
pub use stack::{stack, stack_recording};
