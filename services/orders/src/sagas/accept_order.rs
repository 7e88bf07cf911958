//! Determine tax, reserve credit, allocate stock, confirm. A refusal unwinds what was done, newest first; after `confirm`
//! nothing is undone.
//!
//! Denied → the order is rejected. Referred → the saga ends with the order held; credit's release begins another one.

use std::{collections::BTreeMap, sync::Arc};

use o2c_kernel::{
    Call, Currency, Money, Principal, Quantity,
    planted::{self, Planted},
};
use o2c_proto::{
    billing::v1 as billing,
    credit::v1::{self as credit, CreditOutcome},
    fulfillment::v1 as fulfillment,
};
use o2c_rpc::{parse, wire};
use o2c_saga::{BoxFuture, Running, Saga, SagaError, Step, StepOutcome};
use o2c_store::Tx;
use serde::{Deserialize, Serialize};
use tonic::Status;

use super::{accept, acceptance_id};
use crate::{
    clients::is_decision,
    domain::{AcceptedLine, CustomerId, HoldId, Order, OrderFact, OrderId, OrderState, ProductNature, Referral},
    error::OrdersError,
    events::{self, Stated},
    service::Orders,
    storage,
};

/// How soon an item that could not be decided is asked about again.
const AGAIN: std::time::Duration = std::time::Duration::from_millis(100);

/// The acceptance of an order.
pub struct AcceptOrder;

/// What does not change from attempt to attempt of a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Acceptance {
    pub customer: CustomerId,
    pub requested_by: Principal,
}

/// What the steps have found out, per line in the order of lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Findings {
    /// Minor units of the order's currency.
    tax: Vec<i64>,
    gross: Option<Money>,
    allocated: Vec<Quantity>,
    /// The order as it was read last: what is asked of others does not change while its acceptance is under way. Not kept,
    /// so it is read again after a pause.
    #[serde(skip)]
    order: Option<Arc<Order>>,
}

/// Why an order is not accepted, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    Denied { reason: String },
    Referred { review: HoldId, reason: String },
}

type Outcomes = Result<Vec<StepOutcome<AcceptOrder>>, SagaError>;
type Set = [Running<AcceptOrder>];

impl Saga for AcceptOrder {
    const NAME: &'static str = "accept-order";
    type Context = Orders;
    type Parameters = Acceptance;
    type Progress = Findings;
    type Refusal = Refused;
    const STEPS: &'static [Step<Self>] = &[
        // Saved: the reservation carries the amount, and a rule could change before it is asked for again.
        Step::read("determine-tax", |orders, call, set| Box::pin(determine_tax(orders, call, set))).saved(),
        Step::new("reserve-credit", |orders, call, set| Box::pin(reserve_credit(orders, call, set)))
            .undo(|orders, call, set| Box::pin(release_credit(orders, call, set))),
        Step::new("allocate-stock", |orders, call, set| Box::pin(allocate_stock(orders, call, set)))
            .undo(|orders, call, set| Box::pin(release_stock(orders, call, set))),
        Step::pivot("confirm", |orders, tx, call, set| Box::pin(confirm(orders, tx, call, set))),
    ];

    fn refused<'a>(
        orders: &'a Orders,
        tx: &'a Tx,
        call: &'a Call,
        set: &'a Set,
    ) -> BoxFuture<'a, Result<(), SagaError>> {
        Box::pin(refused(orders, tx, call, set))
    }
}

async fn determine_tax(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let known = read(orders, call, set).await?;
    let mut asked = Vec::with_capacity(set.len());
    for order in set.iter().filter_map(|running| known.get(&of(running))) {
        asked.push(billing::DetermineTaxRequest {
            key: order.id.to_string(),
            ship_from_country_code: orders.config.ship_from.as_str().to_owned(),
            ship_to_country_code: order.ship_to.country.as_str().to_owned(),
            customer_tax_id: order.customer.tax_id.clone(),
            supplied_on: Some(wire::date(order.ordered_on)),
            currency_code: order.currency.code().to_owned(),
            lines: order
                .lines
                .iter()
                .map(|line| billing::TaxableLine {
                    line_number: line.number,
                    product_tax_category: line.terms.tax_category.clone(),
                    net_amount: Some(wire::money(line.terms.net_amount)),
                })
                .collect(),
        });
    }
    let mut answers = orders.billing.determine_tax(call, asked).await?.into_iter();
    let outcomes = set.iter().map(|running| {
        let Some(order) = known.get(&of(running)) else { return gone(running) };
        match answers.next() {
            Some(Ok(determined)) => match taxed(order, &determined) {
                Some(findings) => StepOutcome::Done(findings),
                None => later("billing determined the tax of other lines"),
            },
            Some(Err(status)) => refuse_or_wait(&status),
            None => later("billing gave no answer"),
        }
    });
    Ok(outcomes.collect())
}

