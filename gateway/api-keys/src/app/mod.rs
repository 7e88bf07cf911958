//! What is done: keys are made, looked at and taken back.

mod create_api_keys;
mod operator;
mod read_api_keys;
mod revoke_api_keys;

pub use create_api_keys::{Create, Creating, create_api_keys};
pub use operator::{create_one, revoke_one};
pub use read_api_keys::{KeysPage, PageQuery, get_api_key, list_api_keys};
pub use revoke_api_keys::{Revoke, revoke_api_keys};
