//! The fingerprint of what was agreed at submission (ORD-5): prices, tax basis, terms, addressee.

use blake3::Hasher;

use crate::domain::{BillingRule, Order, ProductNature};

/// Made once, at submission; the audit makes it again from the rows.
pub fn fingerprint(order: &Order) -> Vec<u8> {
    let mut hasher = Hasher::new();
    let mut text = |text: &str| {
        hasher.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    text(&order.customer.id.to_string());
    text(&order.customer.name);
    text(order.customer.country.as_str());
    text(&order.customer.tax_id);
    text(&order.customer.payment_terms.net_days.to_string());
    text(if order.customer.payment_terms.cash { "cash" } else { "credit" });
    text(&order.ordered_on.to_string());
    text(order.currency.code());
    let ship_to = &order.ship_to;
    for part in [&ship_to.name, &ship_to.city, &ship_to.postal_code, &ship_to.region].into_iter().chain(&ship_to.lines)
    {
        text(part);
    }
    text(ship_to.country.as_str());
    let mut number = |number: i64| {
        hasher.update(&number.to_le_bytes());
    };
    number(order.net_amount.minor());
    for line in &order.lines {
        let terms = &line.terms;
        number(i64::from(line.number));
        number(terms.quantity.micros());
        number(terms.unit_price.micros());
        number(terms.net_amount.minor());
        number(i64::from(terms.nature == ProductNature::Service));
        number(i64::from(terms.billing_rule == BillingRule::OnDelivery));
    }
    for line in &order.lines {
        hasher.update(line.terms.product.uuid().as_bytes());
        hasher.update(line.terms.tax_category.as_bytes());
        hasher.update(b"\0");
    }
    hasher.finalize().as_bytes().to_vec()
}
