//! Credits what a dispute granted.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::collections::v1::DisputeResolved;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    BillingError,
    app::{self, ResolvedDispute},
    domain::reason::{Reason, ReasonCode},
    service::Billing,
};

pub async fn on_dispute_resolved(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<DisputeResolved>],
) -> Result<Vec<Verdict>, BillingError> {
    app::credit_disputes(billing, tx, call, read::each(facts, resolved)).await
}

fn resolved(fact: &Received<DisputeResolved>) -> Result<Option<ResolvedDispute>, Violations> {
    let message = fact.message.clone();
    match message.resolution.as_str() {
        "CREDIT" | "PARTIAL" => {}
        // REJECTED and WITHDRAWN are receivables' to act on.
        _ => return Ok(None),
    }
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &message.dispute_id);
    let document = parse::id(&mut v, "document_id", &message.document_id);
    let gross = parse::positive_money(&mut v, "credited_amount", message.credited_amount);
    let text = parse::optional_text(&mut v, "reason", message.reason, read::TEXT);
    let resolved_on = parse::date(&mut v, "resolved_on", message.resolved_on);
    let occurred_at = fact.occurred_at;
    parse::finish(v, || {
        let text = text?;
        let code = ReasonCode::parse(&text).unwrap_or(ReasonCode::Other);
        Some(Some(ResolvedDispute {
            dispute: dispute?,
            document: document?,
            gross: gross?,
            reason: Reason { code, text },
            resolved_on: resolved_on?,
            occurred_at,
        }))
    })
}
