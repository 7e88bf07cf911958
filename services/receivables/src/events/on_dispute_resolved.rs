//! A dispute that is rejected or withdrawn clears its flag at once. One that is credited is cleared by its credit note:
//! until that is in the books, the customer still objects.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Instant, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::collections::v1::DisputeResolved;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    Receivables,
    app::{self, Flag},
    domain::Refusal,
    error::ReceivablesError,
};

pub fn resolved<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<DisputeResolved>],
) -> BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>> {
    Box::pin(read::each(
        facts,
        flag,
        async |flags| clear(r, tx, call, flags).await,
        super::on_payment_received::verdict,
    ))
}

/// Clears the flags of those that no credit note clears.
pub(super) async fn clear(
    r: &Receivables,
    tx: &Tx,
    call: &Call,
    flags: &[(Instant, Option<Flag>)],
) -> Result<Vec<Result<(), Refusal>>, ReceivablesError> {
    let cleared: Vec<_> = flags.iter().filter_map(|(at, flag)| Some((*at, flag.clone()?))).collect();
    let mut outcomes = app::set_dispute_flags(r, tx, call, &cleared).await?.into_iter();
    let each = flags.iter().map(|(_, flag)| match flag {
        Some(_) => outcomes.next().unwrap_or(Err(Refusal::Inconsistent("a flag was not decided"))),
        None => Ok(()),
    });
    Ok(each.collect())
}

/// None where its credit note does it.
fn flag(fact: &DisputeResolved) -> Result<Option<Flag>, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &fact.dispute_id);
    let item = parse::id(&mut v, "open_item_id", &fact.open_item_id);
    match fact.resolution.as_str() {
        "CREDIT" | "PARTIAL" => parse::finish(v, || Some(None)),
        "REJECTED" | "WITHDRAWN" => parse::finish(v, || Some(Some(Flag::Clear { dispute: dispute?, item: item? }))),
        _ => {
            v.add("resolution", parse::reason::UNKNOWN_VALUE, "is none of CREDIT, PARTIAL, REJECTED, WITHDRAWN");
            Err(v)
        }
    }
}
