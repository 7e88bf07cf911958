//! A receipt finds what it pays: started by the import, in the order of the statement's lines. One step, the local end:
//! what makes it a saga is that it is durable, goes on after a crash, and keeps the order of receipts whatever the
//! size of the sets.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Id, derived_uuid};
use o2c_saga::{Running, Saga, SagaError, Start, Step, StepOutcome};
use o2c_store::Tx;

use crate::{app, domain::ReceiptId, service::Payments};

pub struct MatchReceipt;

impl Saga for MatchReceipt {
    const NAME: &'static str = "match-receipt";
    type Context = Payments;
    type Parameters = ();
    type Progress = ();
    type Refusal = ();
    const STEPS: &'static [Step<Self>] =
        &[Step::pivot("match", |payments, tx, call, set| Box::pin(match_set(payments, tx, call, set)))];

    /// Nothing refuses a match: what no rule can place is an exception.
    fn refused<'a>(
        _: &'a Payments,
        _: &'a Tx,
        _: &'a Call,
        _: &'a [Running<Self>],
    ) -> BoxFuture<'a, Result<(), SagaError>> {
        Box::pin(async { Ok(()) })
    }
}

async fn match_set(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    set: &[Running<MatchReceipt>],
) -> Result<Vec<StepOutcome<MatchReceipt>>, SagaError> {
    let receipts: Vec<ReceiptId> = set.iter().map(|running| Id::from_uuid(running.subject)).collect();
    app::match_receipts(payments, tx, call, &receipts).await?;
    Ok(set.iter().map(|_| StepOutcome::Done(())).collect())
}

/// One for each receipt, in their order.
pub fn starts(receipts: impl IntoIterator<Item = ReceiptId>) -> Vec<Start<MatchReceipt>> {
    let start = |receipt: ReceiptId| Start {
        id: derived_uuid(receipt.uuid(), MatchReceipt::NAME.as_bytes()),
        subject: receipt.uuid(),
        parameters: (),
    };
    receipts.into_iter().map(start).collect()
}
