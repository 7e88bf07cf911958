//! Builders for the unit tests of the domain.

use o2c_kernel::{Address, CountryCode, Currency, Date, Id, Instant, Money, PaymentTerms, Quantity, Rate, UnitPrice};

use super::{
    document::{Document, Kind},
    draft::{Draft, DraftLine, Head},
    invoicing::Part,
    note::{NoteLine, priced},
    party::Customer,
    source::{BillingRule, SourceLine, SourceOrder},
    tax::{Rules, Supply, TaxCategory, Taxed},
};

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

pub fn customer() -> Customer {
    Customer {
        id: Id::new(),
        name: "Shop".to_owned(),
        country: CountryCode::parse("GB").unwrap(),
        tax_id: String::new(),
        terms: PaymentTerms { net_days: 30, cash: false },
    }
}

pub fn address(country: &str) -> Address {
    Address {
        name: String::new(),
        lines: vec![],
        city: String::new(),
        postal_code: String::new(),
        region: String::new(),
        country: CountryCode::parse(country).unwrap(),
    }
}

pub fn head() -> Head {
    Head {
        id: Id::new(),
        kind: Kind::DebitNote,
        customer: customer(),
        ship_to: None,
        order: None,
        shipment: None,
        issued_on: date("2011-06-01"),
        supplied_on: date("2011-06-01"),
        currency: Currency::GBP,
        corrected: None,
        reason: None,
        dispute: None,
        replaces: None,
        gross_estimate: gbp(0),
        occurred_at: Instant::from_micros(0),
    }
}

pub fn rules() -> Rules {
    Rules::default()
}

pub fn supply() -> Supply {
    let gb = CountryCode::parse("GB").unwrap();
    Supply { from: gb, to: gb, business: false, on: date("2011-06-01") }
}

pub fn draft_line(net: i64, rate: &str) -> DraftLine {
    let rate = Rate::parse(rate).unwrap();
    let category = if rate == Rate::ZERO { TaxCategory::Zero } else { TaxCategory::Standard };
    let (quantity, unit_price) = priced(gbp(net), None).unwrap();
    DraftLine {
        order_line: 0,
        product: None,
        description: "Kettle".to_owned(),
        quantity,
        unit_price,
        net: gbp(net),
        taxed: Taxed { category, rate },
        corrects_line: 0,
    }
}

/// An issued invoice with lines of these amounts and rates.
pub fn invoice(lines: &[(i64, &str)]) -> Document {
    let head = Head { kind: Kind::Invoice, ..head() };
    let lines = lines.iter().map(|(net, rate)| draft_line(*net, rate)).collect();
    Document::issue(Draft::of_lines(head, lines).unwrap(), 1, 1)
}

pub fn note_line(invoice_line: i32, net: i64) -> NoteLine {
    NoteLine {
        invoice_line,
        product: None,
        description: "Freight".to_owned(),
        quantity: None,
        net: gbp(net),
        tax_category: "STANDARD".to_owned(),
    }
}

pub fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap()
}

pub fn source_order() -> SourceOrder {
    SourceOrder {
        id: Id::new(),
        number: "SO-00000001".to_owned(),
        customer: customer(),
        ship_to: Some(address("GB")),
        ordered_on: date("2009-12-01"),
        currency: Currency::GBP,
    }
}

pub fn source_line(number: i32, quantity: i64, net: i64) -> SourceLine {
    SourceLine {
        order: Id::new(),
        number,
        product: None,
        description: "Kettle".to_owned(),
        quantity: units(quantity),
        unit_price: UnitPrice::new(0, Currency::GBP),
        net: gbp(net),
        rule: BillingRule::OnShipment,
        tax_category: "STANDARD".to_owned(),
        cancelled_quantity: Quantity::ZERO,
        cancelled_net: gbp(0),
        billed_quantity: Quantity::ZERO,
        billed_net: gbp(0),
        returned_quantity: Quantity::ZERO,
        version: 1,
    }
}

pub fn part(order: &SourceOrder, on: &str, lines: &[(i32, i64)]) -> Part {
    Part {
        shipment: Id::new(),
        order: order.id,
        rule: BillingRule::OnShipment,
        supplied_on: date(on),
        lines: lines.iter().map(|(line, quantity)| (*line, units(*quantity))).collect(),
        gross_estimate: gbp(0),
        occurred_at: Instant::from_micros(0),
    }
}
