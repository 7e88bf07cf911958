//! Tax per category and rate, for the whole document and rounded once (EN 16931 BR-S-08, BR-CO-17): rounding line by
//! line would make the tax depend on how a delivery was cut into lines.

use std::collections::BTreeMap;

use o2c_kernel::{
    Currency, Money, MoneyError, Rate, allocate,
    planted::{self, Planted},
};

use super::determine::Taxed;
use crate::domain::refusal::Refusal;

/// One category and rate of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subtotal {
    pub taxed: Taxed,
    /// Σ net of its lines.
    pub taxable: Money,
    pub tax: Money,
    /// Of a credit note: what earlier ones had taken of the same part of the invoice. The tax of a note is
    /// R(before + taxable) − tax before, so that all notes together take exactly the invoice's tax.
    pub taxable_before: Money,
    pub tax_before: Money,
    /// The explicit rounding amount: 0 but where a note is over a gross amount that no net yields. At most one cent.
    pub rounding: Money,
    /// What credit notes have taken back of this part.
    pub credited_taxable: Money,
    pub credited_tax: Money,
}

/// R(q) = q × rate, half away from zero.
pub fn tax_of(rate: Rate, taxable: Money) -> Result<Money, MoneyError> {
    rate.apply(taxable)
}

impl Subtotal {
    /// The tax of a part that nothing came before.
    pub fn of(taxed: Taxed, taxable: Money) -> Result<Self, Refusal> {
        let zero = Money::zero(taxable.currency());
        let tax = tax_of(taxed.rate, taxable)?;
        Ok(Self {
            taxed,
            taxable,
            tax: if planted::is(Planted::FloatTax) { planted::float_share(taxed.rate, taxable) } else { tax },
            taxable_before: zero,
            tax_before: zero,
            rounding: zero,
            credited_taxable: zero,
            credited_tax: zero,
        })
    }

    /// The tax that the rule demands; BIL-3 compares it with what stands on the document.
    pub fn tax_by_rule(&self) -> Result<Money, MoneyError> {
        tax_of(self.taxed.rate, self.taxable_before.checked_add(self.taxable)?)?
            .checked_sub(self.tax_before)?
            .checked_add(self.rounding)
    }

    /// What is not credited yet: net and tax.
    pub fn left(&self) -> Result<(Money, Money), MoneyError> {
        Ok((self.taxable.checked_sub(self.credited_taxable)?, self.tax.checked_sub(self.credited_tax)?))
    }
}

/// The subtotals of a document from its lines, by category and rate.
pub fn subtotals(currency: Currency, lines: &[(Taxed, Money)]) -> Result<Vec<Subtotal>, Refusal> {
    let mut sums: BTreeMap<Taxed, Money> = BTreeMap::new();
    for (taxed, net) in lines {
        let sum = sums.entry(*taxed).or_insert(Money::zero(currency));
        *sum = sum.checked_add(*net)?;
    }
    sums.into_iter().map(|(taxed, taxable)| Subtotal::of(taxed, taxable)).collect()
}

/// Each line's share of the document's tax; the shares add up to it. Lines have no negative amounts.
pub fn line_shares(subtotals: &[Subtotal], lines: &[(Taxed, Money)]) -> Result<Vec<Money>, Refusal> {
    let mut shares: Vec<Money> = lines.iter().map(|(_, net)| Money::zero(net.currency())).collect();
    for subtotal in subtotals.iter().filter(|subtotal| !subtotal.tax.is_zero()) {
        let members: Vec<usize> =
            lines.iter().enumerate().filter(|(_, (taxed, _))| *taxed == subtotal.taxed).map(|(at, _)| at).collect();
        let weights: Vec<i64> = members.iter().filter_map(|at| lines.get(*at)).map(|(_, net)| net.minor()).collect();
        for (at, share) in members.into_iter().zip(allocate(subtotal.tax, &weights)?) {
            if let Some(slot) = shares.get_mut(at) {
                *slot = share;
            }
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::tax::category::TaxCategory;

    fn taxed(nanos: i64) -> Taxed {
        Taxed { category: TaxCategory::Standard, rate: Rate::from_nanos(nanos) }
    }

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    #[test]
    fn tax_is_rounded_for_the_document_and_not_for_the_line() {
        // Three lines of 0.83 at 17.5 %: line by line 0.15 × 3 = 0.45, for the document 2.49 × 17.5 % = 0.44.
        let lines = vec![(taxed(175_000_000), gbp(83)); 3];
        let subtotals = subtotals(Currency::GBP, &lines).unwrap();
        assert_eq!(subtotals.len(), 1);
        assert_eq!(subtotals[0].tax, gbp(44));
        assert_eq!(line_shares(&subtotals, &lines).unwrap(), vec![gbp(15), gbp(15), gbp(14)]);
    }

    #[test]
    fn free_lines_have_no_share() {
        let lines = vec![(taxed(200_000_000), gbp(0)), (taxed(200_000_000), gbp(100))];
        let subtotals = subtotals(Currency::GBP, &lines).unwrap();
        assert_eq!(line_shares(&subtotals, &lines).unwrap(), vec![gbp(0), gbp(20)]);
        let free = vec![(taxed(200_000_000), gbp(0))];
        assert_eq!(line_shares(&super::subtotals(Currency::GBP, &free).unwrap(), &free).unwrap(), vec![gbp(0)]);
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_tax_of_the_document(
            nets in proptest::collection::vec((0_usize..3, 0_i64..1_000_000), 1..40),
        ) {
            let rates = [0, 50_000_000, 175_000_000];
            let lines: Vec<(Taxed, Money)> = nets.iter().map(|(rate, net)| (taxed(rates[*rate]), gbp(*net))).collect();
            let subtotals = subtotals(Currency::GBP, &lines).unwrap();
            let tax: i64 = subtotals.iter().map(|subtotal| subtotal.tax.minor()).sum();
            let taxable: i64 = subtotals.iter().map(|subtotal| subtotal.taxable.minor()).sum();
            let shares = line_shares(&subtotals, &lines).unwrap();
            prop_assert_eq!(shares.iter().map(|share| share.minor()).sum::<i64>(), tax);
            prop_assert_eq!(taxable, nets.iter().map(|(_, net)| net).sum::<i64>());
            for subtotal in &subtotals {
                prop_assert_eq!(subtotal.tax_by_rule().unwrap(), subtotal.tax);
            }
        }
    }
}
