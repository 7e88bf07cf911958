//! The rules: how long a key works, and who may make it.

mod api_key;
mod refusal;

pub use api_key::{ApiKey, ApiKeyId, LONGEST_DAYS, LONGEST_NAME, MOST_KEYS, MOST_ROLES, State, USUAL_DAYS};
pub use refusal::{DOMAIN, Refusal};
