//! Fulfillment asks whether goods may leave.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, Id, TenantId, Violations};
use o2c_store::{StoreError, Tx};

use super::finish::finish;
use crate::{
    domain::{Checkpoint, CreditAccountId, Desk, OrderId, Reservation, Verdict},
    error::CreditError,
    service::Credit,
    storage::{accounts, documents, reservations, reviews},
};

/// What is asked of one order, or what is wrong with the question.
pub type Asked = Result<(OrderId, Checkpoint), Violations>;

/// Per question, in their order.
#[derive(Debug)]
pub struct Checked(pub Vec<Result<(OrderId, Verdict), Violations>>);

/// Answers from one snapshot: a handful of statements for all orders. Only an order whose approval does not hold, or holds
/// again, is written: it is put into the queue of reviews, or taken out.
pub async fn check_credit(credit: &Credit, call: &Call, asked: Vec<Asked>) -> Result<Checked, CreditError> {
    let orders: BTreeSet<OrderId> = asked.iter().flatten().map(|(order, _)| *order).collect();
    let desk = credit.store.read(call, async |tx| look(tx, call.tenant(), &orders).await).await?;
    let (now, today) = (call.now(), call.today());
    let verdict = |order: &OrderId| (*order, desk.check_order(*order, &credit.policy, now, today));
    let mut verdicts: BTreeMap<OrderId, Verdict> = orders.iter().map(verdict).collect();
    let concerned = verdicts.iter().filter(|(order, verdict)| desk.concerns_queue(**order, verdict));
    let concerned: BTreeSet<OrderId> = concerned.map(|(order, _)| *order).collect();
    if !concerned.is_empty() {
        verdicts.extend(refer_again(credit, call, &concerned).await?);
    }
    let answer = |(order, _): (OrderId, Checkpoint)| verdicts.get(&order).map(|verdict| (order, verdict.clone()));
    let answers = asked.into_iter().filter_map(|asked| asked.map(answer).transpose());
    Ok(Checked(answers.collect()))
}

/// All that a check looks at.
async fn look(tx: &Tx, tenant: &TenantId, orders: &BTreeSet<OrderId>) -> Result<Desk, StoreError> {
    let held = reservations::of_orders(tx, tenant, orders.iter().copied()).await?;
    let accounts = accounts::find(tx, tenant, accounts_of(&held)).await?;
    loaded(tx, tenant, orders, Desk::default().with_accounts(accounts).with_reservations(held)).await
}

/// Under the locks of the accounts: whatever belongs to an order is only ever changed there.
async fn refer_again(
    credit: &Credit,
    call: &Call,
    orders: &BTreeSet<OrderId>,
) -> Result<Vec<(OrderId, Verdict)>, CreditError> {
    let (now, today, tenant) = (call.now(), call.today(), call.tenant());
    let again = credit.store.write(call, async |tx| {
        let seen = reservations::of_orders(tx, tenant, orders.iter().copied()).await?;
        let locked = accounts::lock(tx, tenant, accounts_of(&seen)).await?;
        let held = reservations::of_orders(tx, tenant, orders.iter().copied()).await?;
        let desk = Desk::default().with_accounts(locked).with_reservations(held);
        let mut desk = loaded(tx, tenant, orders, desk).await?;
        let refer = |order: &OrderId| (*order, desk.refer_again(*order, call.principal(), &credit.policy, now, today));
        let verdicts: Vec<(OrderId, Verdict)> = orders.iter().map(refer).collect();
        finish(credit, tx, call, desk).await?;
        Ok(verdicts)
    });
    again.await
}

fn accounts_of(reservations: &[Reservation]) -> BTreeSet<CreditAccountId> {
    reservations.iter().filter_map(|one| one.held()).map(|holding| holding.account).collect()
}

async fn loaded(tx: &Tx, tenant: &TenantId, orders: &BTreeSet<OrderId>, desk: Desk) -> Result<Desk, StoreError> {
    let reviews = reviews::of_orders(tx, tenant, orders.iter().copied()).await?;
    let documents = documents::find(tx, tenant, orders.iter().copied().map(Id::uuid)).await?;
    Ok(desk.with_reviews(reviews).with_documents(documents))
}
