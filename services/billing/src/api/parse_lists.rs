//! `ListInvoicesRequest`, `ListTaxRulesRequest`.

use o2c_kernel::{CountryCode, KeyPart, Violations};
use o2c_proto::billing::v1::{InvoiceKind, ListInvoicesRequest, ListTaxRulesRequest};
use o2c_rpc::parse::{self, reason};

use crate::{
    app::{ListInvoices, ListTaxRules, RuleKey},
    domain::{document::Kind, series},
};

pub fn invoices(message: ListInvoicesRequest) -> Result<ListInvoices, Violations> {
    let mut v = Violations::default();
    let mut token_filter = format!("ListInvoices|{}|{}|{}", message.kind, message.customer_id, message.order_id);
    // Only where it is given: the tokens of a release that did not know it stay good.
    if !message.number.is_empty() {
        token_filter = format!("{token_filter}|{}", message.number);
    }
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, &token_filter);
    let kind = parse::optional_enum(&mut v, "kind", message.kind);
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let order = parse::optional_id(&mut v, "order_id", &message.order_id);
    let number = number(&mut v, &message.number);
    let after = match key.as_deref() {
        Some([KeyPart::Int(position)]) => *position,
        Some(_) | None => 0,
    };
    parse::finish(v, || {
        Some(ListInvoices {
            kind: kind?.and_then(known_kind),
            customer: customer?,
            order: order?,
            number: number?,
            size: size?,
            after,
            token_filter,
        })
    })
}

/// Empty is none.
fn number(v: &mut Violations, text: &str) -> Option<Option<(Kind, i64)>> {
    if text.is_empty() {
        return Some(None);
    }
    let number = series::parse(text);
    if number.is_none() {
        v.add("number", reason::MALFORMED, "is not the number of a document, such as INV-00000042");
    }
    number.map(Some)
}

fn known_kind(kind: InvoiceKind) -> Option<Kind> {
    match kind {
        InvoiceKind::Unspecified => None,
        InvoiceKind::Invoice => Some(Kind::Invoice),
        InvoiceKind::CreditNote => Some(Kind::CreditNote),
        InvoiceKind::DebitNote => Some(Kind::DebitNote),
    }
}

pub fn tax_rules(message: ListTaxRulesRequest) -> Result<ListTaxRules, Violations> {
    let mut v = Violations::default();
    let token_filter = format!("ListTaxRules|{}", message.country_code);
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, &token_filter);
    let country: Option<Option<CountryCode>> = if message.country_code.is_empty() {
        Some(None)
    } else {
        parse::country(&mut v, "country_code", &message.country_code).map(Some)
    };
    let after = key.as_deref().and_then(rule_key);
    parse::finish(v, || Some(ListTaxRules { country: country?, size: size?, after, token_filter }))
}

fn rule_key(parts: &[KeyPart]) -> Option<RuleKey> {
    match parts {
        [KeyPart::Text(country), KeyPart::Text(category), KeyPart::Int(from)] => {
            Some(RuleKey::Own(country.clone(), category.clone(), i32::try_from(*from).ok()?))
        }
        [KeyPart::Int(index)] => Some(RuleKey::Pack(usize::try_from(*index).ok()?)),
        _ => None,
    }
}
