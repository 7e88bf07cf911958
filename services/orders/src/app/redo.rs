//! After a restore: does again what our own facts say was done, at their time. What each states is held against the record
//! of what was stated then.

use o2c_kernel::{Call, TenantId};
use o2c_store::Tx;

use super::erase_customers;
use crate::{
    domain::{
        AcceptedLine, CreditLimit, Customer, CustomerId, Hold, HoldType, LineQuantity, Order, OrderFact, OrderId,
        OrderState, Refusal, Return, ReturnId, ReturnRequest, Submission,
    },
    error::OrdersError,
    events::{self, Stated},
    sagas,
    service::Orders,
    storage,
};

/// What was done with an order.
#[derive(Clone, Debug)]
pub enum Done {
    Submitted(Box<Submission>),
    Held(Hold),
    Released(Hold),
    Confirmed(Vec<AcceptedLine>),
    Rejected { reason: String },
    Cancelled { lines: Vec<LineQuantity>, reason: String },
    CancellationRefused { lines: Vec<LineQuantity>, reason: String },
    Completed,
}

/// What is on record of the order after that.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    /// Its submission: a draft may have been held before it.
    pub submission: Option<Submission>,
    /// The acceptance that is under way now has ended since.
    pub decided: bool,
    /// The next other thing is a rejection for this reason.
    pub rejected: Option<String>,
    /// The next thing is that it is complete.
    pub completed: bool,
}

/// Why something cannot be done again, or not yet.
pub type Again = Result<(), String>;

/// Does one thing again. An acceptance that nothing on record ends goes on when the service serves.
pub async fn redo(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    id: OrderId,
    done: &Done,
    ahead: &Ahead,
) -> Result<Again, OrdersError> {
    let tenant = call.tenant();
    let mut loaded = storage::orders::load_for_update(tx, tenant, [id]).await?;
    if loaded.get(id).is_none() {
        let told = if let Done::Submitted(submission) = done { Some(&**submission) } else { ahead.submission.as_ref() };
        let Some(submission) = told else { return Ok(Err(Refusal::OrderNotFound(id).to_string())) };
        storage::orders::insert(tx, tenant, &[Order::draft_again(submission.clone())?]).await?;
        bring_customer_back(tx, tenant, submission).await?;
        loaded = storage::orders::load_for_update(tx, tenant, [id]).await?;
    }
    let Some(order) = loaded.get_mut(id) else { return Ok(Err(Refusal::OrderNotFound(id).to_string())) };
    if let Some(others) = done_by_others(order, done) {
        return Ok(Err(others.to_owned()));
    }
    let facts = match again(order, done, ahead) {
        Ok(facts) => facts,
        Err(refusal) => return Ok(Err(refusal.to_string())),
    };
    loaded.touch(id);
    storage::orders::save(tx, tenant, &loaded).await?;
    let accepting = |order: &&Order| order.accepting && order.state == OrderState::Submitted && !ahead.decided;
    sagas::accept(tx, orders, call, loaded.get(id).filter(accepting).into_iter()).await?;
    let stated = facts.iter().filter_map(|fact| Some(Stated { order: loaded.get(id)?, fact, at: call.now() }));
    events::publish(tx, &orders.outbox, call, stated).await?;
    Ok(Ok(()))
}

/// A customer who is lost, too, comes back as far as the order knows them: who is named has to be found, and can be erased.
async fn bring_customer_back(tx: &Tx, tenant: &TenantId, submission: &Submission) -> Result<(), OrdersError> {
    let Submission { order, customer, .. } = submission;
    if storage::customers::find_for_update(tx, tenant, [customer.id]).await?.is_empty() {
        let known = Customer::known_from(customer, order.currency, &order.ship_to, order.created_at);
        storage::customers::insert(tx, tenant, &[known]).await?;
    }
    Ok(())
}

