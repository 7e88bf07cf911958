//! From values of the domain to the wire: the way back of [`crate::parse`]. Nothing here can fail.

use o2c_kernel::{Address, Date, ETag, Id, KeyPart, Money, PageToken, PaymentTerms, Quantity, Rate, UnitPrice};
use o2c_proto::{common::v1 as common, google::r#type as google};

/// An amount.
pub fn money(amount: Money) -> google::Money {
    let exponent = amount.currency().exponent();
    let per_unit = 10_i64.pow(exponent);
    let nanos_per_minor = 10_i64.pow(9_u32.saturating_sub(exponent));
    // The rest is less than a whole unit, so its billionths fit 32 bits; units and rest have one sign.
    let nanos = i32::try_from(amount.minor() % per_unit * nanos_per_minor).unwrap_or_default();
    google::Money { currency_code: amount.currency().code().to_owned(), units: amount.minor() / per_unit, nanos }
}

/// A quantity.
pub fn decimal_quantity(quantity: Quantity) -> google::Decimal {
    google::Decimal { value: quantity.to_decimal().to_string() }
}

/// A price per unit, without its currency.
pub fn decimal_price(price: UnitPrice) -> google::Decimal {
    google::Decimal { value: price.to_decimal().to_string() }
}

/// A fraction.
pub fn decimal_rate(rate: Rate) -> google::Decimal {
    google::Decimal { value: rate.to_decimal().to_string() }
}

/// A day.
pub fn date(date: Date) -> google::Date {
    google::Date { year: date.year(), month: date.month(), day: date.day() }
}

/// An address.
pub fn address(address: &Address) -> common::Address {
    common::Address {
        name: address.name.clone(),
        lines: address.lines.clone(),
        city: address.city.clone(),
        postal_code: address.postal_code.clone(),
        region: address.region.clone(),
        country_code: address.country.as_str().to_owned(),
    }
}

/// Terms of payment.
pub fn payment_terms(terms: PaymentTerms) -> common::PaymentTerms {
    common::PaymentTerms { net_days: i32::from(terms.net_days), cash: terms.cash }
}

/// An id that may be absent; absent is the empty text.
pub fn optional_id<K>(id: Option<Id<K>>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// The version of a resource.
pub fn etag(version: i64) -> String {
    ETag::from_version(version)
}

/// Where the next page begins; the empty text after the last one.
pub fn page_token(last_key: Option<&[KeyPart]>, filter: &str) -> String {
    last_key.map(|key| PageToken::encode(key, filter)).unwrap_or_default()
}
