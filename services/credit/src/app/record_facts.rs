//! Facts of others move exposure along.

use o2c_kernel::Call;
use o2c_store::Tx;
use uuid::Uuid;

use super::finish::finish;
use crate::{
    domain::{CreditAccount, Desk, FactMovement, OrderId, Refusal},
    error::CreditError,
    service::Credit,
    storage::{accounts, documents, reservations},
};

/// Records each movement, in the order given and in the caller's transaction. A customer without an account gets an
/// implicit one. Answers, per movement, what kept it from being recorded: only what no number can hold.
pub async fn record_facts(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    movements: &[FactMovement],
) -> Result<Vec<Result<(), Refusal>>, CreditError> {
    let tenant = call.tenant();
    let mut keys: Vec<_> = movements.iter().map(|one| (one.customer, one.amount.currency())).collect();
    keys.sort_unstable();
    keys.dedup();
    let locked = accounts::lock_or_open(tx, tenant, keys).await?;
    let ids = movements.iter().flat_map(|one| &one.posting.moves).map(|change| change.document.id);
    let mut desk = Desk::default()
        .with_accounts(locked)
        .with_documents(documents::find(tx, tenant, ids.collect::<Vec<_>>()).await?);
    let recorded = movements.iter().map(|movement| desk.record(movement)).collect();
    finish(credit, tx, call, desk).await?;
    Ok(recorded)
}

/// Whose account a shipment's value is on, for facts that do not name the customer: that of the shipment, or of the
/// order that it is of.
pub async fn account_of_document(
    tx: &Tx,
    call: &Call,
    pairs: &[(Uuid, OrderId)],
) -> Result<Vec<Option<CreditAccount>>, CreditError> {
    let tenant = call.tenant();
    let documents =
        documents::find(tx, tenant, pairs.iter().map(|(shipment, _)| *shipment).collect::<Vec<_>>()).await?;
    let held = reservations::of_orders(tx, tenant, pairs.iter().map(|(_, order)| *order).collect::<Vec<_>>()).await?;
    let ids: Vec<_> = pairs
        .iter()
        .map(|(shipment, order)| {
            let known = documents.iter().find(|row| row.document.id == *shipment).map(|row| row.account);
            known.or_else(|| {
                let of_order = held.iter().filter(|reservation| reservation.order == *order);
                of_order.filter_map(|reservation| reservation.holding).map(|holding| holding.account).next()
            })
        })
        .collect();
    let accounts = accounts::find(tx, tenant, ids.iter().copied().flatten().collect::<Vec<_>>()).await?;
    Ok(ids.into_iter().map(|id| accounts.iter().find(|account| Some(account.id) == id).cloned()).collect())
}