/// What it states again.
fn again(order: &mut Order, done: &Done, ahead: &Ahead) -> Result<Vec<OrderFact>, Refusal> {
    match done {
        Done::Submitted(submission) => {
            let Submission { customer, by, submitted_at, .. } = &**submission;
            order.submit_again(customer.clone(), by.clone(), *submitted_at)?;
            Ok(vec![OrderFact::Submitted])
        }
        Done::Held(hold) => {
            order.hold_again(hold.clone());
            Ok(vec![OrderFact::Held { hold: hold.clone() }])
        }
        Done::Released(hold) => {
            // a rejection says of each hold of credit that it ends for its own reason
            let reason = hold.release.as_ref().map(|release| &release.reason);
            let goes_on = hold.kind == HoldType::Credit && ahead.rejected.as_ref() != reason;
            order.release_again(hold.clone(), goes_on)?;
            Ok(vec![OrderFact::HoldReleased { hold: hold.clone() }])
        }
        Done::Confirmed(lines) => {
            order.confirm_again(lines)?;
            Ok(vec![OrderFact::Confirmed])
        }
        Done::Rejected { reason } => {
            order.reject_again(reason)?;
            Ok(vec![OrderFact::Rejected { reason: reason.clone() }])
        }
        Done::Cancelled { lines, reason } => {
            let mut facts = order.cancel_again(lines, reason)?;
            // what others had stated before may be still to come, and what they stated after may be here
            facts.retain(|fact| *fact != OrderFact::Completed || ahead.completed);
            Ok(facts)
        }
        // what was asked for is marked by the saga alone: nothing of the order changed
        Done::CancellationRefused { lines, reason } => {
            Ok(vec![OrderFact::CancellationRefused { reason: reason.clone(), lines: lines.clone() }])
        }
        Done::Completed => Ok(vec![OrderFact::Completed]),
    }
}

/// Who else does it again.
fn done_by_others(order: &Order, done: &Done) -> Option<&'static str> {
    match done {
        Done::Cancelled { .. } | Done::CancellationRefused { .. } if order.is_being_cancelled() => {
            Some("a cancellation that is under way does it again")
        }
        // how often it was opened again on the way may differ from then
        Done::Completed if order.state != OrderState::Completed => Some("what others state of it completes it"),
        _ => None,
    }
}

/// A return that was authorised, under its id and number; not before all is delivered again that comes back.
pub async fn redo_return(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    id: ReturnId,
    number: i64,
    request: &ReturnRequest,
) -> Result<Again, OrdersError> {
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), [request.order]).await?;
    let Some(order) = loaded.get_mut(request.order) else {
        return Ok(Err(Refusal::OrderNotFound(request.order).to_string()));
    };
    let authorized = match order.authorize_return(id, request, CreditLimit::None, call.today()) {
        Ok(authorized) => Return { number, ..authorized },
        Err(refusal) => return Ok(Err(refusal.to_string())),
    };
    loaded.touch(request.order);
    storage::orders::save(tx, call.tenant(), &loaded).await?;
    storage::returns::insert(tx, call.tenant(), std::slice::from_ref(&authorized)).await?;
    events::publish_returns(tx, &orders.outbox, call, &[authorized]).await?;
    Ok(Ok(()))
}

/// A customer who was forgotten is forgotten again, in the orders that the fact names: when all of them are there.
pub async fn redo_erasure(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    customer: CustomerId,
    named: &[OrderId],
) -> Result<Again, OrdersError> {
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), named.iter().copied()).await?;
    if let Some(missing) = named.iter().find(|order| loaded.get(**order).is_none()) {
        return Ok(Err(Refusal::OrderNotFound(*missing).to_string()));
    }
    erase_customers::forget_in_orders(tx, call.tenant(), &mut loaded, named).await?;
    let known = storage::customers::find_for_update(tx, call.tenant(), [customer]).await?;
    for mut known in known.into_values() {
        erase_customers::forget_customer(tx, call.tenant(), &mut known).await?;
    }
    events::publish_erased(tx, &orders.outbox, call, customer, named).await?;
    Ok(Ok(()))
}
