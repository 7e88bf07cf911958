//! Which page of a list.

use o2c_kernel::Violations;
use o2c_rpc::parse;

use crate::app::PageQuery;

/// `list` is what the token must have been made for.
pub fn page(v: &mut Violations, size: i32, token: &str, list: &str) -> Option<PageQuery> {
    let size = parse::page_size(v, "page_size", size);
    let after = parse::page_token(v, "page_token", token, list);
    Some(PageQuery { size: size?, after: after? })
}
