//! Facts of the domain as messages of `events.proto`: fat, so that nobody needs to ask.

use o2c_kernel::{Call, Date, Instant};
use o2c_messaging::{Fact, Outbox};
use o2c_proto::{google::r#type::Date as WireDate, orders::v1 as proto};
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::{
    api::present,
    domain::{CancelledLine, CustomerId, LineQuantity, Order, OrderFact, OrderId, OrderLine, ProductNature, Return},
};

/// A fact, stated of an order as it stands at the end of the set.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    pub order: &'a Order,
    pub fact: &'a OrderFact,
    /// Business time.
    pub at: Instant,
}

/// Writes the facts to the outbox, in the order given.
pub async fn publish<'a>(
    tx: &Tx,
    outbox: &Outbox,
    call: &Call,
    stated: impl Iterator<Item = Stated<'a>>,
) -> Result<(), StoreError> {
    let facts: Vec<Fact> = stated.map(|stated| of_order(&stated).numbered(stated.order.number_text())).collect();
    o2c_messaging::publish(tx, outbox, call, facts).await
}

/// Writes that returns were authorised.
pub async fn publish_returns(tx: &Tx, outbox: &Outbox, call: &Call, returns: &[Return]) -> Result<(), StoreError> {
    let facts = returns.iter().map(|new| {
        let message = proto::ReturnAuthorized {
            r#return: Some(new.into()),
            customer: Some(present::snapshot(&new.customer)),
            currency_code: new.currency.code().to_owned(),
        };
        Fact::of("return", new.id.uuid(), call.now(), &message)
    });
    let facts: Vec<Fact> = facts.collect();
    o2c_messaging::publish(tx, outbox, call, facts).await
}

/// Writes that a customer was forgotten, in these orders among others.
pub async fn publish_erased(
    tx: &Tx,
    outbox: &Outbox,
    call: &Call,
    customer: CustomerId,
    orders: &[OrderId],
) -> Result<(), StoreError> {
    let order_ids = orders.iter().map(ToString::to_string).collect();
    let message = proto::CustomerErased { customer_id: customer.to_string(), order_ids };
    o2c_messaging::publish(tx, outbox, call, vec![Fact::of("customer", customer.uuid(), call.now(), &message)]).await
}

fn of_order(stated: &Stated<'_>) -> Fact {
    let Stated { order, fact, at } = *stated;
    let (order_id, customer_id) = (order.id.to_string(), order.customer.id.to_string());
    let id = order.id.uuid();
    match fact {
        OrderFact::Submitted => Fact::of("order", id, at, &submitted(order)),
        OrderFact::Confirmed => Fact::of("order", id, at, &confirmed(order)),
        OrderFact::Rejected { reason } => {
            let net_amount = Some(wire::money(order.net_amount));
            Fact::of(
                "order",
                id,
                at,
                &proto::OrderRejected { order_id, customer_id, reason: reason.clone(), net_amount },
            )
        }
        OrderFact::Held { hold } => {
            Fact::of("order", id, at, &proto::OrderHeld { order_id, customer_id, hold: Some(hold.into()) })
        }
        OrderFact::HoldReleased { hold } => {
            Fact::of("order", id, at, &proto::OrderHoldReleased { order_id, customer_id, hold: Some(hold.into()) })
        }
        OrderFact::LinesCancelled { reason, lines, whole_order } => {
            let message = proto::OrderLinesCancelled {
                order_id,
                customer_id,
                reason: reason.clone(),
                lines: lines.iter().map(cancelled).collect(),
                whole_order: *whole_order,
            };
            Fact::of("order", id, at, &message)
        }
        OrderFact::CancellationRefused { reason, lines } => {
            let asked = |asked: &LineQuantity| proto::CancelledQuantity {
                line_number: asked.line,
                quantity: Some(wire::decimal_quantity(asked.quantity)),
            };
            let message = proto::OrderCancellationRefused {
                order_id,
                customer_id,
                reason: reason.clone(),
                lines: lines.iter().map(asked).collect(),
            };
            Fact::of("order", id, at, &message)
        }
        OrderFact::Completed => Fact::of("order", id, at, &proto::OrderCompleted { order_id, customer_id }),
    }
}

fn submitted(order: &Order) -> proto::OrderSubmitted {
    proto::OrderSubmitted {
        order_id: order.id.to_string(),
        number: order.number_text(),
        customer: Some(present::snapshot(&order.customer)),
        ordered_on: day(order.ordered_on),
        net_amount: Some(wire::money(order.net_amount)),
        lines: i32::try_from(order.lines.len()).unwrap_or(i32::MAX),
        ship_to: Some(wire::address(&order.ship_to)),
        ship_complete: order.ship_complete,
        external_id: order.external_id.clone(),
        purchase_order_number: order.purchase_order_number.clone(),
        own_payment_terms: order.own_terms.is_some(),
        ordered_lines: order.lines.iter().map(submitted_line).collect(),
        submitted_by: order.submitted_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        create_time_micros: order.created_at.micros(),
    }
}

fn submitted_line(line: &OrderLine) -> proto::SubmittedLine {
    let terms = &line.terms;
    proto::SubmittedLine {
        line_number: line.number,
        product_id: terms.product.to_string(),
        sku: terms.sku.clone(),
        description: terms.description.clone(),
        service: terms.nature == ProductNature::Service,
        quantity: Some(wire::decimal_quantity(terms.quantity)),
        unit_price: Some(wire::decimal_price(terms.unit_price)),
        free_of_charge: terms.free_of_charge,
        net_amount: Some(wire::money(terms.net_amount)),
        billing_rule: present::billing_rule(terms.billing_rule).into(),
        tax_category: terms.tax_category.clone(),
    }
}

fn confirmed(order: &Order) -> proto::OrderConfirmed {
    proto::OrderConfirmed {
        order_id: order.id.to_string(),
        number: order.number_text(),
        customer: Some(present::snapshot(&order.customer)),
        ship_to: Some(wire::address(&order.ship_to)),
        ordered_on: day(order.ordered_on),
        currency_code: order.currency.code().to_owned(),
        lines: order.lines.iter().map(confirmed_line).collect(),
        net_amount: Some(wire::money(order.net_amount)),
        gross_estimate: order.gross_estimate.map(wire::money),
        ship_complete: order.ship_complete,
        submitted_at_micros: order.submitted_at.map_or(0, Instant::micros),
    }
}

fn confirmed_line(line: &OrderLine) -> proto::ConfirmedLine {
    let terms = &line.terms;
    proto::ConfirmedLine {
        line_number: line.number,
        product_id: terms.product.to_string(),
        sku: terms.sku.clone(),
        description: terms.description.clone(),
        service: terms.nature == ProductNature::Service,
        quantity: Some(wire::decimal_quantity(terms.quantity)),
        unit_price: Some(wire::decimal_price(terms.unit_price)),
        net_amount: Some(wire::money(terms.net_amount)),
        gross_estimate: Some(wire::money(line.progress.gross_estimate)),
        billing_rule: present::billing_rule(terms.billing_rule).into(),
        tax_category: terms.tax_category.clone(),
        allocated_quantity: Some(wire::decimal_quantity(line.progress.allocated)),
    }
}

fn cancelled(line: &CancelledLine) -> proto::CancelledLine {
    proto::CancelledLine {
        line_number: line.line,
        quantity: Some(wire::decimal_quantity(line.quantity)),
        net_amount: Some(wire::money(line.net_amount)),
        gross_estimate: Some(wire::money(line.gross_estimate)),
        product_id: line.product.to_string(),
    }
}

fn day(date: Date) -> Option<WireDate> {
    Some(wire::date(date))
}
