//! Release the stock, then take the quantities off. Fulfillment refuses what is picked: then nothing is cancelled.

use o2c_kernel::{Call, Quantity};
use o2c_proto::fulfillment::v1 as fulfillment;
use o2c_rpc::wire;
use o2c_saga::{BoxFuture, Running, Saga, SagaError, Step, StepOutcome};
use o2c_store::Tx;
use serde::{Deserialize, Serialize};

use super::acceptance_id;
use crate::{
    clients::is_decision,
    domain::{LineQuantity, Order, OrderFact, OrderId, OrderLine, ProductNature},
    error::OrdersError,
    events::{self, Stated},
    service::Orders,
    storage,
};

const AGAIN: std::time::Duration = std::time::Duration::from_millis(100);

/// The cancellation of quantities of a confirmed order.
pub struct CancelOrder;

/// What is to be cancelled: marked on the lines already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToCancel {
    pub order: OrderId,
    /// The acceptance that the stock was allocated under.
    pub attempt: i32,
    pub lines: Vec<LineQuantity>,
    pub reason: String,
}

type Outcomes = Result<Vec<StepOutcome<CancelOrder>>, SagaError>;
type Set = [Running<CancelOrder>];

impl Saga for CancelOrder {
    const NAME: &'static str = "cancel-order";
    type Context = Orders;
    type Parameters = ToCancel;
    type Progress = ();
    /// Why fulfillment does not let go.
    type Refusal = String;
    const STEPS: &'static [Step<Self>] = &[
        Step::new("release-stock", |orders, call, set| Box::pin(release_stock(orders, call, set)))
            .undo(|orders, call, set| Box::pin(allocate_again(orders, call, set))),
        Step::pivot("apply", |orders, tx, call, set| Box::pin(apply(orders, tx, call, set))),
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

async fn release_stock(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let asked = set.iter().map(|running| {
        let parameters = &running.parameters;
        let lines = parameters.lines.iter().map(|line| fulfillment::ReleasedQuantity {
            line_number: line.line,
            quantity: Some(wire::decimal_quantity(line.quantity)),
        });
        fulfillment::ReleaseStockRequest {
            request_id: running.call_id("release-stock").to_string(),
            allocation_id: acceptance_id(parameters.order, parameters.attempt).to_string(),
            order_id: parameters.order.to_string(),
            reason: parameters.reason.clone(),
            lines: lines.collect(),
        }
    });
    let answers = orders.fulfillment.release(call, asked.collect()).await?;
    let outcomes = answers.into_iter().map(|answer| match answer {
        Ok(_) => StepOutcome::Done(()),
        Err(status) if is_decision(&status) => {
            let reason = o2c_rpc::status::reason_of(&status);
            StepOutcome::Refused(reason.unwrap_or_else(|| status.message().to_owned()))
        }
        Err(status) => StepOutcome::Again { after: AGAIN, reason: status.message().to_owned() },
    });
    Ok(outcomes.collect())
}

/// Under an id of its own: the stock goes to the end of the line, since others may have got it meanwhile.
async fn allocate_again(orders: &Orders, call: &Call, set: &Set) -> Outcomes {
    let tx = orders.store.begin_read(call).await?;
    let known = storage::orders::load(&tx, call.tenant(), set.iter().map(of)).await?;
    tx.rollback().await;
    let mut asked = Vec::with_capacity(set.len());
    for running in set {
        let id = running.undo_call_id("release-stock").to_string();
        asked.push(fulfillment::AllocateStockRequest {
            request_id: id.clone(),
            allocation_id: id,
            order_id: running.subject.to_string(),
            lines: known.get(&of(running)).map(|order| lines_of(order, &running.parameters.lines)).unwrap_or_default(),
        });
    }
    let answers = orders.fulfillment.allocate(call, asked).await?;
    let outcomes = answers.into_iter().map(|answer| match answer {
        Ok(_) => StepOutcome::Done(()),
        Err(status) => StepOutcome::Again { after: AGAIN, reason: status.message().to_owned() },
    });
    Ok(outcomes.collect())
}

fn lines_of(order: &Order, quantities: &[LineQuantity]) -> Vec<fulfillment::AllocationLine> {
    let line = |line: &OrderLine, quantity: Quantity| fulfillment::AllocationLine {
        line_number: line.number,
        product_id: line.terms.product.to_string(),
        quantity: Some(wire::decimal_quantity(quantity)),
        service: line.terms.nature == ProductNature::Service,
    };
    quantities.iter().filter_map(|wanted| Some(line(order.line(wanted.line).ok()?, wanted.quantity))).collect()
}

async fn apply(orders: &Orders, tx: &Tx, call: &Call, set: &Set) -> Outcomes {
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), set.iter().map(of)).await?;
    let mut facts: Vec<(OrderId, OrderFact)> = Vec::new();
    for running in set {
        let id = of(running);
        let Some(order) = loaded.get_mut(id) else { continue };
        let parameters = &running.parameters;
        let stated = order.apply_cancellation(&parameters.lines, &parameters.reason).map_err(OrdersError::from)?;
        facts.extend(stated.into_iter().map(|fact| (id, fact)));
        loaded.touch(id);
    }
    save(orders, tx, call, &loaded, &facts).await?;
    Ok(set.iter().map(|_| StepOutcome::Done(())).collect())
}

async fn refused(orders: &Orders, tx: &Tx, call: &Call, set: &Set) -> Result<(), SagaError> {
    let mut loaded = storage::orders::load_for_update(tx, call.tenant(), set.iter().map(of)).await?;
    let mut facts: Vec<(OrderId, OrderFact)> = Vec::with_capacity(set.len());
    for running in set {
        let id = of(running);
        let Some(order) = loaded.get_mut(id) else { continue };
        let reason = running.refusal.as_deref().unwrap_or_default();
        facts.push((id, order.refuse_cancellation(&running.parameters.lines, reason).map_err(OrdersError::from)?));
        loaded.touch(id);
    }
    save(orders, tx, call, &loaded, &facts).await
}

/// The orders, and what is to be known of them.
async fn save(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    loaded: &storage::orders::Loaded,
    facts: &[(OrderId, OrderFact)],
) -> Result<(), SagaError> {
    storage::orders::save(tx, call.tenant(), loaded).await?;
    let facts = facts.iter().filter_map(|(id, fact)| Some(Stated { order: loaded.get(*id)?, fact, at: call.now() }));
    Ok(events::publish(tx, &orders.outbox, call, facts).await?)
}

fn of(running: &Running<CancelOrder>) -> OrderId {
    OrderId::from_uuid(running.subject)
}
