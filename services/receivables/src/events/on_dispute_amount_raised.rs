//! A dispute is over more than it was: as much of its item is flagged.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::collections::v1::DisputeAmountRaised;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::{on_payment_received::verdict, read};
use crate::{
    Receivables,
    app::{self, Flag},
    error::ReceivablesError,
};

pub fn raised<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<DisputeAmountRaised>],
) -> BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>> {
    Box::pin(read::each(facts, flag, async |flags| app::set_dispute_flags(r, tx, call, flags).await, verdict))
}

fn flag(fact: &DisputeAmountRaised) -> Result<Flag, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &fact.dispute_id);
    let item = parse::id(&mut v, "open_item_id", &fact.open_item_id);
    let asked = parse::positive_money(&mut v, "disputed_amount", fact.disputed_amount.clone());
    parse::finish(v, || Some(Flag::RaiseTo { dispute: dispute?, item: item?, asked: asked? }))
}
