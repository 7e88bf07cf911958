//! Requests about disputes.

use o2c_kernel::Violations;
use o2c_proto::collections::v1::{
    AssignDisputeRequest, DisputeResolution, DisputeState as WireState, GetDisputeRequest, ListDisputesRequest,
    OpenDisputeRequest, ResolveDisputeRequest,
};
use o2c_rpc::parse::{self, reason as why};

use super::{TEXT_LENGTH, page::page};
use crate::{
    app::{AssignDispute, DisputesQuery, OpenDispute, ResolveDispute},
    domain::{CustomerId, DisputeId, DisputeReason, DisputeState, Resolution},
};

/// Of a person's name.
const NAME_LENGTH: usize = 127;

pub fn open(message: OpenDisputeRequest) -> Result<OpenDispute, Violations> {
    let mut v = Violations::default();
    let item = parse::id(&mut v, "open_item_id", &message.open_item_id);
    let disputed = parse::positive_money(&mut v, "disputed_amount", message.disputed_amount);
    let reason = reason(&mut v, &message.reason);
    let description = parse::optional_text(&mut v, "description", message.description, TEXT_LENGTH);
    parse::finish(v, || {
        Some(OpenDispute { item: item?, disputed: disputed?, reason: reason?, description: description? })
    })
}

pub fn get(message: GetDisputeRequest) -> Result<DisputeId, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &message.dispute_id);
    parse::finish(v, || dispute)
}

pub fn assign(message: AssignDisputeRequest) -> Result<AssignDispute, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &message.dispute_id);
    let to = parse::text(&mut v, "assigned_to", message.assigned_to, NAME_LENGTH);
    parse::finish(v, || Some(AssignDispute { dispute: dispute?, to: to? }))
}

pub fn resolve(message: ResolveDisputeRequest) -> Result<ResolveDispute, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &message.dispute_id);
    let resolution = parse::known_enum::<DisputeResolution>(&mut v, "resolution", message.resolution);
    let amount = message.credited_amount.filter(|amount| amount.units != 0 || amount.nanos != 0);
    let resolution = match resolution {
        Some(DisputeResolution::Partial) => {
            parse::positive_money(&mut v, "credited_amount", amount).map(Resolution::Partial)
        }
        Some(other) => {
            if amount.is_some() {
                v.add("credited_amount", why::OUT_OF_RANGE, "follows from the resolution, unless it is PARTIAL");
            }
            whole(other)
        }
        None => None,
    };
    let reason = parse::optional_text(&mut v, "reason", message.reason, TEXT_LENGTH);
    parse::finish(v, || Some(ResolveDispute { dispute: dispute?, resolution: resolution?, reason: reason? }))
}

pub fn list(message: ListDisputesRequest) -> Result<DisputesQuery, Violations> {
    let mut v = Violations::default();
    let state = parse::optional_enum::<WireState>(&mut v, "state", message.state);
    let state = state.map(|state| state.and_then(state_of));
    let customer: Option<Option<CustomerId>> = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let list = format!("collections.disputes/{state:?}/{customer:?}");
    let page = page(&mut v, message.page_size, &message.page_token, &list);
    parse::finish(v, || Some(DisputesQuery { state: state?, customer: customer?, page: page?, list }))
}

fn whole(resolution: DisputeResolution) -> Option<Resolution> {
    match resolution {
        DisputeResolution::Credit => Some(Resolution::Credit),
        DisputeResolution::Rejected => Some(Resolution::Rejected),
        DisputeResolution::Withdrawn => Some(Resolution::Withdrawn),
        DisputeResolution::Partial | DisputeResolution::Unspecified => None,
    }
}

fn state_of(state: WireState) -> Option<DisputeState> {
    match state {
        WireState::Open => Some(DisputeState::Open),
        WireState::InReview => Some(DisputeState::InReview),
        WireState::Resolved => Some(DisputeState::Resolved),
        WireState::Closed => Some(DisputeState::Closed),
        WireState::Unspecified => None,
    }
}

fn reason(v: &mut Violations, name: &str) -> Option<DisputeReason> {
    if name.is_empty() {
        v.add("reason", why::REQUIRED, "is required");
        return None;
    }
    let reason = DisputeReason::parse(name);
    if reason.is_none() {
        let known: Vec<&str> = DisputeReason::ALL.iter().map(|reason| reason.name()).collect();
        v.add("reason", why::UNKNOWN_VALUE, format!("is one of {}", known.join(", ")));
    }
    reason
}