/// The tax of each line, and the gross amount that credit is asked for.
fn taxed(order: &Arc<Order>, determined: &billing::DetermineTaxResponse) -> Option<Findings> {
    let mut by_line = BTreeMap::new();
    for line in &determined.lines {
        by_line.insert(line.line_number, money(order.currency, line.tax_amount.clone())?);
    }
    let mut tax = Vec::with_capacity(order.lines.len());
    let mut gross = order.net_amount;
    for line in &order.lines {
        let amount = by_line.get(&line.number)?;
        gross = gross.checked_add(*amount).ok()?;
        tax.push(amount.minor());
    }
    Some(Findings { tax, gross: Some(gross), allocated: Vec::new(), order: Some(Arc::clone(order)) })
}

async fn reserve_credit(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let asked = set.iter().map(|running| credit::ReserveCreditRequest {
        request_id: running.call_id("reserve-credit").to_string(),
        reservation_id: reservation_of(running),
        order_id: running.subject.to_string(),
        customer_id: running.parameters.customer.to_string(),
        amount: running.progress.gross.map(wire::money),
        requested_by: running.parameters.requested_by.to_string(),
    });
    let answers = orders.credit.reserve(call, asked.collect()).await?;
    let outcomes = set.iter().zip(answers).map(|(running, answer)| match answer {
        Ok(response) => credit_decided(running, &response),
        Err(status) => refuse_or_wait(&status),
    });
    Ok(outcomes.collect())
}

/// The same at every try: a reservation that is asked for again is answered and not made twice.
fn reservation_of(running: &Running<AcceptOrder>) -> String {
    if planted::is(Planted::CallIdUnstable) {
        return running.call_id("reserve-credit").to_string();
    }
    running.id.to_string()
}

fn credit_decided(
    running: &Running<AcceptOrder>,
    response: &credit::ReserveCreditResponse,
) -> StepOutcome<AcceptOrder> {
    let reason = response.reasons.join(", ");
    match response.outcome() {
        CreditOutcome::Approved => StepOutcome::Done(running.progress.clone()),
        CreditOutcome::Denied => StepOutcome::Refused(Refused::Denied { reason }),
        CreditOutcome::Referred => match HoldId::parse(&response.credit_review_id) {
            Ok(review) => StepOutcome::Refused(Refused::Referred { review, reason }),
            Err(_) => later("credit referred the order to no review"),
        },
        CreditOutcome::Unspecified => later("credit decided nothing"),
    }
}

async fn release_credit(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let asked = set.iter().map(|running| credit::ReleaseCreditRequest {
        request_id: running.undo_call_id("reserve-credit").to_string(),
        reservation_id: running.id.to_string(),
        order_id: running.subject.to_string(),
        reason: "ACCEPTANCE_UNDONE".to_owned(),
    });
    Ok(undone(set, orders.credit.release(call, asked.collect()).await?))
}

async fn allocate_stock(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let known = read(orders, call, set).await?;
    let mut asked = Vec::with_capacity(set.len());
    for running in set {
        let Some(order) = known.get(&of(running)) else { continue };
        let lines = order.lines.iter().map(|line| fulfillment::AllocationLine {
            line_number: line.number,
            product_id: line.terms.product.to_string(),
            quantity: Some(wire::decimal_quantity(line.terms.quantity)),
            service: line.terms.nature == ProductNature::Service,
        });
        asked.push(fulfillment::AllocateStockRequest {
            request_id: running.call_id("allocate-stock").to_string(),
            allocation_id: running.id.to_string(),
            order_id: running.subject.to_string(),
            lines: lines.collect(),
        });
    }
    let mut answers = orders.fulfillment.allocate(call, asked).await?.into_iter();
    let outcomes = set.iter().map(|running| {
        let Some(order) = known.get(&of(running)) else { return gone(running) };
        match answers.next() {
            Some(Ok(response)) => StepOutcome::Done(allocated(order, &running.progress, response)),
            Some(Err(status)) => refuse_or_wait(&status),
            None => later("fulfillment gave no answer"),
        }
    });
    Ok(outcomes.collect())
}

