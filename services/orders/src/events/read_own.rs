//! What our own facts say, read back as what was done.

use o2c_kernel::{Currency, Instant, Violations};
use o2c_proto::{common::v1 as common, orders::v1 as proto};
use o2c_rpc::parse::{self, finish};

use super::recording;
use crate::{
    app::redo::Done,
    domain::{
        AcceptedLine, BillingRule, Credit, CustomerSnapshot, Disposition, Hold, HoldRelease, HoldType, LineQuantity,
        LineTerms, NewOrder, Order, ProductNature, Return, ReturnId, ReturnRequest, ReturnWish, Submission,
    },
};

/// What a release before did not say.
const UNSAID: &str = "the release that stated it did not say what was ordered";

/// As long as a text may be, and longer.
const TEXT: usize = 10_000;

type Read<T> = Result<T, Violations>;

pub fn submission(message: &proto::OrderSubmitted, at: Instant) -> Read<Submission> {
    let mut v = Violations::default();
    if message.ordered_lines.is_empty() || message.submitted_by.is_empty() {
        v.add("ordered_lines", parse::reason::REQUIRED, UNSAID);
        return Err(v);
    }
    let id = parse::id(&mut v, "order_id", &message.order_id);
    let customer = customer(&mut v, message.customer.clone());
    let ordered_on = parse::date(&mut v, "ordered_on", message.ordered_on);
    let net = parse::money(&mut v, "net_amount", message.net_amount.clone());
    let ship_to = parse::address(&mut v, "ship_to", message.ship_to.clone());
    let number = parse::required(&mut v, "number", Order::number_of(&message.number));
    let by = parse::principal(&mut v, "submitted_by", &message.submitted_by);
    let currency = net.map(|net| net.currency());
    let lines = message.ordered_lines.iter().map(|line| terms(&mut v, line, currency?)).collect::<Option<Vec<_>>>();
    finish(v, || {
        let customer = customer?;
        let order = NewOrder {
            id: id?,
            external_id: message.external_id.clone(),
            purchase_order_number: message.purchase_order_number.clone(),
            ordered_on: ordered_on?,
            currency: currency?,
            ship_to: ship_to?,
            payment_terms: message.own_payment_terms.then_some(customer.payment_terms),
            ship_complete: message.ship_complete,
            lines: lines?,
            created_at: Instant::from_micros(message.create_time_micros),
        };
        Some(Submission { order, number: number?, customer, by: by?, submitted_at: at })
    })
}

fn terms(v: &mut Violations, line: &proto::SubmittedLine, currency: Currency) -> Option<LineTerms> {
    let product = parse::id(v, "product_id", &line.product_id);
    let quantity = parse::quantity(v, "quantity", line.quantity.clone());
    let unit_price = parse::unit_price(v, "unit_price", line.unit_price.clone(), currency);
    let net_amount = parse::money(v, "net_amount", line.net_amount.clone());
    Some(LineTerms {
        product: product?,
        sku: line.sku.clone(),
        description: line.description.clone(),
        nature: if line.service { ProductNature::Service } else { ProductNature::Stocked },
        quantity: quantity?,
        unit_price: unit_price?,
        free_of_charge: line.free_of_charge,
        net_amount: net_amount?,
        billing_rule: match line.billing_rule() {
            proto::BillingRule::OnDelivery => BillingRule::OnDelivery,
            proto::BillingRule::OnShipment | proto::BillingRule::Unspecified => BillingRule::OnShipment,
        },
        tax_category: line.tax_category.clone(),
    })
}

fn customer(v: &mut Violations, customer: Option<common::CustomerSnapshot>) -> Option<CustomerSnapshot> {
    parse::nested(v, "customer", customer, |v, customer| {
        let id = parse::id(v, "customer_id", &customer.customer_id);
        let country = parse::country(v, "country_code", &customer.country_code);
        let payment_terms = parse::payment_terms(v, "payment_terms", customer.payment_terms);
        Some(CustomerSnapshot {
            id: id?,
            name: customer.name,
            country: country?,
            tax_id: customer.tax_id,
            payment_terms: payment_terms?,
        })
    })
}

