//! The request for the worklist.

use o2c_kernel::Violations;
use o2c_proto::collections::v1::ListWorklistRequest;
use o2c_rpc::parse;

use super::page::page;
use crate::app::WorklistQuery;

pub fn list(message: ListWorklistRequest) -> Result<WorklistQuery, Violations> {
    let mut v = Violations::default();
    let as_of = parse::optional_date(&mut v, "as_of", message.as_of);
    let currency = match message.currency_code.as_str() {
        "" => Some(None),
        code => parse::currency(&mut v, "currency_code", code).map(Some),
    };
    let list = format!("collections.worklist/{as_of:?}/{currency:?}");
    let page = page(&mut v, message.page_size, &message.page_token, &list);
    parse::finish(v, || Some(WorklistQuery { as_of: as_of?, currency: currency?, page: page?, list }))
}
