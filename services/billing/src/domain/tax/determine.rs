//! Which tax a supply carries: decided once for the document's place and date, then per product category.

use o2c_kernel::{CountryCode, Date, Rate};

use super::{category::TaxCategory, rules::Rules};
use crate::domain::{
    refusal::Refusal,
    tax_pack::{eu_membership::is_member, territories::vat_country},
};

/// Product categories that need no rate.
pub const ZERO: &str = "ZERO";
pub const EXEMPT: &str = "EXEMPT";
/// What a line has that names none.
pub const STANDARD: &str = "STANDARD";

/// A supply from one country to another on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Supply {
    pub from: CountryCode,
    pub to: CountryCode,
    /// The customer has a VAT id: a business, not a consumer.
    pub business: bool,
    pub on: Date,
}

/// How a line is taxed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Taxed {
    pub category: TaxCategory,
    pub rate: Rate,
}

impl Taxed {
    #[must_use]
    pub const fn at_zero(category: TaxCategory) -> Self {
        Self { category, rate: Rate::ZERO }
    }
}

impl Supply {
    /// The tax of a product category:
    /// domestic → the rate of the day; to a business in another member of the Union → reverse charge; to a consumer
    /// there → the domestic rate; everywhere else, unknown countries included → export.
    ///
    /// Supplies within the Union need a seller in it: a British seller's sales to Germany are exports from 2021 on.
    pub fn determine(&self, rules: &Rules, product_category: &str) -> Result<Taxed, Refusal> {
        let (from, to) = (vat_country(self.from), vat_country(self.to));
        if from == to {
            return self.domestic(rules, from, product_category);
        }
        let within_union = is_member(from, self.on) && is_member(to, self.on);
        match (within_union, self.business) {
            (true, true) => Ok(Taxed::at_zero(TaxCategory::ReverseCharge)),
            (true, false) => self.domestic(rules, from, product_category),
            (false, _) => Ok(Taxed::at_zero(TaxCategory::Export)),
        }
    }

    fn domestic(&self, rules: &Rules, country: CountryCode, product_category: &str) -> Result<Taxed, Refusal> {
        match product_category {
            ZERO => Ok(Taxed::at_zero(TaxCategory::Zero)),
            EXEMPT => Ok(Taxed::at_zero(TaxCategory::Exempt)),
            category => {
                let rate = rules.rate(country, category, self.on)?;
                // A rate of 0 is category Z: S demands more than 0 (EN 16931 BR-S-05).
                let category = if rate == Rate::ZERO { TaxCategory::Zero } else { TaxCategory::Standard };
                Ok(Taxed { category, rate })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Id;

    use super::*;
    use crate::domain::tax::rule::TaxRule;

    fn supply(to: &str, business: bool, on: &str) -> Supply {
        Supply {
            from: CountryCode::parse("GB").unwrap(),
            to: CountryCode::parse(to).unwrap(),
            business,
            on: Date::parse(on).unwrap(),
        }
    }

    fn text(supply: &Supply, category: &str) -> String {
        match supply.determine(&Rules::default(), category) {
            Ok(taxed) => format!("{} {}", taxed.category.code(), taxed.rate),
            Err(refusal) => refusal.to_string(),
        }
    }

    #[test]
    fn a_british_seller_before_the_exit() {
        let cases = [
            ("GB", false, "2009-12-31", "S 0.15"),
            ("GB", true, "2010-01-01", "S 0.175"),
            ("IM", false, "2011-01-04", "S 0.2"),
            ("DE", true, "2010-12-01", "AE 0"),
            ("DE", false, "2010-12-01", "S 0.175"),
            ("EU", true, "2010-12-01", "AE 0"),
            ("EU", false, "2011-01-04", "S 0.2"),
            ("HR", true, "2011-01-04", "G 0"),
            ("HR", true, "2013-07-01", "AE 0"),
            ("JE", false, "2010-12-01", "G 0"),
            ("GG", true, "2010-12-01", "G 0"),
            ("AU", false, "2010-12-01", "G 0"),
            ("XX", false, "2010-12-01", "G 0"),
        ];
        for (to, business, on, expected) in cases {
            assert_eq!(text(&supply(to, business, on), STANDARD), expected, "{to} {business} {on}");
        }
    }

    #[test]
    fn after_the_exit_all_abroad_is_export() {
        assert_eq!(text(&supply("DE", true, "2020-12-31"), STANDARD), "AE 0");
        assert_eq!(text(&supply("DE", true, "2021-01-01"), STANDARD), "G 0");
        assert_eq!(text(&supply("DE", false, "2021-01-01"), STANDARD), "G 0");
    }

    #[test]
    fn product_categories_without_a_rate_need_no_rule_and_unknown_ones_are_refused() {
        assert_eq!(text(&supply("GB", false, "2010-12-01"), ZERO), "Z 0");
        assert_eq!(text(&supply("GB", false, "2010-12-01"), EXEMPT), "E 0");
        assert_eq!(text(&supply("GB", false, "2010-12-01"), "REDUCED"), "S 0.05");
        assert_eq!(
            text(&supply("GB", false, "2010-12-01"), "LUXURY"),
            "no tax rule of GB holds for LUXURY on 2010-12-01"
        );
    }

    #[test]
    fn a_rule_of_the_tenant_goes_before_the_pack() {
        let on = Date::parse("2010-12-01").unwrap();
        let own = TaxRule {
            id: Id::new(),
            country: CountryCode::parse("GB").unwrap(),
            category: STANDARD.to_owned(),
            rate: Rate::parse("0.1").unwrap(),
            valid_from: on,
            valid_to: Some(on),
        };
        let rules = Rules::new(vec![own]);
        let rate = |day: &str| supply("GB", false, day).determine(&rules, STANDARD).unwrap().rate;
        assert_eq!(rate("2010-12-01"), Rate::parse("0.1").unwrap());
        assert_eq!(rate("2010-12-02"), Rate::parse("0.175").unwrap());
    }
}
