//! Codes of ISO 3166-1 that are not what they seem for VAT.

use o2c_kernel::CountryCode;

/// Territories that belong to the VAT area of another country (Directive 2006/112/EC, article 7).
const WITHIN: &[(&str, &str)] = &[
    ("IM", "GB"),
    ("MC", "FR"),
    // The prefix of Greek VAT ids, which is not the ISO code.
    ("EL", "GR"),
];

/// Territories tied to a member, but outside the VAT area of the Union (article 6): supplies to them are exports.
/// They are no members by their own code; the list says so on purpose, and a test holds it.
pub const OUTSIDE: &[&str] = &[
    "JE", "GG", // Channel Islands
    "GI", "AX", "FO", "GL", "GF", "GP", "MQ", "RE", "YT", "BL", "MF", "PM", "NC", "PF", "WF", "TF", "AW", "CW", "SX",
    "BQ", "IC", "EA", "SM", "VA", "AD",
];

/// The country whose VAT holds there.
#[must_use]
pub fn vat_country(country: CountryCode) -> CountryCode {
    WITHIN
        .iter()
        .find(|(territory, _)| *territory == country.as_str())
        .and_then(|(_, of)| CountryCode::parse(of).ok())
        .unwrap_or(country)
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Date;

    use super::*;
    use crate::domain::tax_pack::eu_membership::is_member;

    #[test]
    fn the_channel_islands_are_outside_and_man_is_british() {
        let of = |code: &str| vat_country(CountryCode::parse(code).unwrap()).to_string();
        assert_eq!((of("IM"), of("MC"), of("EL")), ("GB".to_owned(), "FR".to_owned(), "GR".to_owned()));
        for territory in OUTSIDE {
            let country = vat_country(CountryCode::parse(territory).unwrap());
            assert!(!is_member(country, Date::parse("2010-06-01").unwrap()), "{territory}");
            assert_eq!(country.as_str(), *territory);
        }
    }
}
