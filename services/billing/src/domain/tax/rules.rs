//! The rules at hand: the tenant's own, and behind them those that ship with the product.

use o2c_kernel::{CountryCode, Date, Rate};

use super::rule::TaxRule;
use crate::domain::{refusal::Refusal, tax_pack};

/// Looked up per document; the tenant's own rule goes before the pack's.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    own: Vec<TaxRule>,
}

impl Rules {
    #[must_use]
    pub fn new(own: Vec<TaxRule>) -> Self {
        Self { own }
    }

    /// The rate of a country for a category on a day.
    pub fn rate(&self, country: CountryCode, category: &str, on: Date) -> Result<Rate, Refusal> {
        self.own
            .iter()
            .find(|rule| rule.country == country && rule.category == category && rule.holds_on(on))
            .map(|rule| rule.rate)
            .or_else(|| tax_pack::rate(country, category, on))
            .ok_or_else(|| Refusal::NoTaxRule { country, category: category.to_owned(), on })
    }
}
