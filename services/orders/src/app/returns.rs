//! Returns: authorise, read.

use o2c_kernel::{Call, KeyPart, PerItem, Set};

use super::{Page, PageRequest, numbers};
use crate::{
    domain::{CreditLimit, CustomerId, OrderId, Refusal, Return, ReturnId, ReturnRequest},
    error::OrdersError,
    events,
    service::Orders,
    storage,
};

/// What is asked of who issues credit notes, which billing's contract says: what a return credits beyond its line is one
/// without reference.
const CREDIT_NOTES: &str = "billing.credit-notes";

/// Allows each return of the set. Who may issue credit notes may value what comes back above what was ordered for it.
pub async fn create_returns(
    orders: &Orders,
    call: &Call,
    set: Set<ReturnRequest, Return>,
) -> Result<PerItem<Return, OrdersError>, OrdersError> {
    let limit = if call.caller.scopes.allows(CREDIT_NOTES) { CreditLimit::None } else { CreditLimit::OfLine };
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let ids: Vec<OrderId> = claimed.pending().map(|command| command.order).collect();
        let mut loaded = storage::orders::load_for_update(tx, call.tenant(), ids).await?;
        let mut decisions: Vec<Result<Return, Refusal>> = Vec::new();
        for command in claimed.pending() {
            let order = loaded.get_mut(command.order).ok_or(Refusal::OrderNotFound(command.order));
            let decision =
                order.and_then(|order| order.authorize_return(ReturnId::new(), command, limit, call.today()));
            if decision.is_ok() {
                loaded.touch(command.order);
            }
            decisions.push(decision);
        }
        numbers::give(tx, call, numbers::RETURNS, decisions.iter_mut().flatten().map(|new| &mut new.number)).await?;
        let new: Vec<Return> = decisions.iter().flatten().cloned().collect();
        storage::orders::save(tx, call.tenant(), &loaded).await?;
        storage::returns::insert(tx, call.tenant(), &new).await?;
        events::publish_returns(tx, &orders.outbox, call, &new).await?;
        for (item, decision) in claimed.items_mut().zip(decisions) {
            item.decide(decision.map_err(OrdersError::from));
        }
        Ok(())
    });
    decided.await
}

pub async fn get_return(orders: &Orders, call: &Call, id: ReturnId) -> Result<Return, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let mut found = storage::returns::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.remove(&id).ok_or_else(|| Refusal::ReturnNotFound(id).into())
}

#[derive(Clone, Debug)]
pub struct ListReturns {
    pub order: Option<OrderId>,
    pub customer: Option<CustomerId>,
    pub page: PageRequest,
}

pub async fn list_returns(orders: &Orders, call: &Call, list: ListReturns) -> Result<Page<Return>, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let after = list.page.after_number();
    let found = storage::returns::page(&tx, call.tenant(), list.order, list.customer, after, list.page.limit()).await?;
    tx.rollback().await;
    Ok(list.page.page(found, |found| vec![KeyPart::Int(found.number)]))
}
