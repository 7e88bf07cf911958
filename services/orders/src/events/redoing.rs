//! Our own facts, after a restore: what callers asked for and sagas decided, which no fact of others brings once more. What
//! others state of an order is taken in when that is done.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Consumer, Envelope, Received, Verdict, record};
use o2c_proto::{
    Event,
    orders::v1::{
        CustomerErased, OrderCancellationRefused, OrderCompleted, OrderConfirmed, OrderHeld, OrderHoldReleased,
        OrderLinesCancelled, OrderRejected, OrderSubmitted, ReturnAuthorized,
    },
};
use o2c_rpc::{Host, parse};
use o2c_store::{StoreError, Tx};

use super::{read_own, taken_back::decoded};
use crate::{
    NAME,
    app::redo::{self, Again, Ahead, Done},
    domain::{HoldType, OrderId},
    error::OrdersError,
    service::Orders,
};

type Verdicts<'a> = BoxFuture<'a, Result<Vec<Verdict>, OrdersError>>;
type Read<T> = Result<T, Violations>;

/// Who does again what was done.
pub fn redoing(orders: &Arc<Orders>) -> Consumer {
    let of = || Arc::clone(orders);
    Consumer::new(NAME, NAME, orders.store.clone())
        .with_clock(orders.clock().clone(), orders.zone().clone())
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, submitted))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, held))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, released))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, |fact| read_own::confirmed(&fact.message)))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, rejected))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, |fact| read_own::cancelled(&fact.message)))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, refused))
        .on(of(), |orders, tx, call, facts| each(orders, tx, call, facts, completed))
        .on(of(), |orders, tx, call, facts| Box::pin(returns(orders, tx, call, facts)))
        .on(of(), |orders, tx, call, facts| Box::pin(erasures(orders, tx, call, facts)))
}

fn each<'a, M: Sync>(
    orders: &'a Orders,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<M>],
    read: fn(&Received<M>) -> Read<Done>,
) -> Verdicts<'a> {
    Box::pin(async move {
        let mut verdicts = Vec::with_capacity(facts.len());
        for fact in facts {
            verdicts.push(match read(fact) {
                Err(violations) => Verdict::Failed(violations.to_string()),
                Ok(done) => {
                    let ahead = ahead(orders, tx, call, fact).await?;
                    let order = OrderId::from_uuid(fact.aggregate_id);
                    verdict(redo::redo(orders, tx, call, order, &done, &ahead).await?)
                }
            });
        }
        Ok(verdicts)
    })
}

fn verdict(again: Again) -> Verdict {
    again.map_or_else(Verdict::Failed, |()| Verdict::Done)
}

fn submitted(fact: &Received<OrderSubmitted>) -> Read<Done> {
    read_own::submission(&fact.message, fact.occurred_at).map(|submission| Done::Submitted(Box::new(submission)))
}

fn held(fact: &Received<OrderHeld>) -> Read<Done> {
    read_own::hold(fact.message.hold.as_ref()).map(Done::Held)
}

fn released(fact: &Received<OrderHoldReleased>) -> Read<Done> {
    read_own::hold(fact.message.hold.as_ref()).map(Done::Released)
}

fn rejected(fact: &Received<OrderRejected>) -> Read<Done> {
    Ok(Done::Rejected { reason: fact.message.reason.clone() })
}

fn refused(fact: &Received<OrderCancellationRefused>) -> Read<Done> {
    read_own::cancellation_refused(&fact.message)
}

fn completed(_: &Received<OrderCompleted>) -> Read<Done> {
    Ok(Done::Completed)
}

async fn returns(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ReturnAuthorized>],
) -> Result<Vec<Verdict>, OrdersError> {
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        verdicts.push(match read_own::authorized(&fact.message) {
            Err(violations) => Verdict::Failed(violations.to_string()),
            Ok((id, number, request)) => verdict(redo::redo_return(orders, tx, call, id, number, &request).await?),
        });
    }
    Ok(verdicts)
}

async fn erasures(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CustomerErased>],
) -> Result<Vec<Verdict>, OrdersError> {
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        let mut v = Violations::default();
        let customer = parse::id(&mut v, "customer_id", &fact.message.customer_id);
        let named = fact.message.order_ids.iter().map(|id| parse::id(&mut v, "order_ids", id));
        let named = named.collect::<Option<Vec<OrderId>>>();
        verdicts.push(match parse::finish(v, || customer.zip(named)) {
            Err(violations) => Verdict::Failed(violations.to_string()),
            Ok((customer, named)) => verdict(redo::redo_erasure(orders, tx, call, customer, &named).await?),
        });
    }
    Ok(verdicts)
}

/// What the record says of the order after a fact.
async fn ahead<M>(orders: &Orders, tx: &Tx, call: &Call, fact: &Received<M>) -> Result<Ahead, StoreError> {
    let pending = record::pending(tx, &orders.outbox, call.tenant(), &[fact.aggregate_id]).await?;
    let after: Vec<&Envelope> = pending.iter().filter(|other| other.sequence > fact.sequence).collect();
    let submission = after
        .iter()
        .find(|other| *other.type_name == *OrderSubmitted::TYPE)
        .and_then(|other| read_own::submission(&decoded(other)?, other.occurred_at).ok());
    let other_than_released = after.iter().find(|other| *other.type_name != *OrderHoldReleased::TYPE);
    Ok(Ahead {
        submission,
        decided: after.iter().any(|other| decides(other)),
        rejected: other_than_released.and_then(|other| reason_of(other)),
        completed: after.first().is_some_and(|next| *next.type_name == *OrderCompleted::TYPE),
    })
}

/// Whether an acceptance ended with it: by a decision, or because credit referred it.
fn decides(fact: &Envelope) -> bool {
    match &*fact.type_name {
        OrderConfirmed::TYPE | OrderRejected::TYPE | OrderLinesCancelled::TYPE => true,
        OrderHeld::TYPE => decoded::<OrderHeld>(fact)
            .and_then(|held| read_own::hold(held.hold.as_ref()).ok())
            .is_some_and(|hold| hold.kind == HoldType::Credit),
        _ => false,
    }
}

fn reason_of(fact: &Envelope) -> Option<String> {
    match &*fact.type_name {
        OrderRejected::TYPE => decoded::<OrderRejected>(fact).map(|rejected| rejected.reason),
        _ => None,
    }
}
