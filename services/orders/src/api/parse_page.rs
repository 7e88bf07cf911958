//! Which page.

use o2c_kernel::Violations;
use o2c_rpc::parse;

use crate::app::PageRequest;

/// `chosen` is the list with its filter: a token of another one is refused.
pub fn page(v: &mut Violations, size: i32, token: &str, chosen: String) -> Option<PageRequest> {
    let size = parse::page_size(v, "page_size", size);
    let after = parse::page_token(v, "page_token", token, &chosen);
    Some(PageRequest { size: size?.get(), after: after?, filter: chosen })
}
