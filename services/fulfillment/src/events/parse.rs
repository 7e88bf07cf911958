//! Parsed facts of others. A fact that cannot be read is not taken in by halves: all that is wrong with it is named.

use o2c_kernel::{Quantity, Violations};
use o2c_messaging::Verdict;
use o2c_proto::orders::v1 as orders;
use o2c_rpc::parse;

use crate::domain::{
    goods_return::{AuthorizedLine, Disposition, ReturnAuthorization},
    ids::OrderId,
    order::{Confirmed, OrderLine},
};

/// A confirmation, and what of each line the order believes to be allocated.
pub(super) struct Confirmation {
    pub(super) order: OrderId,
    pub(super) confirmed: Confirmed,
    pub(super) told: Vec<(i32, Quantity)>,
}

pub(super) fn failed(violations: &Violations) -> Verdict {
    Verdict::Failed(violations.to_string())
}

pub(super) fn order_id(text: &str) -> Result<OrderId, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", text);
    parse::finish(v, || order)
}

pub(super) fn confirmation(message: &orders::OrderConfirmed) -> Result<Confirmation, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let customer = parse::nested(&mut v, "customer", message.customer.clone(), |v, customer| {
        parse::id(v, "customer_id", &customer.customer_id)
    });
    let ship_to = parse::optional_address(&mut v, "ship_to", message.ship_to.clone());
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let mut told = Vec::with_capacity(message.lines.len());
    let lines = parse::list(&mut v, "lines", message.lines.clone(), 0..=usize::MAX, |v, line| {
        let product = parse::id(v, "product_id", &line.product_id);
        let quantity = parse::positive_quantity(v, "quantity", line.quantity);
        let gross_estimate = parse::money(v, "gross_estimate", line.gross_estimate);
        let allocated = parse::optional_quantity(v, "allocated_quantity", line.allocated_quantity)?;
        told.push((line.line_number, allocated.unwrap_or_default()));
        Some(OrderLine {
            line_number: line.line_number,
            product: product?,
            sku: line.sku,
            service: line.service,
            quantity: quantity?,
            gross_estimate: gross_estimate?,
        })
    });
    let (number, ship_complete) = (message.number.clone(), message.ship_complete);
    parse::finish(v, || {
        let (customer, ship_to, currency, lines) = (customer?, ship_to?, currency?, lines?);
        let confirmed = Confirmed { number, customer, ship_to, currency, ship_complete, lines };
        Some(Confirmation { order: order?, confirmed, told })
    })
}

/// Whether a line is a service is not in the fact: the order knows it.
pub(super) fn authorization(message: &orders::ReturnAuthorized) -> Result<ReturnAuthorization, Violations> {
    let mut v = Violations::default();
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let authorization = parse::nested(&mut v, "return", message.r#return.clone(), |v, authorized| {
        let id = parse::id(v, "return_id", &authorized.return_id);
        let order = parse::id(v, "order_id", &authorized.order_id);
        let customer = parse::id(v, "customer_id", &authorized.customer_id);
        let lines = parse::list(v, "lines", authorized.lines, 1..=usize::MAX, |v, line| {
            let disposition = match line.disposition() {
                orders::Disposition::Scrap => Disposition::Scrap,
                orders::Disposition::Restock | orders::Disposition::Unspecified => Disposition::Restock,
            };
            let product = parse::id(v, "product_id", &line.product_id);
            let quantity = parse::positive_quantity(v, "quantity", line.quantity);
            let credit_net = parse::money(v, "credit_net_amount", line.credit_net_amount);
            Some(AuthorizedLine {
                line_number: line.line_number,
                order_line_number: line.order_line_number,
                product: product?,
                service: false,
                quantity: quantity?,
                received: Quantity::ZERO,
                credit_net: credit_net?,
                at_order_price: line.credit_at_order_price,
                disposition,
            })
        });
        Some(ReturnAuthorization {
            id: id?,
            order: order?,
            customer: customer?,
            currency: currency?,
            reason: authorized.reason,
            lines: lines?,
            version: 1,
        })
    });
    parse::finish(v, || authorization)
}
