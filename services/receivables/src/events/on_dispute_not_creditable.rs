//! A dispute was granted, and billing has nothing left to credit for it. Its flag is cleared: no note will do it.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::DisputeNotCreditable;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::{on_dispute_resolved::clear, read};
use crate::{Receivables, app::Flag, domain::item_of, error::ReceivablesError};

pub fn not_creditable<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<DisputeNotCreditable>],
) -> BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>> {
    Box::pin(read::each(
        facts,
        flag,
        async |flags| clear(r, tx, call, flags).await,
        super::on_payment_received::verdict,
    ))
}

/// None where a credit note names the dispute, and does it.
fn flag(fact: &DisputeNotCreditable) -> Result<Option<Flag>, Violations> {
    let mut v = Violations::default();
    let dispute = parse::id(&mut v, "dispute_id", &fact.dispute_id);
    let document = parse::id(&mut v, "document_id", &fact.document_id);
    let is_credited = !fact.credit_note_id.is_empty();
    parse::finish(v, || {
        let flag = Flag::Clear { dispute: dispute?, item: item_of(document?) };
        Some((!is_credited).then_some(flag))
    })
}