pub fn confirmed(message: &proto::OrderConfirmed) -> Read<Done> {
    let mut v = Violations::default();
    let lines = message.lines.iter().map(|line| {
        let net = parse::money(&mut v, "net_amount", line.net_amount.clone());
        let gross = parse::money(&mut v, "gross_estimate", line.gross_estimate.clone());
        let allocated = parse::quantity(&mut v, "allocated_quantity", line.allocated_quantity.clone());
        Some(AcceptedLine { tax: gross?.checked_sub(net?).ok()?, allocated: allocated? })
    });
    let lines = lines.collect::<Option<Vec<_>>>();
    let lines = parse::required(&mut v, "lines", lines);
    finish(v, || lines.map(Done::Confirmed))
}

pub fn cancelled(message: &proto::OrderLinesCancelled) -> Read<Done> {
    let mut v = Violations::default();
    let lines = message.lines.iter().map(|line| (line.line_number, line.quantity.as_ref()));
    let lines: Option<Vec<LineQuantity>> = recording::quantities(&mut v, lines);
    finish(v, || Some(Done::Cancelled { lines: lines?, reason: message.reason.clone() }))
}

pub fn cancellation_refused(message: &proto::OrderCancellationRefused) -> Read<Done> {
    let mut v = Violations::default();
    let lines = message.lines.iter().map(|line| (line.line_number, line.quantity.as_ref()));
    let lines: Option<Vec<LineQuantity>> = recording::quantities(&mut v, lines);
    finish(v, || Some(Done::CancellationRefused { lines: lines?, reason: message.reason.clone() }))
}

pub fn hold(hold: Option<&proto::Hold>) -> Read<Hold> {
    let mut v = Violations::default();
    let hold = parse::nested(&mut v, "hold", hold.cloned(), |v, hold| {
        let id = parse::id(v, "hold_id", &hold.hold_id);
        let kind = match hold.r#type() {
            proto::HoldType::Credit => Some(HoldType::Credit),
            proto::HoldType::CustomerRequest => Some(HoldType::CustomerRequest),
            proto::HoldType::Pricing => Some(HoldType::Pricing),
            proto::HoldType::Compliance => Some(HoldType::Compliance),
            proto::HoldType::Unspecified => None,
        };
        let kind = parse::required(v, "type", kind);
        let placed_by = parse::principal(v, "placed_by", &hold.placed_by);
        let release = match hold.released_by.is_empty() {
            true => Some(None),
            false => parse::principal(v, "released_by", &hold.released_by).map(|by| {
                let at = Instant::from_micros(hold.released_at_micros);
                Some(HoldRelease { by, at, reason: hold.release_reason.clone() })
            }),
        };
        Some(Hold {
            id: id?,
            kind: kind?,
            reason: hold.reason,
            line: Some(hold.line_number).filter(|line| *line > 0),
            placed_by: placed_by?,
            placed_at: Instant::from_micros(hold.placed_at_micros),
            release: release?,
        })
    });
    finish(v, || hold)
}

/// A return with its number.
pub fn authorized(message: &proto::ReturnAuthorized) -> Read<(ReturnId, i64, ReturnRequest)> {
    let mut v = Violations::default();
    let read = parse::nested(&mut v, "return", message.r#return.clone(), |v, told| {
        let id = parse::id(v, "return_id", &told.return_id);
        let number = parse::required(v, "number", Return::number_of(&told.number));
        let order = parse::id(v, "order_id", &told.order_id);
        let authorized_on = parse::date(v, "authorized_on", told.authorized_on);
        let reason = parse::optional_text(v, "reason", told.reason, TEXT);
        let lines = told.lines.into_iter().map(|line| wish(v, line)).collect::<Option<Vec<_>>>();
        let request =
            ReturnRequest { order: order?, authorized_on: Some(authorized_on?), reason: reason?, lines: lines? };
        Some((id?, number?, request))
    });
    finish(v, || read)
}

fn wish(v: &mut Violations, line: proto::ReturnLine) -> Option<ReturnWish> {
    let disposition = match line.disposition() {
        proto::Disposition::Scrap => Disposition::Scrap,
        proto::Disposition::Restock | proto::Disposition::Unspecified => Disposition::Restock,
    };
    let quantity = parse::quantity(v, "quantity", line.quantity);
    let credit_net = parse::money(v, "credit_net_amount", line.credit_net_amount);
    Some(ReturnWish {
        order_line: line.order_line_number,
        quantity: quantity?,
        credit: if line.credit_at_order_price {
            Credit::AtOrderPriceOf(credit_net?)
        } else {
            Credit::Agreed(credit_net?)
        },
        disposition,
    })
}
