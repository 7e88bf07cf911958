//! Business transactions over several services, before goods leave. Sagas never wait for people.

mod accept_order;
mod cancel_order;
mod measured;
#[cfg(test)]
mod trio_tests;

use o2c_kernel::{Call, derived_uuid};
use o2c_saga::{Start, start};
use o2c_store::Tx;
use uuid::Uuid;

pub use accept_order::{AcceptOrder, Acceptance};
pub use cancel_order::{CancelOrder, ToCancel};

use crate::{
    domain::{Order, OrderId},
    error::OrdersError,
    service::Orders,
};

/// The id of an order's n-th acceptance: credit's reservation and fulfillment's allocation carry it.
pub(crate) fn acceptance_id(order: OrderId, attempt: i32) -> Uuid {
    derived_uuid(order.uuid(), attempt.to_string().as_bytes())
}

/// Starts the acceptance of orders, in the transaction that submits them or releases them from a hold.
pub(crate) async fn accept<'a>(
    tx: &Tx,
    orders: &Orders,
    call: &Call,
    submitted: impl Iterator<Item = &'a Order>,
) -> Result<(), OrdersError> {
    let starts = submitted.map(|order| Start {
        id: acceptance_id(order.id, order.attempt),
        subject: order.id.uuid(),
        parameters: Acceptance {
            customer: order.customer.id,
            requested_by: order.submitted_by.clone().unwrap_or_else(|| call.actor().responsible().clone()),
        },
    });
    let starts: Vec<Start<AcceptOrder>> = starts.collect();
    Ok(start(tx, &orders.sagas, call, starts).await?)
}

/// Starts cancellations that fulfillment has to agree to.
pub(crate) async fn cancel(
    tx: &Tx,
    orders: &Orders,
    call: &Call,
    cancellations: Vec<ToCancel>,
) -> Result<(), OrdersError> {
    let starts = cancellations.into_iter().map(|cancellation| Start {
        id: o2c_kernel::new_uuid(),
        subject: cancellation.order.uuid(),
        parameters: cancellation,
    });
    let starts: Vec<Start<CancelOrder>> = starts.collect();
    Ok(start(tx, &orders.sagas, call, starts).await?)
}
