//! The way out: what is due is claimed, signed, sent to addresses of the public internet alone, and written down.

mod connect;
mod dispatcher;
mod keeper;
mod keys;
mod resolve;
mod sender;
mod sign;
mod target;

pub use connect::{Connected, Connector};
pub(crate) use dispatcher::dispatch;
pub(crate) use keeper::keep;
pub use keys::{KeyError, KeyRing, SecretValue};
pub use resolve::{Resolve, SystemResolver};
pub use sender::{Post, Sender, SenderError};
pub use sign::{Signed, sign};
pub use target::{Target, TargetError};
