//! Open orders: what of them is still to be shipped, as orders like any other, with their own day and number.

use futures::future::BoxFuture;
use o2c_kernel::{Currency, Date, Money, Quantity, UnitPrice, Violations};
use o2c_proto::{
    BatchResponse,
    orders::v1::{
        BatchCreateOrdersRequest, BillingRule, CreateOrderRequest, HoldStatus, ListOrdersRequest, Order, OrderLine,
        OrderState,
    },
};
use o2c_rpc::{parse::reason, wire};

use super::{TEXT, batch::batch};
use crate::{
    demo::wire::minor,
    import::{
        column::{Column, optional, required},
        document::Document,
        kind::{Answer, Kind, Mode, Outcomes},
        office::{Office, PAGE, Undecided, decided, unknown},
        row::Cells,
        totals::{Amount, Totals},
    },
};

pub struct Orders;

const RULES: &[(&str, BillingRule)] =
    &[("on_shipment", BillingRule::OnShipment), ("on_delivery", BillingRule::OnDelivery)];

/// A line, with what its row says of the order.
#[derive(Clone, Debug)]
pub struct Line {
    number: String,
    head: Head,
    sku: String,
    quantity: Quantity,
    unit_price: Option<UnitPrice>,
    net: Option<Money>,
    billing_rule: BillingRule,
}

/// The same in every row of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Head {
    customer: String,
    ordered_on: Date,
    currency: Currency,
    purchase_order_number: String,
}

impl Kind for Orders {
    const COLUMNS: &'static [Column] = &[
        required("order_number", "A-778"),
        required("customer", "C-1001"),
        required("ordered_on", "2025-12-15"),
        required("currency_code", "GBP"),
        optional("purchase_order_number", "PO-4711"),
        required("sku", "KETTLE"),
        required("quantity", "10"),
        optional("unit_price", "19.99"),
        optional("billing_rule", "on_shipment"),
    ];
    const DOCUMENT: Option<&'static str> = Some("order_number");
    const SETTLES: bool = true;

    type Item = Line;

    fn read(cells: &mut Cells<'_>) -> Option<Line> {
        let number = cells.text("order_number", TEXT);
        let customer = cells.text("customer", TEXT);
        let ordered_on = cells.date("ordered_on");
        let currency = cells.currency("currency_code");
        let purchase_order_number = cells.text("purchase_order_number", TEXT);
        let sku = cells.text("sku", TEXT);
        let quantity = cells.quantity("quantity");
        let unit_price = cells.optional_price("unit_price", currency);
        let billing_rule = cells.choice("billing_rule", RULES, BillingRule::OnShipment);
        let (quantity, unit_price) = (quantity?, unit_price?);
        if unit_price.is_some_and(|price| price.to_decimal().is_sign_negative()) {
            cells.violations.add("unit_price", reason::OUT_OF_RANGE, "must not be negative");
        }
        let net = match unit_price.map(|price| price.extend(quantity)).transpose() {
            Ok(net) => net,
            Err(error) => {
                cells.violations.add("unit_price", reason::OUT_OF_RANGE, error.to_string());
                None
            }
        };
        Some(Line {
            number: number?,
            head: Head {
                customer: customer?,
                ordered_on: ordered_on?,
                currency: currency?,
                purchase_order_number: purchase_order_number?,
            },
            sku: sku?,
            quantity,
            unit_price,
            net,
            billing_rule: billing_rule?,
        })
    }

    fn key(items: &[Line]) -> String {
        items.first().map(|line| line.number.clone()).unwrap_or_default()
    }

    /// The net amount, where the price is agreed: of others the price lists decide.
    fn amount(line: &Line) -> Option<Amount> {
        line.net.map(|net| Amount { unit: net.currency().code().to_owned(), value: net.to_decimal() })
    }

    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Line>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>> {
        Box::pin(async move {
            let lines = || documents.iter().flat_map(|document| document.items());
            let customers = office.customers(lines().map(|line| line.head.customer.as_str()).collect()).await?;
            let products = office.products(lines().map(|line| line.sku.as_str()).collect()).await?;
            let request = |document: &Document<Line>| {
                let mut violations = Violations::default();
                let Some(first) = document.items().first() else { return Err(violations) };
                let customer = customers.get(&first.head.customer);
                if customer.is_none() {
                    unknown(&mut violations, "customer", &first.head.customer);
                }
                if document.items().iter().any(|line| line.head != first.head) {
                    let description = "customer, day, currency and reference are not the same in all rows of the order";
                    violations.add("order_number", reason::MALFORMED, description);
                }
                let mut order_lines = Vec::with_capacity(document.items().len());
                for line in document.items() {
                    match products.get(&line.sku) {
                        Some(product) => order_lines.push(order_line(line, &product.product_id)),
                        None => unknown(&mut violations, "sku", &line.sku),
                    }
                }
                let order = Order {
                    customer_id: customer.map(|customer| customer.customer_id.clone()).unwrap_or_default(),
                    external_id: first.number.clone(),
                    purchase_order_number: first.head.purchase_order_number.clone(),
                    ordered_on: Some(wire::date(first.head.ordered_on)),
                    currency_code: first.head.currency.code().to_owned(),
                    lines: order_lines,
                    ..Order::default()
                };
                let request_id = office.row_id(document.number());
                violations.into_result(CreateOrderRequest { request_id, order: Some(order), submit: true })
            };
            let send = |requests| async move {
                let message = BatchCreateOrdersRequest { requests, validate_only: mode == Mode::Check };
                let answer = office.desk.orders.clone().batch_create_orders(office.caller.ask(message)).await?;
                decided(answer.into_inner().into_results(), Self::COLUMNS)
            };
            batch(documents, request, send, |_, order| booked(&order)).await
        })
    }

    fn look<'a>(office: &'a Office, documents: &'a [Document<Line>]) -> BoxFuture<'a, Result<Outcomes, Undecided>> {
        Box::pin(async move {
            let numbers = documents.iter().filter_map(|document| document.items().first());
            let external_ids: Vec<String> = numbers.map(|line| line.number.clone()).collect();
            let mut outcomes = Outcomes::default();
            if external_ids.is_empty() {
                return Ok(outcomes);
            }
            // A batch has no more documents than a page has entries.
            let request = ListOrdersRequest { page_size: PAGE, external_ids, ..ListOrdersRequest::default() };
            let page = office.desk.orders.clone().list_orders(office.caller.ask(request)).await?.into_inner();
            for order in page.orders {
                let state = state_of(&order);
                if order.state() == OrderState::Submitted && order.hold_status() == HoldStatus::None {
                    outcomes.under_way += 1;
                }
                if order.state() == OrderState::Rejected {
                    *outcomes.bad.entry(state.clone()).or_default() += 1;
                }
                *outcomes.states.entry(state).or_default() += 1;
            }
            Ok(outcomes)
        })
    }
}

