//! `BatchDetermineTaxRequest`: each item is read by itself, and a bad one answers in its place.

use o2c_kernel::{Currency, Money, Violations};
use o2c_proto::billing::v1::{BatchDetermineTaxRequest, DetermineTaxRequest, TaxableLine};
use o2c_rpc::{parse, reply::MAX_ITEMS};

use super::parse_note_line::MAX_LINES;
use crate::{
    app::DetermineTax,
    domain::tax::{Supply, determine::STANDARD},
};

pub fn parse(message: BatchDetermineTaxRequest) -> Result<Vec<Result<DetermineTax, Violations>>, Violations> {
    let mut v = Violations::default();
    if message.requests.is_empty() {
        v.add("requests", parse::reason::TOO_FEW, "needs at least 1");
    }
    let bounded = parse::bounded(&mut v, "requests", message.requests.len(), MAX_ITEMS);
    parse::finish(v, || bounded)?;
    Ok(message.requests.into_iter().map(item).collect())
}

fn item(message: DetermineTaxRequest) -> Result<DetermineTax, Violations> {
    let mut v = Violations::default();
    let key = parse::optional_text(&mut v, "key", message.key, 200);
    let from = parse::country(&mut v, "ship_from_country_code", &message.ship_from_country_code);
    let to = parse::country(&mut v, "ship_to_country_code", &message.ship_to_country_code);
    let tax_id = parse::optional_text(&mut v, "customer_tax_id", message.customer_tax_id, 40);
    let on = parse::date(&mut v, "supplied_on", message.supplied_on);
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=MAX_LINES, |v, value| line(v, value, currency));
    parse::finish(v, || {
        let supply = Supply { from: from?, to: to?, business: !tax_id?.is_empty(), on: on? };
        Some(DetermineTax { key: key?, supply, currency: currency?, lines: lines? })
    })
}

fn line(v: &mut Violations, value: TaxableLine, currency: Option<Currency>) -> Option<(i32, String, Money)> {
    let category = parse::optional_text(v, "product_tax_category", value.product_tax_category, 40);
    let net = parse::money(v, "net_amount", value.net_amount);
    if net.is_some_and(Money::is_negative) {
        v.add("net_amount", parse::reason::OUT_OF_RANGE, "must not be negative");
    }
    if let (Some(net), Some(currency)) = (net, currency)
        && net.currency() != currency
    {
        v.add("net_amount.currency_code", "CURRENCY_MISMATCH", format!("the document is in {currency}"));
    }
    let category = category.map(|text| if text.is_empty() { STANDARD.to_owned() } else { text });
    Some((value.line_number, category?, net?))
}
