//! Questions and commands about write-offs.

use o2c_kernel::{Id, KeyPart, Violations};
use o2c_proto::receivables::v1::{
    DecideWriteOffRequest, ListWriteOffsRequest, RequestWriteOffRequest, WriteOffState as WireState,
};
use o2c_rpc::parse;

use super::REASON_LENGTH;
use crate::{
    app::ListWriteOffs,
    domain::{DecideWriteOff, RequestWriteOff, WriteOffState},
};

pub fn request(request: RequestWriteOffRequest) -> Result<RequestWriteOff, Violations> {
    let mut v = Violations::default();
    let item = parse::id(&mut v, "open_item_id", &request.open_item_id);
    let amount = parse::positive_money(&mut v, "amount", request.amount);
    let reason = parse::text(&mut v, "reason", request.reason, REASON_LENGTH);
    parse::finish(v, || Some(RequestWriteOff { write_off: Id::new(), item: item?, amount: amount?, reason: reason? }))
}

pub fn decide(request: DecideWriteOffRequest) -> Result<DecideWriteOff, Violations> {
    let mut v = Violations::default();
    let write_off = parse::id(&mut v, "write_off_id", &request.write_off_id);
    let reason = if request.approve {
        parse::optional_text(&mut v, "reason", request.reason, REASON_LENGTH)
    } else {
        parse::text(&mut v, "reason", request.reason, REASON_LENGTH)
    };
    let approve = request.approve;
    parse::finish(v, || Some(DecideWriteOff { write_off: write_off?, approve, reason: reason? }))
}

/// Unspecified is what waits for somebody.
pub fn list(request: ListWriteOffsRequest) -> Result<ListWriteOffs, Violations> {
    let mut v = Violations::default();
    let state = parse::optional_enum::<WireState>(&mut v, "state", request.state).map(|state| match state {
        None | Some(WireState::Unspecified | WireState::Requested) => WriteOffState::Requested,
        Some(WireState::Approved) => WriteOffState::Approved,
        Some(WireState::Rejected) => WriteOffState::Rejected,
    });
    let scope = format!("write_offs/{}", request.state);
    let size = parse::page_size(&mut v, "page_size", request.page_size);
    let after = parse::page_token(&mut v, "page_token", &request.page_token, &scope).map(|key| match key.as_slice() {
        [KeyPart::Uuid(id)] => Some(Id::from_uuid(*id)),
        _ => None,
    });
    parse::finish(v, || Some(ListWriteOffs { state: state?, size: size?, after: after?, scope }))
}