/// What is not named is backordered.
fn allocated(order: &Order, findings: &Findings, response: fulfillment::AllocateStockResponse) -> Findings {
    let by_line: BTreeMap<i32, Quantity> = response
        .lines
        .into_iter()
        .filter_map(|line| Some((line.line_number, quantity(line.allocated_quantity)?)))
        .collect();
    let of_line = |number: &i32| by_line.get(number).copied().unwrap_or_default();
    Findings { allocated: order.lines.iter().map(|line| of_line(&line.number)).collect(), ..findings.clone() }
}

async fn release_stock(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let asked = set.iter().map(|running| fulfillment::ReleaseStockRequest {
        request_id: running.undo_call_id("allocate-stock").to_string(),
        allocation_id: running.id.to_string(),
        order_id: running.subject.to_string(),
        reason: "ACCEPTANCE_UNDONE".to_owned(),
        lines: Vec::new(),
    });
    Ok(undone(set, orders.fulfillment.release(call, asked.collect()).await?))
}

async fn confirm(orders: &Orders, tx: &Tx, call: &Call, set: &Set) -> Outcomes {
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), set.iter().map(of)).await?;
    let mut facts = Vec::with_capacity(set.len());
    let mut outcomes = Vec::with_capacity(set.len());
    for running in set {
        let id = of(running);
        let Some(order) = loaded.get_mut(id).filter(|order| acceptance_id(id, order.attempt) == running.id) else {
            outcomes.push(gone(running));
            continue;
        };
        let findings = &running.progress;
        let accepted: Vec<AcceptedLine> = findings
            .tax
            .iter()
            .zip(&findings.allocated)
            .map(|(tax, allocated)| AcceptedLine { tax: Money::new(*tax, order.currency), allocated: *allocated })
            .collect();
        match order.confirm(&accepted) {
            Ok(applied) => {
                if let Some(fact) = applied.now() {
                    loaded.touch(id);
                    facts.push((id, fact));
                }
                outcomes.push(StepOutcome::Done(findings.clone()));
            }
            Err(refusal) => {
                let reason = o2c_kernel::Explain::reason(&OrdersError::from(refusal)).to_owned();
                outcomes.push(StepOutcome::Refused(Refused::Denied { reason }));
            }
        }
    }
    storage::orders::save(tx, call.tenant(), &loaded).await?;
    orders.decisions.tell(tx, ended(&loaded, set));
    let facts = facts.iter().filter_map(|(id, fact)| Some(Stated { order: loaded.get(*id)?, fact, at: call.now() }));
    let facts: Vec<Stated<'_>> = facts.collect();
    super::measured::decided(tx, call.now(), &facts);
    events::publish(tx, &orders.outbox, call, facts.into_iter()).await?;
    Ok(outcomes)
}

