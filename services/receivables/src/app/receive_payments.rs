//! Brings money into the books.

use o2c_kernel::{Call, Instant};
use o2c_store::Tx;

use crate::{
    Receivables,
    domain::{CustomerId, Loaded, ReceiptFacts, ReceiptId, Refusal},
    error::ReceivablesError,
    storage,
};

/// What payments tells of a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Payment {
    Received(ReceiptFacts),
    PayerIdentified(ReceiptId, CustomerId),
}

impl Payment {
    const fn receipt(&self) -> ReceiptId {
        match self {
            Self::Received(facts) => facts.id,
            Self::PayerIdentified(receipt, _) => *receipt,
        }
    }
}

/// Takes payments in, in the order given, each with the moment of its fact. A receipt that a proposal has brought along
/// already is there already.
pub async fn receive_payments(
    receivables: &Receivables,
    tx: &Tx,
    call: &Call,
    payments: &[(Instant, Payment)],
) -> Result<Vec<Result<(), Refusal>>, ReceivablesError> {
    let tenant = call.tenant();
    let received = payments.iter().filter_map(|(_, payment)| match payment {
        Payment::Received(facts) => Some(facts),
        Payment::PayerIdentified(..) => None,
    });
    let received: Vec<&ReceiptFacts> = received.collect();
    let ids: Vec<ReceiptId> = payments.iter().map(|(_, payment)| payment.receipt()).collect();
    let books = storage::hold_books(tx, tenant).await?;
    storage::ensure_receipts(tx, tenant, books, received).await?;
    let receipts = storage::lock_receipts(tx, tenant, ids).await?;
    let claims: Vec<ReceiptId> =
        receipts.iter().filter(|receipt| receipt.version == 0).map(|receipt| receipt.id).collect();

    let mut desk = receivables.desk(call, Loaded { books, receipts, ..Loaded::default() });
    let mut outcomes = Vec::with_capacity(payments.len());
    for (at, payment) in payments {
        desk.at(*at, receivables.day_of(*at));
        outcomes.push(match payment {
            Payment::Received(facts) => desk.receive(facts).map(drop),
            Payment::PayerIdentified(receipt, customer) => {
                desk.identify_payer(*receipt, *customer);
                Ok(())
            }
        });
    }
    receivables.finish(tx, call, desk, claims).await?;
    Ok(outcomes)
}
