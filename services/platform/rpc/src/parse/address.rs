//! Addresses, countries, terms of payment.

use o2c_kernel::{Address, CountryCode, PaymentTerms, Violations};
use o2c_proto::common::v1 as wire;

use super::{entries, nested, optional, optional_text, reason, text};

const MAX_TEXT: usize = 200;
const MAX_LINES: usize = 6;

/// An address that must be there. Only the country is required in it: documents of walk-in sales know no more.
pub fn address(v: &mut Violations, field: &str, value: Option<wire::Address>) -> Option<Address> {
    nested(v, field, value, |v, address| {
        let name = optional_text(v, "name", address.name, MAX_TEXT);
        let lines = entries(v, "lines", address.lines, 0..=MAX_LINES, |v, field, line| text(v, field, line, MAX_TEXT));
        let city = optional_text(v, "city", address.city, MAX_TEXT);
        let postal_code = optional_text(v, "postal_code", address.postal_code, 20);
        let region = optional_text(v, "region", address.region, MAX_TEXT);
        let country = country(v, "country_code", &address.country_code);
        Some(Address {
            name: name?,
            lines: lines?,
            city: city?,
            postal_code: postal_code?,
            region: region?,
            country: country?,
        })
    })
}

/// An address that may be absent.
pub fn optional_address(v: &mut Violations, field: &str, value: Option<wire::Address>) -> Option<Option<Address>> {
    optional(value, |value| address(v, field, Some(value)))
}

/// A country, as ISO 3166-1 alpha-2 code; `XX` where it is not known.
pub fn country(v: &mut Violations, field: &str, code: &str) -> Option<CountryCode> {
    if code.is_empty() {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    match CountryCode::parse(code) {
        Ok(country) => Some(country),
        Err(error) => {
            v.add(field, reason::MALFORMED, error.to_string());
            None
        }
    }
}

/// Terms that must be there.
pub fn payment_terms(v: &mut Violations, field: &str, value: Option<wire::PaymentTerms>) -> Option<PaymentTerms> {
    nested(v, field, value, |v, terms| match PaymentTerms::new(terms.net_days, terms.cash) {
        Ok(terms) => Some(terms),
        Err(error) => {
            v.add("net_days", reason::OUT_OF_RANGE, error.to_string());
            None
        }
    })
}

/// Terms that may be absent.
pub fn optional_payment_terms(
    v: &mut Violations,
    field: &str,
    value: Option<wire::PaymentTerms>,
) -> Option<Option<PaymentTerms>> {
    optional(value, |value| payment_terms(v, field, Some(value)))
}
