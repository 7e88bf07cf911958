//! Cash is applied by the owner of the open items, and its answer stored. Goods have left long ago, so nothing is undone:
//! the call is declared as a step without an effect of its own to take back. That is sound, because the owner decides a
//! proposal once, by its id, and because nothing that comes after it can refuse.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Currency, Date, Id, Money, derived_uuid};
use o2c_saga::{Running, Saga, SagaError, Start, Step, StepOutcome};
use o2c_store::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app,
    clients::Answered,
    domain::{ApplyOrder, CustomerId, ItemOutcome, OpenItemId, Outcome, ProposalId, ReceiptId},
    service::Payments,
};

const APPLY: &str = "apply";
/// Between two questions to an owner that cannot say now.
const AGAIN: std::time::Duration = std::time::Duration::from_millis(200);

pub struct ApplyCash;

/// What is asked: a copy of the proposal as it was decided, so that the call is the same at every try.
#[derive(Clone, Serialize, Deserialize)]
pub struct Parameters {
    receipt: ReceiptId,
    customer: CustomerId,
    amount: i64,
    currency: Currency,
    value_date: Date,
    applications: Vec<(OpenItemId, i64, i64)>,
}

/// What the owner said.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Progress {
    items: Vec<Item>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Item {
    item: OpenItemId,
    application: Option<Uuid>,
    applied: i64,
    written_off: i64,
    refusal: String,
}

/// The owner's reason against all of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Refusal {
    pub reason: String,
}

impl Saga for ApplyCash {
    const NAME: &'static str = "apply-cash";
    type Context = Payments;
    type Parameters = Parameters;
    type Progress = Progress;
    type Refusal = Refusal;
    const STEPS: &'static [Step<Self>] = &[
        Step::read(APPLY, |payments, call, set| Box::pin(apply(payments, call, set))),
        Step::pivot("record", |payments, tx, call, set| Box::pin(record(payments, tx, call, set))),
    ];

    /// The money becomes an exception, or goes back to the account that it came from.
    fn refused<'a>(
        payments: &'a Payments,
        tx: &'a Tx,
        call: &'a Call,
        set: &'a [Running<Self>],
    ) -> BoxFuture<'a, Result<(), SagaError>> {
        Box::pin(async move {
            let refusal = |running: &Running<Self>| {
                let reason = running.refusal.as_ref().map(|refusal| refusal.reason.clone());
                (Id::from_uuid(running.subject), Outcome::Refused(reason.unwrap_or_default()))
            };
            Ok(app::record_outcomes(payments, tx, call, set.iter().map(refusal).collect()).await?)
        })
    }
}

async fn apply(
    payments: &Payments,
    call: &Call,
    set: &[Running<ApplyCash>],
) -> Result<Vec<StepOutcome<ApplyCash>>, SagaError> {
    let orders: Vec<(Uuid, ApplyOrder)> = set.iter().map(|running| (running.call_id(APPLY), order(running))).collect();
    let answers = payments.receivables.apply_cash(call, &orders).await?;
    Ok(answers.into_iter().map(outcome).collect())
}

async fn record(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    set: &[Running<ApplyCash>],
) -> Result<Vec<StepOutcome<ApplyCash>>, SagaError> {
    let decided = |running: &Running<ApplyCash>| {
        let items = running.progress.items.iter().map(|item| ItemOutcome {
            item: item.item,
            application: item.application.map(Id::from_uuid),
            applied: item.applied,
            written_off: item.written_off,
            refusal: item.refusal.clone(),
        });
        (Id::from_uuid(running.subject), Outcome::Decided(items.collect()))
    };
    app::record_outcomes(payments, tx, call, set.iter().map(decided).collect()).await?;
    Ok(set.iter().map(|running| StepOutcome::Done(running.progress.clone())).collect())
}

fn outcome(answer: Answered) -> StepOutcome<ApplyCash> {
    match answer {
        Answered::Decided(Outcome::Decided(items)) => {
            let items = items.into_iter().map(|item| Item {
                item: item.item,
                application: item.application.map(Id::uuid),
                applied: item.applied,
                written_off: item.written_off,
                refusal: item.refusal,
            });
            StepOutcome::Done(Progress { items: items.collect() })
        }
        Answered::Decided(Outcome::Refused(reason)) => StepOutcome::Refused(Refusal { reason }),
        Answered::Again(reason) => StepOutcome::Again { after: AGAIN, reason },
    }
}

fn order(running: &Running<ApplyCash>) -> ApplyOrder {
    let Parameters { receipt, customer, amount, currency, value_date, applications } = running.parameters.clone();
    let proposal: ProposalId = Id::from_uuid(running.subject);
    ApplyOrder { proposal, receipt, customer, amount: Money::new(amount, currency), value_date, applications }
}

/// One for each order, in their order; a proposal is sent once.
pub fn orders(orders: Vec<ApplyOrder>) -> Vec<Start<ApplyCash>> {
    let start = |order: ApplyOrder| Start {
        id: derived_uuid(order.proposal.uuid(), ApplyCash::NAME.as_bytes()),
        subject: order.proposal.uuid(),
        parameters: Parameters {
            receipt: order.receipt,
            customer: order.customer,
            amount: order.amount.minor(),
            currency: order.amount.currency(),
            value_date: order.value_date,
            applications: order.applications,
        },
    };
    orders.into_iter().map(start).collect()
}
