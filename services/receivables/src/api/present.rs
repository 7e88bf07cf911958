//! Open items, edges and what is computed of them, on the wire.

use o2c_kernel::{KeyPart, Money};
use o2c_proto::receivables::v1 as wire;
use o2c_rpc::wire as to;

use crate::{
    app::{CustomerAccount, ItemPage, ItemWithEdges},
    domain::{Ageing, Application, CashDecision, DecidedEdge, EdgeOutcome, OpenItem},
};

impl From<&OpenItem> for wire::OpenItem {
    fn from(item: &OpenItem) -> Self {
        Self {
            open_item_id: item.id.to_string(),
            document_type: item.document_type.name().to_owned(),
            document_id: item.document.to_string(),
            document_number: item.document_number.clone(),
            order_id: to::optional_id(item.order),
            customer_id: item.customer.to_string(),
            customer_name: item.customer_name.clone(),
            document_date: Some(to::date(item.document_date)),
            due_on: Some(to::date(item.due_on)),
            original_amount: Some(to::money(item.original)),
            open_amount: Some(to::money(item.open)),
            disputed_amount: Some(to::money(item.disputed())),
            dispute_id: to::optional_id(item.dispute.map(|objection| objection.dispute)),
            cash: item.cash,
            opening: item.opening,
            etag: to::etag(item.version),
            applications: Vec::new(),
        }
    }
}

impl From<&ItemWithEdges> for wire::OpenItem {
    fn from(found: &ItemWithEdges) -> Self {
        Self { applications: found.edges.iter().map(wire::Application::from).collect(), ..Self::from(&found.item) }
    }
}

impl From<&ItemPage> for wire::ListOpenItemsResponse {
    fn from(page: &ItemPage) -> Self {
        let next = page.next.as_ref().map(|key| {
            let due_on = KeyPart::Int(key.due_on.days().into());
            [due_on, KeyPart::Text(key.document_number.clone()), KeyPart::Uuid(key.id.uuid())]
        });
        Self {
            open_items: page.items.iter().map(wire::OpenItem::from).collect(),
            next_page_token: to::page_token(next.as_ref().map(<[KeyPart; 3]>::as_slice), &page.scope),
        }
    }
}

impl From<&Application> for wire::Application {
    fn from(edge: &Application) -> Self {
        let kind = if edge.reverses.is_some() { "reversal" } else { edge.source.kind() };
        Self {
            application_id: edge.id.to_string(),
            open_item_id: edge.item.to_string(),
            kind: kind.to_owned(),
            source_id: edge.source.uuid().to_string(),
            amount: Some(to::money(edge.amount)),
            effective_on: Some(to::date(edge.effective_on)),
            reverses_application_id: to::optional_id(edge.reverses),
            proposal_id: to::optional_id(edge.proposal),
        }
    }
}

impl From<&CashDecision> for wire::ApplyCashResponse {
    fn from(decision: &CashDecision) -> Self {
        Self { proposal_id: decision.proposal.to_string(), applications: decision.edges.iter().map(applied).collect() }
    }
}

fn applied(edge: &DecidedEdge) -> wire::AppliedItem {
    let nothing = Money::zero(edge.asked.currency());
    let (application, amount, write_off, refusal) = match &edge.outcome {
        EdgeOutcome::Applied(id) => (id.to_string(), edge.asked, edge.asked_write_off, String::new()),
        EdgeOutcome::Refused(reason) => (String::new(), nothing, nothing, reason.clone()),
    };
    wire::AppliedItem {
        open_item_id: edge.item.to_string(),
        application_id: application,
        applied_amount: Some(to::money(amount)),
        write_off_amount: Some(to::money(write_off)),
        refusal_reason: refusal,
        open_amount_after: Some(to::money(edge.open_after)),
    }
}

impl From<&Ageing> for wire::Ageing {
    fn from(ageing: &Ageing) -> Self {
        let [current, to_30, to_60, to_90, over_90] = ageing.buckets.map(|amount| Some(to::money(amount)));
        Self {
            as_of: Some(to::date(ageing.as_of)),
            current,
            days_1_to_30: to_30,
            days_31_to_60: to_60,
            days_61_to_90: to_90,
            over_90,
            total: Some(to::money(ageing.total)),
        }
    }
}

impl From<&CustomerAccount> for wire::CustomerAccount {
    fn from(account: &CustomerAccount) -> Self {
        let money = |minor| Some(to::money(Money::new(minor, account.currency)));
        Self {
            customer_id: account.customer.to_string(),
            balance: money(account.figures.balance),
            overdue: money(account.figures.overdue),
            on_account: money(account.figures.on_account),
            disputed: money(account.figures.disputed),
        }
    }
}
