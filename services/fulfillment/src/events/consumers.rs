//! What fulfilment listens to.

use std::sync::Arc;

use o2c_messaging::Consumer;
use o2c_proto::orders::v1::{CustomerErased, OrderConfirmed, OrderHeld, OrderHoldReleased, ReturnAuthorized};

use super::{on_customer_erased, on_order_confirmed, on_order_hold, on_return_authorized};
use crate::{NAME, ORDERS, service::Fulfillment};

/// The one consumer of the service. Facts without a handler only advance its cursor: what an order cancels was given
/// back by RPC before it was a fact.
pub fn consumer(service: Arc<Fulfillment>) -> Consumer {
    Consumer::new(NAME, ORDERS, service.store.clone())
        .with_clock(service.clock.clone(), service.zone.clone())
        .on::<OrderConfirmed, _, _>(service.clone(), |service, tx, call, facts| {
            Box::pin(on_order_confirmed::on_order_confirmed(service, tx, call, facts))
        })
        .on::<OrderHeld, _, _>(service.clone(), |service, tx, call, facts| {
            Box::pin(on_order_hold::on_order_held(service, tx, call, facts))
        })
        .on::<OrderHoldReleased, _, _>(service.clone(), |service, tx, call, facts| {
            Box::pin(on_order_hold::on_order_hold_released(service, tx, call, facts))
        })
        .on::<CustomerErased, _, _>(service.clone(), |service, tx, call, facts| {
            Box::pin(on_customer_erased::on_customer_erased(service, tx, call, facts))
        })
        .on::<ReturnAuthorized, _, _>(service, |service, tx, call, facts| {
            Box::pin(on_return_authorized::on_return_authorized(service, tx, call, facts))
        })
}
