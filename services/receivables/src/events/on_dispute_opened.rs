//! What a customer objects to is flagged: as much as is open of it.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::collections::v1::DisputeOpened;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::{on_payment_received::verdict, read};
use crate::{
    Receivables,
    app::{self, Flag},
    error::ReceivablesError,
};

pub fn opened<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<DisputeOpened>],
) -> BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>> {
    Box::pin(read::each(facts, flag, async |flags| app::set_dispute_flags(r, tx, call, flags).await, verdict))
}

fn flag(fact: &DisputeOpened) -> Result<Flag, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &fact.dispute_id);
    let item = parse::id(&mut v, "open_item_id", &fact.open_item_id);
    let asked = parse::positive_money(&mut v, "disputed_amount", fact.disputed_amount.clone());
    parse::finish(v, || Some(Flag::Raise { dispute: dispute?, item: item?, asked: asked? }))
}
