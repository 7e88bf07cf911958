//! Requests about orders.

use std::time::Duration;

use o2c_kernel::{Currency, Violations};
use o2c_proto::orders::v1 as proto;
use o2c_rpc::parse::{self, reason};

use super::parse_page::page;
use crate::{
    app::{
        cancel_orders::CancelOrder,
        create_orders::{CreateLine, CreateOrder},
        get_order::GetOrder,
        holds::{PlaceHold, ReleaseHold},
        list_orders::{ListCustomerLines, ListOrders},
        submit_orders::SubmitOrder,
    },
    domain::{BillingRule, HoldStatus, HoldType, LineQuantity, Order, OrderId, OrderState},
    storage::order_lists::OrderFilter,
};

/// More would not fit a set, and nobody orders more.
const MAX_LINES: usize = 4_000;
const MAX_TEXT: usize = 200;
const MAX_IDS: usize = 1_000;
const LONGEST_WAIT: i32 = 60_000;

pub fn create(message: proto::CreateOrderRequest) -> Result<CreateOrder, Violations> {
    let mut v = Violations::default();
    let submit = message.submit;
    let order = parse::nested(&mut v, "order", message.order, |v, order| {
        let customer = parse::id(v, "customer_id", &order.customer_id);
        let external_id = parse::optional_text(v, "external_id", order.external_id, MAX_TEXT);
        let purchase_order = parse::optional_text(v, "purchase_order_number", order.purchase_order_number, MAX_TEXT);
        let ordered_on = parse::optional_date(v, "ordered_on", order.ordered_on);
        let currency = Some(order.currency_code).filter(|code| !code.is_empty());
        let currency = currency.map_or(Some(None), |code| parse::currency(v, "currency_code", &code).map(Some));
        let ship_to = parse::optional_address(v, "ship_to", order.ship_to);
        let payment_terms = parse::optional_payment_terms(v, "payment_terms", order.payment_terms);
        let lines = parse::list(v, "lines", order.lines, 0..=MAX_LINES, line);
        Some(CreateOrder {
            customer: customer?,
            external_id: external_id?,
            purchase_order_number: purchase_order?,
            ordered_on: ordered_on?,
            currency: currency?,
            ship_to: ship_to?,
            payment_terms: payment_terms?,
            ship_complete: order.ship_complete,
            lines: lines?,
            submit,
        })
    });
    parse::finish(v, || order)
}

fn line(v: &mut Violations, line: proto::OrderLine) -> Option<CreateLine> {
    let product = parse::id(v, "product_id", &line.product_id);
    let quantity = parse::positive_quantity(v, "quantity", line.quantity);
    // Which currency it is does not matter here: a price has six decimals in each.
    let price = parse::optional_unit_price(v, "unit_price", line.unit_price, Currency::GBP);
    if price.flatten().is_some_and(|price| price.micros() < 0) {
        v.add("unit_price", reason::OUT_OF_RANGE, "must not be negative");
    }
    if line.free_of_charge && price.flatten().is_some_and(|price| price.micros() != 0) {
        v.add("unit_price", reason::OUT_OF_RANGE, "is 0 or absent where the line is free of charge");
    }
    let description = parse::optional_text(v, "description", line.description, MAX_TEXT);
    let rule = parse::optional_enum::<proto::BillingRule>(v, "billing_rule", line.billing_rule);
    Some(CreateLine {
        product: product?,
        quantity: quantity?,
        price_micros: price?.map(|price| price.micros()),
        free_of_charge: line.free_of_charge,
        description: description?,
        billing_rule: match rule? {
            Some(proto::BillingRule::OnDelivery) => BillingRule::OnDelivery,
            Some(proto::BillingRule::OnShipment | proto::BillingRule::Unspecified) | None => BillingRule::OnShipment,
        },
    })
}

pub fn submit(message: proto::SubmitOrderRequest) -> Result<SubmitOrder, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let version = parse::etag(&mut v, "etag", &message.etag);
    parse::finish(v, || Some(SubmitOrder { order: order?, version: version? }))
}

pub fn cancel(message: proto::CancelOrderRequest) -> Result<CancelOrder, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let version = parse::etag(&mut v, "etag", &message.etag);
    let reason = parse::text(&mut v, "reason", message.reason, MAX_TEXT);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=MAX_LINES, |v, line| {
        let number = parse::in_range(v, "line_number", line.line_number, 1..=i32::MAX);
        let quantity = parse::positive_quantity(v, "quantity", line.quantity);
        Some(LineQuantity { line: number?, quantity: quantity? })
    });
    parse::finish(v, || Some(CancelOrder { order: order?, version: version?, reason: reason?, lines: lines? }))
}

pub fn get(message: proto::GetOrderRequest) -> Result<GetOrder, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let wait = parse::in_range(&mut v, "wait_milliseconds", message.wait_milliseconds, 0..=LONGEST_WAIT);
    parse::finish(v, || {
        let wait = Duration::from_millis(u64::try_from(wait?).ok()?);
        Some(GetOrder { order: order?, wait })
    })
}

