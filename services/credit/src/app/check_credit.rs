//! Fulfillment asks whether goods may leave.

use std::collections::HashMap;

use o2c_kernel::{Call, Id, Violations};

use crate::{
    domain::{Approval, Category, Checkpoint, OrderId, ReservationKind, Standing, Verdict, check},
    error::CreditError,
    service::Credit,
    storage::{accounts, documents, reservations},
};

/// What is asked of one order, or what is wrong with the question.
pub type Asked = Result<(OrderId, Checkpoint), Violations>;

/// Per question, in their order.
#[derive(Debug)]
pub struct Checked(pub Vec<Result<(OrderId, Verdict), Violations>>);

/// Answers from one snapshot: a handful of statements for all orders.
pub async fn check_credit(credit: &Credit, call: &Call, asked: Vec<Asked>) -> Result<Checked, CreditError> {
    let tenant = call.tenant();
    let orders: Vec<OrderId> = asked.iter().flatten().map(|(order, _)| *order).collect();
    let tx = credit.store.begin_read(call).await?;
    let mut held = HashMap::new();
    for reservation in reservations::of_orders(&tx, tenant, orders.iter().copied()).await? {
        if let (ReservationKind::Attempt, Some(holding)) = (reservation.kind, reservation.held()) {
            held.insert(reservation.order, holding);
        }
    }
    let accounts = accounts::find(&tx, tenant, held.values().map(|holding| holding.account)).await?;
    let accounts: HashMap<_, _> = accounts.into_iter().map(|account| (account.id, account)).collect();
    let documents = documents::find(&tx, tenant, held.keys().copied().map(Id::uuid)).await?;
    let values: HashMap<_, _> =
        documents.iter().map(|row| (row.document.id, row.exposure.get(Category::OpenOrders))).collect();
    tx.rollback().await;

    let verdict = |order: OrderId| {
        let holding = held.get(&order);
        let approval = holding.map(|holding| Approval {
            approved: holding.amount.minor(),
            valid_until: holding.valid_until,
            value: values.get(&order.uuid()).copied().unwrap_or(0),
        });
        let account = holding.and_then(|holding| accounts.get(&holding.account));
        let standing = account.map(Standing::of);
        check(standing.as_ref(), approval.as_ref(), &credit.policy, call.now(), call.today())
    };
    Ok(Checked(asked.into_iter().map(|asked| asked.map(|(order, _)| (order, verdict(order)))).collect()))
}
