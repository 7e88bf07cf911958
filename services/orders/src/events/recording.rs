//! What all handlers of facts about orders have in common: load the orders of the run, record in the order given, save
//! and state what followed. A fact that cannot be recorded fails alone.

use o2c_kernel::{Call, Explain, Instant, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::google::r#type::{Decimal, Money as WireMoney};
use o2c_rpc::parse;
use o2c_store::Tx;
use uuid::Uuid;

use super::{Stated, publish, taken_back};
use crate::{
    domain::{DocumentId, LineQuantity, Order, OrderFact, OrderId, Refusal},
    error::OrdersError,
    sagas,
    service::Orders,
    storage,
};

/// What recording a fact changed.
pub enum Recorded {
    /// Nothing: it is of no concern, or known.
    Nothing,
    /// The order, and what follows from it.
    Changed(Vec<OrderFact>),
    /// The same, and another acceptance begins.
    AcceptAgain(Vec<OrderFact>),
}

impl From<Option<OrderFact>> for Recorded {
    fn from(fact: Option<OrderFact>) -> Self {
        Self::Changed(fact.into_iter().collect())
    }
}

/// What a fact says of which order; `None` where it concerns none.
pub type Parse<M, T> = fn(&M) -> Result<Option<(OrderId, T)>, Violations>;

/// Parses, and records each fact on its order.
pub async fn record<M, T>(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<M>],
    parse: Parse<M, T>,
    apply: fn(&mut Order, T, Instant) -> Result<Recorded, Refusal>,
) -> Result<Vec<Verdict>, OrdersError>
where
    M: Sync,
    T: Send,
{
    record_with(orders, tx, call, facts, parse, apply, |_| None).await
}

/// The same of facts that are about another document of ours, too: after a restore each waits until that is where it was.
pub async fn record_with<M, T>(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<M>],
    parse: Parse<M, T>,
    apply: fn(&mut Order, T, Instant) -> Result<Recorded, Refusal>,
    also: fn(&M) -> Option<Uuid>,
) -> Result<Vec<Verdict>, OrdersError>
where
    M: Sync,
    T: Send,
{
    let parsed: Vec<_> = facts.iter().map(|fact| parse(&fact.message)).collect();
    let named: Vec<OrderId> = parsed.iter().flatten().flatten().map(|(id, _)| *id).collect();
    let others = facts.iter().filter_map(|fact| also(&fact.message));
    let documents = named.iter().map(|order| order.uuid()).chain(others).collect();
    let behind = taken_back::behind(orders, tx, call, documents).await?;
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), named).await?;
    let mut verdicts = Vec::with_capacity(facts.len());
    let mut stated: Vec<(OrderId, OrderFact, Instant)> = Vec::new();
    let mut again = Vec::new();
    for (fact, parsed) in facts.iter().zip(parsed) {
        let (id, what) = match parsed {
            Ok(Some(parsed)) => parsed,
            Ok(None) => {
                verdicts.push(Verdict::Done);
                continue;
            }
            Err(violations) => {
                verdicts.push(Verdict::Failed(violations.to_string()));
                continue;
            }
        };
        let mut of = [Some(id.uuid()), also(&fact.message)].into_iter().flatten();
        if let Some(document) = of.find(|document| behind.contains(document)) {
            verdicts.push(Verdict::Wait(document));
            continue;
        }
        let Some(order) = loaded.get_mut(id) else {
            verdicts.push(Verdict::Failed(Refusal::OrderNotFound(id).to_string()));
            continue;
        };
        let (followed, accept) = match apply(order, what, fact.occurred_at) {
            Ok(Recorded::Nothing) => {
                verdicts.push(Verdict::Done);
                continue;
            }
            Ok(Recorded::Changed(followed)) => (followed, false),
            Ok(Recorded::AcceptAgain(followed)) => (followed, true),
            Err(refusal) => {
                let error = OrdersError::from(refusal);
                verdicts.push(Verdict::Failed(format!("{}: {error}", error.reason())));
                continue;
            }
        };
        loaded.touch(id);
        stated.extend(followed.into_iter().map(|followed| (id, followed, fact.occurred_at)));
        if accept {
            again.push(id);
        }
        verdicts.push(Verdict::Done);
    }
    storage::orders::save(tx, call.tenant(), &loaded).await?;
    sagas::accept(tx, orders, call, again.iter().filter_map(|id| loaded.get(*id))).await?;
    let stated = stated.iter().filter_map(|(id, fact, at)| Some(Stated { order: loaded.get(*id)?, fact, at: *at }));
    publish(tx, &orders.outbox, call, stated).await?;
    Ok(verdicts)
}

/// The order that a fact names; none where it names none.
pub fn optional_order(v: &mut Violations, text: &str) -> Option<Option<OrderId>> {
    parse::optional_id(v, "order_id", text)
}

pub fn order(v: &mut Violations, text: &str) -> Option<OrderId> {
    parse::id(v, "order_id", text)
}

pub fn document(v: &mut Violations, text: &str) -> Option<DocumentId> {
    parse::id(v, "document_id", text)
}

pub fn money(v: &mut Violations, field: &str, amount: Option<&WireMoney>) -> Option<o2c_kernel::Money> {
    parse::money(v, field, amount.cloned())
}

/// Quantities of lines.
pub fn quantities<'a>(
    v: &mut Violations,
    lines: impl Iterator<Item = (i32, Option<&'a Decimal>)>,
) -> Option<Vec<LineQuantity>> {
    lines.map(|(line, value)| Some(LineQuantity { line, quantity: quantity(v, value)? })).collect()
}

pub fn quantity(v: &mut Violations, value: Option<&Decimal>) -> Option<o2c_kernel::Quantity> {
    parse::quantity(v, "lines.quantity", value.cloned())
}
