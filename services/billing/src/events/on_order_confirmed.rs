//! Keeps what may be billed.

use o2c_kernel::{Call, Currency, Id, Money, Quantity, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::{self as orders, OrderConfirmed};
use o2c_rpc::parse;
use o2c_store::Tx;

use super::read;
use crate::{
    BillingError,
    app::{self, ConfirmOrder},
    domain::{
        ids::OrderId,
        source::{BillingRule, SourceLine, SourceOrder},
        tax::determine::STANDARD,
    },
    service::Billing,
};

pub async fn on_order_confirmed(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderConfirmed>],
) -> Result<Vec<Verdict>, BillingError> {
    app::confirm_orders(billing, tx, call, read::each(facts, confirmed)).await
}

fn confirmed(fact: &Received<OrderConfirmed>) -> Result<ConfirmOrder, Violations> {
    let message = fact.message.clone();
    let mut v = Violations::default();
    let id: Option<OrderId> = parse::id(&mut v, "order_id", &message.order_id);
    let number = parse::optional_text(&mut v, "number", message.number, read::TEXT);
    let customer = read::customer(&mut v, "customer", message.customer);
    let ship_to = parse::optional_address(&mut v, "ship_to", message.ship_to);
    let ordered_on = parse::date(&mut v, "ordered_on", message.ordered_on);
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let of = id.zip(currency);
    let lines = of.and_then(|(order, currency)| {
        parse::list(&mut v, "lines", message.lines, 0..=10_000, |v, value| line(v, order, currency, value))
    });
    parse::finish(v, || {
        let order = SourceOrder {
            id: id?,
            number: number?,
            customer: customer?,
            ship_to: ship_to?,
            ordered_on: ordered_on?,
            currency: currency?,
        };
        Some(ConfirmOrder { order, lines: lines? })
    })
}

fn line(v: &mut Violations, order: OrderId, currency: Currency, value: orders::ConfirmedLine) -> Option<SourceLine> {
    let product = parse::optional_id(v, "product_id", &value.product_id);
    let description = parse::optional_text(v, "description", value.description, read::TEXT);
    let quantity = parse::positive_quantity(v, "quantity", value.quantity);
    let unit_price = parse::unit_price(v, "unit_price", value.unit_price, currency);
    let net = parse::money(v, "net_amount", value.net_amount);
    let rule = parse::optional_enum(v, "billing_rule", value.billing_rule);
    let category = parse::optional_text(v, "tax_category", value.tax_category, 40);
    if net.is_some_and(|net| net.currency() != currency) {
        v.add("net_amount", "CURRENCY_MISMATCH", "is not in the order's currency");
    }
    let zero = Money::zero(currency);
    Some(SourceLine {
        order: Id::from_uuid(order.uuid()),
        number: value.line_number,
        product: product?,
        description: description?,
        quantity: quantity?,
        unit_price: unit_price?,
        net: net?,
        rule: match rule? {
            Some(orders::BillingRule::OnDelivery) => BillingRule::OnDelivery,
            Some(orders::BillingRule::OnShipment | orders::BillingRule::Unspecified) | None => BillingRule::OnShipment,
        },
        tax_category: category.map(|text| if text.is_empty() { STANDARD.to_owned() } else { text })?,
        cancelled_quantity: Quantity::ZERO,
        cancelled_net: zero,
        billed_quantity: Quantity::ZERO,
        billed_net: zero,
        returned_quantity: Quantity::ZERO,
        version: 1,
    })
}
