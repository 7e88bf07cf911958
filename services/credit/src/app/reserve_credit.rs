//! Orders ask for credit.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{Attempt, Decision, Desk},
    error::CreditError,
    service::Credit,
    storage::{accounts, decisions, documents, reservations, reviews},
};

/// Decides each attempt of the set in the order given, and reserves what is approved.
///
/// The accounts are locked first and in key order; whatever else belongs to an order is only ever changed under the lock
/// of its account, so it is read after it.
pub async fn reserve_credit(
    credit: &Credit,
    call: &Call,
    set: Set<Attempt, Decision>,
) -> Result<PerItem<Decision, CreditError>, CreditError> {
    credit
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Attempt, Decision, CreditError>| {
            let (now, today, tenant) = (call.now(), call.today(), call.tenant());
            let attempts: Vec<Attempt> = claimed.pending().cloned().collect();
            let locked = accounts::lock(tx, tenant, attempts.iter().map(Attempt::account)).await?;
            let known = reservations::find(tx, tenant, attempts.iter().map(|attempt| attempt.reservation)).await?;
            let answered = decisions::find(tx, tenant, known.iter().map(|known| known.id)).await?;
            let orders = || attempts.iter().map(|attempt| attempt.order);
            let mut desk = Desk::default()
                .with_accounts(locked)
                .with_reservations(known)
                .with_reservations(reservations::of_orders(tx, tenant, orders()).await?)
                .with_decisions(answered)
                .with_reviews(reviews::of_orders(tx, tenant, orders()).await?)
                .with_documents(documents::find(tx, tenant, orders().map(|order| order.uuid())).await?);

            for item in claimed.items_mut() {
                let decided = desk.reserve(item.command(), &credit.policy, now, today);
                item.decide(decided.map_err(CreditError::from));
            }
            finish(credit, tx, call, desk).await
        })
        .await
}