pub fn batch_get(message: proto::BatchGetOrdersRequest) -> Result<Vec<OrderId>, Violations> {
    let mut v = Violations::default();
    let ids = parse::list(&mut v, "order_ids", message.order_ids, 1..=MAX_IDS, |v, id| parse::id(v, "id", &id));
    parse::finish(v, || ids)
}

pub fn list(message: proto::ListOrdersRequest) -> Result<ListOrders, Violations> {
    let mut v = Violations::default();
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let external_id = parse::optional_text(&mut v, "external_id", message.external_id, MAX_TEXT);
    let state = parse::optional_enum::<proto::OrderState>(&mut v, "state", message.state);
    let hold_status = parse::optional_enum::<proto::HoldStatus>(&mut v, "hold_status", message.hold_status);
    let mut chosen = format!(
        "orders/{}/{}/{}/{}/{}",
        message.state,
        message.hold_status,
        message.customer_id,
        external_id.as_deref().unwrap_or_default(),
        message.external_ids.join("\n"),
    );
    // Only where it is given: the tokens of a release that did not know it stay good.
    if !message.number.is_empty() {
        chosen = format!("{chosen}/{}", message.number);
    }
    let external_ids = parse::entries(&mut v, "external_ids", message.external_ids, 0..=MAX_IDS, |v, field, id| {
        parse::text(v, field, id, MAX_TEXT)
    });
    let number = number(&mut v, &message.number);
    let page = page(&mut v, message.page_size, &message.page_token, chosen);
    parse::finish(v, || {
        let filter = OrderFilter {
            state: state?.and_then(order_state),
            hold_status: hold_status?.and_then(|status| match status {
                proto::HoldStatus::Unspecified => None,
                proto::HoldStatus::None => Some(HoldStatus::None),
                proto::HoldStatus::CreditHold => Some(HoldStatus::CreditHold),
                proto::HoldStatus::OtherHold => Some(HoldStatus::OtherHold),
            }),
            customer: customer?,
            external_id: external_id.filter(|id| !id.is_empty()),
            external_ids: external_ids?,
            number: number?,
        };
        Some(ListOrders { filter, page: page? })
    })
}

/// Empty is none.
fn number(v: &mut Violations, text: &str) -> Option<Option<i64>> {
    if text.is_empty() {
        return Some(None);
    }
    let number = Order::number_of(text);
    if number.is_none() {
        v.add("number", reason::MALFORMED, "is not the number of an order, such as SO-00000042");
    }
    number.map(Some)
}

const fn order_state(state: proto::OrderState) -> Option<OrderState> {
    match state {
        proto::OrderState::Unspecified => None,
        proto::OrderState::Draft => Some(OrderState::Draft),
        proto::OrderState::Submitted => Some(OrderState::Submitted),
        proto::OrderState::Confirmed => Some(OrderState::Confirmed),
        proto::OrderState::Completed => Some(OrderState::Completed),
        proto::OrderState::Rejected => Some(OrderState::Rejected),
        proto::OrderState::Cancelled => Some(OrderState::Cancelled),
    }
}

pub fn list_lines(message: proto::ListCustomerLinesRequest) -> Result<ListCustomerLines, Violations> {
    let mut v = Violations::default();
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let product = parse::id(&mut v, "product_id", &message.product_id);
    let chosen = format!("lines/{}/{}", message.customer_id, message.product_id);
    let page = page(&mut v, message.page_size, &message.page_token, chosen);
    parse::finish(v, || Some(ListCustomerLines { customer: customer?, product: product?, page: page? }))
}

pub fn place_hold(message: proto::PlaceHoldRequest) -> Result<PlaceHold, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let kind = parse::known_enum::<proto::HoldType>(&mut v, "type", message.r#type);
    let kind = kind.and_then(|kind| match kind {
        proto::HoldType::CustomerRequest => Some(HoldType::CustomerRequest),
        proto::HoldType::Pricing => Some(HoldType::Pricing),
        proto::HoldType::Compliance => Some(HoldType::Compliance),
        proto::HoldType::Credit | proto::HoldType::Unspecified => {
            v.add("type", reason::OUT_OF_RANGE, "is placed by credit's decisions alone");
            None
        }
    });
    let text = parse::text(&mut v, "reason", message.reason, MAX_TEXT);
    let line = parse::in_range(&mut v, "line_number", message.line_number, 0..=i32::MAX);
    parse::finish(v, || {
        Some(PlaceHold { order: order?, kind: kind?, reason: text?, line: line.filter(|line| *line > 0) })
    })
}

pub fn release_hold(message: proto::ReleaseHoldRequest) -> Result<ReleaseHold, Violations> {
    let mut v = Violations::default();
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let hold = parse::id(&mut v, "hold_id", &message.hold_id);
    let reason = parse::text(&mut v, "reason", message.reason, MAX_TEXT);
    parse::finish(v, || Some(ReleaseHold { order: order?, hold: hold?, reason: reason? }))
}
