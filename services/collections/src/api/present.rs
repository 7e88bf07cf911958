//! Disputes and the worklist as callers see them.

use o2c_kernel::KeyPart;
use o2c_proto::collections::v1 as proto;
use o2c_rpc::wire;

use crate::{
    app::{DisputesPage, WorklistPage},
    domain::{Dispute, DisputeState, Ranked, Resolution, Ruling},
};

impl From<&Dispute> for proto::Dispute {
    fn from(dispute: &Dispute) -> Self {
        let ruling = dispute.ruling.as_ref();
        let of = |field: fn(&Ruling) -> &String| ruling.map(field).cloned().unwrap_or_default();
        Self {
            dispute_id: dispute.id.to_string(),
            number: format!("DP-{:08}", dispute.number),
            customer_id: dispute.customer.to_string(),
            open_item_id: dispute.item.to_string(),
            document_id: dispute.document.to_string(),
            document_number: dispute.document_number.clone(),
            disputed_amount: Some(wire::money(dispute.disputed)),
            reason: dispute.reason.name().to_owned(),
            description: dispute.description.clone(),
            state: state(dispute.state).into(),
            assigned_to: dispute.assigned_to.clone(),
            resolution: ruling
                .map_or(proto::DisputeResolution::Unspecified, |ruling| resolution(ruling.resolution))
                .into(),
            credited_amount: ruling.map(|_| wire::money(dispute.credited())),
            deduction_id: wire::optional_id(dispute.deduction),
            opened_on: Some(wire::date(dispute.opened_on)),
            resolved_on: ruling.map(|ruling| wire::date(ruling.on)),
            opened_by: dispute.opened_by.clone(),
            resolved_by: of(|ruling| &ruling.by),
            resolution_reason: of(|ruling| &ruling.reason),
            etag: wire::etag(dispute.version),
        }
    }
}

impl From<&DisputesPage> for proto::ListDisputesResponse {
    fn from(page: &DisputesPage) -> Self {
        let last = page.disputes.last().filter(|_| page.more).map(|dispute| [KeyPart::Int(dispute.number)]);
        Self {
            disputes: page.disputes.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), &page.list),
        }
    }
}

impl From<&Ranked> for proto::WorklistItem {
    fn from(ranked: &Ranked) -> Self {
        let debtor = &ranked.debtor;
        Self {
            customer_id: debtor.customer.to_string(),
            customer_name: debtor.name.clone(),
            overdue_amount: Some(wire::money(debtor.overdue)),
            disputed_amount: Some(wire::money(debtor.disputed)),
            oldest_days_past_due: narrow(ranked.days_past_due),
            dunning_level: debtor.level,
            items: narrow(debtor.items),
            priority: narrow(ranked.priority),
            reasons: ranked.reasons.clone(),
        }
    }
}

impl From<&WorklistPage> for proto::ListWorklistResponse {
    fn from(page: &WorklistPage) -> Self {
        let key = |ranked: &Ranked| {
            let (urgency, customer, currency) = ranked.key();
            [KeyPart::Int(urgency), KeyPart::Uuid(customer.uuid()), KeyPart::Text(currency.code().to_owned())]
        };
        let last = page.items.last().filter(|_| page.more).map(key);
        Self {
            items: page.items.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 3]>::as_slice), &page.list),
        }
    }
}

/// Counts that fit by far; the most where they did not.
pub fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn state(state: DisputeState) -> proto::DisputeState {
    match state {
        DisputeState::Open => proto::DisputeState::Open,
        DisputeState::InReview => proto::DisputeState::InReview,
        DisputeState::Resolved => proto::DisputeState::Resolved,
        DisputeState::Closed => proto::DisputeState::Closed,
    }
}

fn resolution(resolution: Resolution) -> proto::DisputeResolution {
    match resolution {
        Resolution::Credit => proto::DisputeResolution::Credit,
        Resolution::Partial(_) => proto::DisputeResolution::Partial,
        Resolution::Rejected => proto::DisputeResolution::Rejected,
        Resolution::Withdrawn => proto::DisputeResolution::Withdrawn,
    }
}