/// After everything is undone: rejected, or held until credit decides.
async fn refused(orders: &Orders, tx: &Tx, call: &Call, set: &Set) -> Result<(), SagaError> {
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), set.iter().map(of)).await?;
    let mut facts: Vec<(OrderId, OrderFact)> = Vec::new();
    let mut again = Vec::new();
    for running in set {
        let id = of(running);
        // Only its own attempt: what began after it is not its to end.
        let Some(order) = loaded.get_mut(id).filter(|order| acceptance_id(id, order.attempt) == running.id) else {
            continue;
        };
        match (&running.refusal, order.state) {
            (Some(Refused::Referred { review, reason }), OrderState::Submitted | OrderState::Rejected) => {
                match order.refer(*review, reason, call.now()).map_err(OrdersError::from)?.now() {
                    Some(Referral::Held(fact)) => facts.push((id, fact)),
                    Some(Referral::ReleasedAlready) => again.push(id),
                    None => {}
                }
            }
            (Some(Refused::Denied { reason }), OrderState::Submitted | OrderState::Rejected) => {
                let stated = order.reject(reason, call.now()).map_err(OrdersError::from)?;
                facts.extend(stated.into_iter().map(|fact| (id, fact)));
            }
            (Some(_), OrderState::Draft | OrderState::Confirmed | OrderState::Completed | OrderState::Cancelled)
            | (None, _) => continue,
        }
        loaded.touch(id);
    }
    storage::orders::save(tx, call.tenant(), &loaded).await?;
    orders.decisions.tell(tx, ended(&loaded, set));
    accept(tx, orders, call, again.iter().filter_map(|id| loaded.get(*id))).await?;
    let facts = facts.iter().filter_map(|(id, fact)| Some(Stated { order: loaded.get(*id)?, fact, at: call.now() }));
    let facts: Vec<Stated<'_>> = facts.collect();
    super::measured::decided(tx, call.now(), &facts);
    events::publish(tx, &orders.outbox, call, facts.into_iter()).await?;
    Ok(())
}

/// The orders of the set; read are those that no step of this walk has read before.
async fn read(orders: &Orders, call: &Call, set: &Set) -> Result<BTreeMap<OrderId, Arc<Order>>, SagaError> {
    let carried = set.iter().filter_map(|running| running.progress.order.as_ref());
    let mut known: BTreeMap<OrderId, Arc<Order>> = carried.map(|order| (order.id, Arc::clone(order))).collect();
    let unknown: Vec<OrderId> = set.iter().map(of).filter(|id| !known.contains_key(id)).collect();
    if !unknown.is_empty() {
        let tx = orders.store.begin_read(call).await?;
        let found = storage::orders::load(&tx, call.tenant(), unknown).await?;
        tx.rollback().await;
        known.extend(found.into_iter().map(|(id, order)| (id, Arc::new(order))));
    }
    Ok(known)
}

/// The orders of the set whose acceptance is over, and is not begun anew.
fn ended<'a>(loaded: &'a storage::orders::Loaded, set: &'a Set) -> impl Iterator<Item = OrderId> + 'a {
    set.iter().map(of).filter(|id| loaded.get(*id).is_some_and(|order| !order.accepting))
}

fn of(running: &Running<AcceptOrder>) -> OrderId {
    OrderId::from_uuid(running.subject)
}

/// The order of a saga is written with it and never deleted.
fn gone(_: &Running<AcceptOrder>) -> StepOutcome<AcceptOrder> {
    StepOutcome::Refused(Refused::Denied { reason: "ORDER_NOT_FOUND".to_owned() })
}

fn later(reason: &str) -> StepOutcome<AcceptOrder> {
    StepOutcome::Again { after: AGAIN, reason: reason.to_owned() }
}

/// A decision ends the acceptance; anything else passes.
fn refuse_or_wait(status: &Status) -> StepOutcome<AcceptOrder> {
    if is_decision(status) {
        let reason = o2c_rpc::status::reason_of(status).unwrap_or_else(|| status.message().to_owned());
        return StepOutcome::Refused(Refused::Denied { reason });
    }
    later(status.message())
}

/// An undo succeeds, or is tried again.
fn undone<T>(set: &Set, answers: Vec<Result<T, Status>>) -> Vec<StepOutcome<AcceptOrder>> {
    let outcomes = set.iter().zip(answers).map(|(running, answer)| match answer {
        Ok(_) => StepOutcome::Done(running.progress.clone()),
        Err(status) => later(status.message()),
    });
    outcomes.collect()
}

fn money(currency: Currency, amount: Option<o2c_proto::google::r#type::Money>) -> Option<Money> {
    let mut violations = o2c_kernel::Violations::default();
    parse::money(&mut violations, "amount", amount).filter(|amount| amount.currency() == currency)
}

fn quantity(value: Option<o2c_proto::google::r#type::Decimal>) -> Option<Quantity> {
    let mut violations = o2c_kernel::Violations::default();
    parse::quantity(&mut violations, "quantity", value)
}
