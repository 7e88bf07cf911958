//! Requests about dunning cases and letters.

use o2c_kernel::Violations;
use o2c_proto::collections::v1::{
    BlockDunningRequest, DunningCaseState, GetDunningCaseRequest, ListDunningCasesRequest, ListDunningNoticesRequest,
};
use o2c_rpc::parse;

use super::{TEXT_LENGTH, page::page};
use crate::{
    app::{BlockDunning, CasesQuery, NoticesQuery},
    domain::{CaseId, CaseState, CustomerId},
};

pub fn get(message: GetDunningCaseRequest) -> Result<CaseId, Violations> {
    let mut v = Violations::default();
    let case = parse::id(&mut v, "dunning_case_id", &message.dunning_case_id);
    parse::finish(v, || case)
}

pub fn list(message: ListDunningCasesRequest) -> Result<CasesQuery, Violations> {
    let mut v = Violations::default();
    let state = parse::optional_enum::<DunningCaseState>(&mut v, "state", message.state);
    let state = state.map(|state| match state {
        Some(DunningCaseState::Open) => Some(CaseState::Open),
        Some(DunningCaseState::Cured) => Some(CaseState::Cured),
        None | Some(DunningCaseState::Unspecified) => None,
    });
    let customer: Option<Option<CustomerId>> = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let list = format!("collections.cases/{state:?}/{customer:?}");
    let page = page(&mut v, message.page_size, &message.page_token, &list);
    parse::finish(v, || Some(CasesQuery { state: state?, customer: customer?, page: page?, list }))
}

pub fn notices(message: ListDunningNoticesRequest) -> Result<NoticesQuery, Violations> {
    let mut v = Violations::default();
    let customer: Option<Option<CustomerId>> = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let list = format!("collections.notices/{customer:?}");
    let page = page(&mut v, message.page_size, &message.page_token, &list);
    parse::finish(v, || Some(NoticesQuery { customer: customer?, page: page?, list }))
}

pub fn block(message: BlockDunningRequest) -> Result<BlockDunning, Violations> {
    let mut v = Violations::default();
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let until = parse::date(&mut v, "blocked_until", message.blocked_until);
    let reason = parse::optional_text(&mut v, "reason", message.reason, TEXT_LENGTH);
    parse::finish(v, || Some(BlockDunning { customer: customer?, currency: currency?, until: until?, reason: reason? }))
}
