//! A tenant's own rule: what rate holds where and when.

use o2c_kernel::{CountryCode, Date, Rate};

use crate::domain::{ids::TaxRuleId, refusal::Refusal};

/// Both ends of its time are included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaxRule {
    pub id: TaxRuleId,
    pub country: CountryCode,
    /// The product's tax category, such as `STANDARD`.
    pub category: String,
    pub rate: Rate,
    pub valid_from: Date,
    /// `None`: without end.
    pub valid_to: Option<Date>,
}

impl TaxRule {
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.country == other.country
            && self.category == other.category
            && other.valid_to.is_none_or(|to| self.valid_from <= to)
            && self.valid_to.is_none_or(|to| other.valid_from <= to)
    }

    /// Two rules for one day would make the rate a matter of chance.
    pub fn beside<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Result<(), Refusal> {
        match others.into_iter().find(|other| self.overlaps(other)) {
            Some(other) => Err(Refusal::TaxRuleOverlaps { other: other.id }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Id;
    use proptest::prelude::*;

    use super::*;

    fn rule(from: i32, to: Option<i32>) -> TaxRule {
        TaxRule {
            id: Id::new(),
            country: CountryCode::parse("GB").unwrap(),
            category: "STANDARD".to_owned(),
            rate: Rate::parse("0.2").unwrap(),
            valid_from: Date::from_days(from).unwrap(),
            valid_to: to.map(|to| Date::from_days(to).unwrap()),
        }
    }

    proptest! {
        #[test]
        fn rules_that_stand_beside_each_other_share_no_day(
            from in 0_i32..60, length in proptest::option::of(0_i32..30),
            other_from in 0_i32..60, other_length in proptest::option::of(0_i32..30),
        ) {
            let one = rule(from, length.map(|days| from + days));
            let other = rule(other_from, other_length.map(|days| other_from + days));
            let shared = (0..200).map(|day| Date::from_days(day).unwrap()).any(|day| one.holds_on(day) && other.holds_on(day));
            prop_assert_eq!(one.beside([&other]).is_err(), shared);
            prop_assert_eq!(other.beside([&one]).is_err(), shared);
        }
    }

    #[test]
    fn another_category_or_country_is_no_overlap() {
        let one = rule(0, None);
        let other = TaxRule { category: "REDUCED".to_owned(), ..rule(0, None) };
        assert_eq!(one.beside([&other]), Ok(()));
        assert!(one.beside([&rule(5, Some(6))]).is_err());
    }
}
