//! What the owner of the open items tells: the copy follows, and what has arrived is no longer held.

use o2c_kernel::Call;
use o2c_store::Tx;

use super::finish::finish;
use crate::{
    domain::{ApplicationId, Desk, OpenItem, OpenItemId, ProposalId, ReceiptId, Refusal},
    error::PaymentsError,
    service::Payments,
    storage::{book, desk_lock, proposals, receipts},
};

/// One fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OpenItemFact {
    Posted(Box<OpenItem>),
    /// Credited, written off, or open again.
    Open {
        item: OpenItemId,
        open: i64,
    },
    Paid {
        item: OpenItemId,
        open: i64,
        proposal: ProposalId,
    },
    CashReversed {
        item: OpenItemId,
        open: i64,
        receipt: ReceiptId,
        application: ApplicationId,
        amount: i64,
    },
}

/// What became of each fact.
pub type Taken = Vec<Result<(), Refusal>>;

/// Takes facts in, in the order given and in the caller's transaction.
pub async fn take_open_items(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: Vec<OpenItemFact>,
) -> Result<Taken, PaymentsError> {
    let tenant = call.tenant();
    desk_lock::lock(tx, tenant).await?;
    let (mut items, mut paid_by, mut reversed, mut from) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for fact in &facts {
        match fact {
            OpenItemFact::Posted(item) => items.push(item.id),
            OpenItemFact::Open { item, .. } => items.push(*item),
            OpenItemFact::Paid { item, proposal, .. } => {
                items.push(*item);
                paid_by.push(*proposal);
            }
            OpenItemFact::CashReversed { item, receipt, application, .. } => {
                items.push(*item);
                reversed.push(*application);
                from.push(*receipt);
            }
        }
    }
    let mut desk = Desk::new(book::of_items(tx, tenant, items).await?)
        .with_proposals(proposals::find(tx, tenant, paid_by).await?)
        .with_proposals(proposals::of_applications(tx, tenant, reversed).await?)
        .with_receipts(receipts::find(tx, tenant, from).await?);
    let taken = facts.into_iter().map(|fact| take(&mut desk, fact)).collect();
    finish(payments, tx, call, desk).await?;
    Ok(taken)
}

fn take(desk: &mut Desk, fact: OpenItemFact) -> Result<(), Refusal> {
    match fact {
        OpenItemFact::Posted(item) => {
            desk.post(*item);
            Ok(())
        }
        OpenItemFact::Open { item, open } => desk.set_open(item, open),
        OpenItemFact::Paid { item, open, proposal } => desk.paid(item, open, proposal),
        OpenItemFact::CashReversed { item, open, receipt, application, amount } => {
            desk.reverse(item, open, receipt, application, amount)
        }
    }
}