/// Such as `CONFIRMED`, `SUBMITTED, CREDIT_HOLD` or `REJECTED, NO_ACCOUNT`.
fn state_of(order: &Order) -> String {
    let short = |name: &str, prefix: &str| name.strip_prefix(prefix).unwrap_or(name).to_owned();
    let state = short(order.state().as_str_name(), "ORDER_STATE_");
    match order.hold_status() {
        HoldStatus::Unspecified | HoldStatus::None if order.rejection_reason.is_empty() => state,
        HoldStatus::Unspecified | HoldStatus::None => format!("{state}, {}", order.rejection_reason),
        status => format!("{state}, {}", short(status.as_str_name(), "HOLD_STATUS_")),
    }
}

fn order_line(line: &Line, product: &str) -> OrderLine {
    OrderLine {
        product_id: product.to_owned(),
        quantity: Some(wire::decimal_quantity(line.quantity)),
        unit_price: line.unit_price.map(wire::decimal_price),
        billing_rule: line.billing_rule.into(),
        ..OrderLine::default()
    }
}

/// What the service says that the agreed lines are worth, not what was sent.
fn booked(order: &Order) -> Answer {
    let unreadable = || {
        let mut violations = Violations::default();
        violations.add("row", reason::MALFORMED, "was answered with an amount that cannot be read");
        violations
    };
    let currency = Currency::parse(&order.currency_code).map_err(|_| unreadable())?;
    let net = minor(order.net_amount.as_ref()).map_err(|_| unreadable())?;
    let value = Money::new(net, currency).to_decimal();
    Ok(Totals::of(order.lines.len(), [Amount { unit: currency.code().to_owned(), value }]))
}
