//! Proposals of payments.

use o2c_kernel::{Money, Violations};
use o2c_proto::receivables::v1::{ApplyCashRequest, ProposedApplication, ReceiptFacts as WireFacts};
use o2c_rpc::parse;

use crate::domain::{ApplyCash, ProposedEdge, ReceiptFacts};

/// Items that one receipt may pay.
const MAX_EDGES: usize = 4_000;

pub fn apply(request: ApplyCashRequest) -> Result<ApplyCash, Violations> {
    let mut v = Violations::default();
    let proposal = parse::id(&mut v, "proposal_id", &request.proposal_id);
    let receipt = parse::nested(&mut v, "receipt", request.receipt, receipt);
    let edges = parse::list(&mut v, "applications", request.applications, 0..=MAX_EDGES, edge);
    parse::finish(v, || Some(ApplyCash { proposal: proposal?, receipt: receipt?, edges: edges? }))
}

fn receipt(v: &mut Violations, facts: WireFacts) -> Option<ReceiptFacts> {
    let id = parse::id(v, "receipt_id", &facts.receipt_id);
    let customer = parse::optional_id(v, "customer_id", &facts.customer_id);
    let amount = parse::positive_money(v, "amount", facts.amount);
    let value_date = parse::date(v, "value_date", facts.value_date);
    Some(ReceiptFacts { id: id?, customer: customer?, amount: amount?, value_date: value_date? })
}

fn edge(v: &mut Violations, edge: ProposedApplication) -> Option<ProposedEdge> {
    let item = parse::id(v, "open_item_id", &edge.open_item_id);
    let amount = parse::positive_money(v, "amount", edge.amount);
    let write_off = parse::optional_money(v, "write_off_amount", edge.write_off_amount);
    if write_off.flatten().is_some_and(Money::is_negative) {
        v.add("write_off_amount", parse::reason::OUT_OF_RANGE, "must not be negative");
    }
    let amount = amount?;
    let write_off = write_off?.unwrap_or(Money::zero(amount.currency()));
    if write_off.currency() != amount.currency() {
        v.add("write_off_amount.currency_code", parse::reason::MALFORMED, "is not the currency of `amount`");
    }
    Some(ProposedEdge { item: item?, amount, write_off })
}
