//! Which page of which list.

use o2c_kernel::{KeyPart, Violations};
use o2c_rpc::parse;

use crate::app::PageQuery;

/// `filter` names the list: a token of another list is refused.
pub fn page(v: &mut Violations, size: i32, token: &str, filter: &str) -> Option<PageQuery> {
    let size = parse::page_size(v, "page_size", size);
    let after: Option<Vec<KeyPart>> = parse::page_token(v, "page_token", token, filter);
    Some(PageQuery { size: size?, after: after? })
}
