//! How much is at stake: one counter a category.

use super::{Category, Refusal};

/// Minor units per category. A single category may be negative for a while (facts arrive in any order); the sum is what
/// the limit is held against.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Exposure {
    pub open_orders: i64,
    pub open_receivables: i64,
    pub special: i64,
    pub delivered_not_billed: i64,
    pub billed_not_posted: i64,
}

impl Exposure {
    pub const fn get(&self, category: Category) -> i64 {
        match category {
            Category::OpenOrders => self.open_orders,
            Category::OpenReceivables => self.open_receivables,
            Category::Special => self.special,
            Category::DeliveredNotBilled => self.delivered_not_billed,
            Category::BilledNotPosted => self.billed_not_posted,
        }
    }

    /// The sum of the categories. Fits, because [`Exposure::plus`] lets nothing through that does not.
    pub fn total(&self) -> i64 {
        i64::try_from(self.wide_total()).unwrap_or(i64::MAX)
    }

    /// With that much more in a category.
    pub fn plus(mut self, category: Category, minor: i64) -> Result<Self, Refusal> {
        let slot = match category {
            Category::OpenOrders => &mut self.open_orders,
            Category::OpenReceivables => &mut self.open_receivables,
            Category::Special => &mut self.special,
            Category::DeliveredNotBilled => &mut self.delivered_not_billed,
            Category::BilledNotPosted => &mut self.billed_not_posted,
        };
        *slot = slot.checked_add(minor).ok_or(Refusal::AmountOverflow)?;
        match i64::try_from(self.wide_total()) {
            Ok(_) => Ok(self),
            Err(_) => Err(Refusal::AmountOverflow),
        }
    }

    fn wide_total(&self) -> i128 {
        Category::ALL.into_iter().map(|category| i128::from(self.get(category))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_the_sum_of_the_categories() {
        let mut exposure = Exposure::default();
        for (index, category) in Category::ALL.into_iter().enumerate() {
            exposure = exposure.plus(category, 10_i64.pow(u32::try_from(index).unwrap())).unwrap();
        }
        assert_eq!(exposure.total(), 11_111);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let exposure = Exposure::default().plus(Category::OpenOrders, i64::MAX).unwrap();
        assert_eq!(exposure.plus(Category::OpenOrders, 1), Err(Refusal::AmountOverflow));
        assert_eq!(exposure.plus(Category::Special, 1), Err(Refusal::AmountOverflow));
        assert!(exposure.plus(Category::Special, -1).is_ok());
    }
}
