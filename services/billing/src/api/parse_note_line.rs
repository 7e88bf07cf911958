//! Lines of notes, and the customer that a note without reference names.

use o2c_kernel::{Currency, Violations};
use o2c_proto::{billing::v1 as proto, common::v1 as common};
use o2c_rpc::parse;

use crate::domain::{
    note::NoteLine,
    party::Customer,
    reason::{Reason, ReasonCode},
    tax::determine::STANDARD,
};

/// Lines of one document: as many as a set has.
pub const MAX_LINES: usize = 4_000;
const TEXT: usize = 500;

/// What a line has to name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// A line of the invoice.
    InvoiceLine,
    /// A line of the invoice, or what it is.
    Either,
    /// What it is: there is no invoice.
    Description,
}

pub fn lines(
    v: &mut Violations,
    values: Vec<proto::NoteLine>,
    fewest: usize,
    naming: Naming,
    currency: Option<Currency>,
) -> Option<Vec<NoteLine>> {
    parse::list(v, "lines", values, fewest..=MAX_LINES, |v, line| note_line(v, line, naming, currency))
}

fn note_line(
    v: &mut Violations,
    line: proto::NoteLine,
    naming: Naming,
    currency: Option<Currency>,
) -> Option<NoteLine> {
    let highest = i32::try_from(MAX_LINES).unwrap_or(i32::MAX);
    let range = match naming {
        Naming::InvoiceLine => 1..=highest,
        Naming::Either => 0..=highest,
        Naming::Description => 0..=0,
    };
    let invoice_line = parse::in_range(v, "invoice_line_number", line.invoice_line_number, range);
    let product = parse::optional_id(v, "product_id", &line.product_id);
    let described = match naming {
        Naming::InvoiceLine => true,
        Naming::Either => line.invoice_line_number > 0,
        Naming::Description => false,
    };
    let description = if described {
        parse::optional_text(v, "description", line.description, TEXT)
    } else {
        parse::text(v, "description", line.description, TEXT)
    };
    let quantity = match line.quantity {
        None => Some(None),
        Some(value) => parse::positive_quantity(v, "quantity", Some(value)).map(Some),
    };
    let net = parse::positive_money(v, "net_amount", line.net_amount);
    if let (Some(net), Some(currency)) = (net, currency)
        && net.currency() != currency
    {
        v.add("net_amount.currency_code", "CURRENCY_MISMATCH", format!("the document is in {currency}"));
    }
    let category = parse::optional_text(v, "tax_category", line.tax_category, 40);
    Some(NoteLine {
        invoice_line: invoice_line?,
        product: product?,
        description: description?,
        quantity: quantity?,
        net: net?,
        tax_category: category.map(|text| if text.is_empty() { STANDARD.to_owned() } else { text })?,
    })
}

pub fn customer(v: &mut Violations, value: Option<common::CustomerSnapshot>) -> Option<Customer> {
    parse::nested(v, "customer", value, |v, value| {
        let id = parse::id(v, "customer_id", &value.customer_id);
        let name = parse::optional_text(v, "name", value.name, TEXT);
        let country = parse::country(v, "country_code", &value.country_code);
        let tax_id = parse::optional_text(v, "tax_id", value.tax_id, 40);
        let terms = parse::payment_terms(v, "payment_terms", value.payment_terms);
        Some(Customer { id: id?, name: name?, country: country?, tax_id: tax_id?, terms: terms? })
    })
}

pub fn reason(v: &mut Violations, code: &str, text: String) -> Option<Reason> {
    let text = parse::optional_text(v, "reason", text, TEXT);
    let known = ReasonCode::parse(code);
    if code.is_empty() {
        v.add("reason_code", parse::reason::REQUIRED, "is required");
    } else if known.is_none() {
        v.add("reason_code", parse::reason::UNKNOWN_VALUE, format!("is one of {}", ReasonCode::all()));
    }
    Some(Reason { code: known?, text: text? })
}
