//! From facts of the domain to public events.

use o2c_kernel::{Call, Instant, Quantity};
use o2c_messaging::{Fact as Published, Outbox, publish as write};
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::{
    api::present::shipment_number,
    domain::fact::{Delivered, Fact, Returned, Shipped},
};

const ALLOCATION: &str = "allocation";
const SHIPMENT: &str = "shipment";
const GOODS_RETURN: &str = "goods_return";
const STOCK_LEVEL: &str = "stock_level";

/// Writes the facts to the outbox, in the order in which they happened.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: Vec<(Instant, Fact)>) -> Result<(), StoreError> {
    write(tx, outbox, call, facts.iter().map(|(at, fact)| public(*at, fact)).collect()).await
}

fn public(at: Instant, fact: &Fact) -> Published {
    match fact {
        Fact::AllocationChanged { order, lines } => {
            let line = |(number, allocated): &(i32, Quantity)| proto::LineAllocation {
                line_number: *number,
                allocated_quantity: Some(wire::decimal_quantity(*allocated)),
            };
            let message =
                proto::StockAllocationChanged { order_id: order.to_string(), lines: lines.iter().map(line).collect() };
            Published::of(ALLOCATION, order.uuid(), at, &message)
        }
        Fact::ShipmentPlanned { shipment, order, lines } => {
            let message = proto::ShipmentPlanned {
                shipment_id: shipment.to_string(),
                order_id: order.to_string(),
                lines: count(*lines),
            };
            Published::of(SHIPMENT, shipment.uuid(), at, &message)
        }
        Fact::ShipmentReleased { shipment, order, wave } => {
            let message = proto::ShipmentReleased {
                shipment_id: shipment.to_string(),
                order_id: order.to_string(),
                wave: wave.clone(),
            };
            Published::of(SHIPMENT, shipment.uuid(), at, &message)
        }
        Fact::ShipmentPicked { shipment, order, short } => {
            let message =
                proto::ShipmentPicked { shipment_id: shipment.to_string(), order_id: order.to_string(), short: *short };
            Published::of(SHIPMENT, shipment.uuid(), at, &message)
        }
        Fact::ShipmentPacked { shipment, order, packages } => {
            let message = proto::ShipmentPacked {
                shipment_id: shipment.to_string(),
                order_id: order.to_string(),
                packages: count(*packages),
            };
            Published::of(SHIPMENT, shipment.uuid(), at, &message)
        }
        Fact::ShipmentShipped(fact) => Published::of(SHIPMENT, fact.shipment.uuid(), at, &shipped(fact)),
        Fact::ShipmentDelivered(fact) => Published::of(SHIPMENT, fact.shipment.uuid(), at, &delivered(fact)),
        Fact::ShipmentCancelled { shipment, order, reason } => {
            let message = proto::ShipmentCancelled {
                shipment_id: shipment.to_string(),
                order_id: order.to_string(),
                reason: reason.clone(),
            };
            Published::of(SHIPMENT, shipment.uuid(), at, &message)
        }
        Fact::GoodsReturned(fact) => Published::of(GOODS_RETURN, fact.goods_return.uuid(), at, &returned(fact)),
        Fact::StockAdjusted { level, warehouse, product, change, reason } => {
            let message = proto::StockAdjusted {
                warehouse_id: warehouse.to_string(),
                product_id: product.to_string(),
                quantity_change: Some(wire::decimal_quantity(*change)),
                reason: reason.clone(),
            };
            Published::of(STOCK_LEVEL, level.uuid(), at, &message)
        }
    }
}

fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

fn shipped(fact: &Shipped) -> proto::ShipmentShipped {
    let lines = fact.lines.iter().map(|line| proto::ShippedLine {
        line_number: line.line_number,
        order_line_number: line.order_line_number,
        product_id: line.product.to_string(),
        service: line.service,
        quantity: Some(wire::decimal_quantity(line.quantity)),
        gross_estimate: Some(wire::money(line.gross_estimate)),
    });
    proto::ShipmentShipped {
        shipment_id: fact.shipment.to_string(),
        number: shipment_number(fact.number),
        order_id: fact.order.to_string(),
        customer_id: fact.customer.to_string(),
        ship_to: fact.ship_to.as_ref().map(wire::address),
        shipped_on: Some(wire::date(fact.shipped_on)),
        activation: fact.activation,
        carrier: fact.carrier.clone(),
        tracking_number: fact.tracking_number.clone(),
        lines: lines.collect(),
        gross_estimate: Some(wire::money(fact.gross_estimate)),
    }
}

fn delivered(fact: &Delivered) -> proto::ShipmentDelivered {
    let lines = fact.lines.iter().map(|(order_line_number, quantity)| proto::DeliveredLine {
        order_line_number: *order_line_number,
        quantity: Some(wire::decimal_quantity(*quantity)),
    });
    proto::ShipmentDelivered {
        shipment_id: fact.shipment.to_string(),
        order_id: fact.order.to_string(),
        customer_id: fact.customer.to_string(),
        delivered_on: Some(wire::date(fact.delivered_on)),
        received_by: fact.received_by.clone(),
        lines: lines.collect(),
    }
}

fn returned(fact: &Returned) -> proto::GoodsReturned {
    let lines = fact.lines.iter().map(|line| proto::ReturnedLine {
        return_line_number: line.return_line_number,
        order_line_number: line.order_line_number,
        product_id: line.product.to_string(),
        quantity: Some(wire::decimal_quantity(line.quantity)),
        restocked: line.restocked,
        credit_net_amount: Some(wire::money(line.credit_net)),
        credit_at_order_price: line.at_order_price,
    });
    proto::GoodsReturned {
        goods_return_id: fact.goods_return.to_string(),
        return_id: fact.return_id.to_string(),
        order_id: fact.order.to_string(),
        customer_id: fact.customer.to_string(),
        received_on: Some(wire::date(fact.received_on)),
        reason: fact.reason.clone(),
        lines: lines.collect(),
    }
}
