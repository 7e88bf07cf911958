//! What is summed per day, and what each document adds to it.

use std::collections::BTreeMap;

use o2c_kernel::{Currency, Date};

/// A sum that is kept per day and currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Measure {
    /// Gross invoices with credit terms, by issue date.
    CreditInvoices,
    /// Gross walk-in sales, by issue date.
    CashInvoices,
    CreditNotes,
    DebitNotes,
    /// Movements of what is owed, by effective date and due date: summed up to a day, the balance on it.
    Receivables,
    /// Microseconds from submission to the first shipment, by its day.
    OrderCycle,
    /// Microseconds from submission to the payment of the last invoice, by its day.
    OrderToCash,
    /// Invoices by the day on which cash was first applied to them.
    InvoicesApplied,
    /// Those of them that no person had a hand in.
    InvoicesStraightThrough,
    /// Microseconds from receipt to first application, by its day.
    CashApplication,
}

impl Measure {
    pub const ALL: [Self; 10] = [
        Self::CreditInvoices,
        Self::CashInvoices,
        Self::CreditNotes,
        Self::DebitNotes,
        Self::Receivables,
        Self::OrderCycle,
        Self::OrderToCash,
        Self::InvoicesApplied,
        Self::InvoicesStraightThrough,
        Self::CashApplication,
    ];

    /// As it is stored; never reused for another measure.
    pub const fn code(self) -> i16 {
        match self {
            Self::CreditInvoices => 1,
            Self::CashInvoices => 2,
            Self::CreditNotes => 3,
            Self::DebitNotes => 4,
            Self::Receivables => 5,
            Self::OrderCycle => 6,
            Self::OrderToCash => 7,
            Self::InvoicesApplied => 8,
            Self::InvoicesStraightThrough => 9,
            Self::CashApplication => 10,
        }
    }

    pub fn of(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }
}

/// Where a contribution is summed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cell {
    pub measure: Measure,
    pub currency: Currency,
    pub day: Date,
    /// Of receivables the day on which they fall due; otherwise the day itself.
    pub due_on: Date,
}

/// What one document, or one movement of it, adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contribution {
    pub cell: Cell,
    /// Minor units or microseconds.
    pub amount: i64,
}

impl Contribution {
    pub const fn on(measure: Measure, currency: Currency, day: Date, amount: i64) -> Self {
        Self { cell: Cell { measure, currency, day, due_on: day }, amount }
    }
}

/// How many documents, and how much.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    pub count: i64,
    /// Wide: no sum of stored amounts runs over.
    pub amount: i128,
}

/// By how much sums change. Additive, so the order of facts does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DaySums(BTreeMap<Cell, Sum>);

impl DaySums {
    pub fn add(&mut self, contribution: Contribution) {
        self.count(contribution, 1);
    }

    pub fn take_back(&mut self, contribution: Contribution) {
        self.count(contribution, -1);
    }

    fn count(&mut self, contribution: Contribution, times: i64) {
        let sum = self.0.entry(contribution.cell).or_default();
        sum.count = sum.count.saturating_add(times);
        sum.amount = sum.amount.saturating_add(i128::from(contribution.amount).saturating_mul(i128::from(times)));
    }

    /// Adds what another set has changed.
    pub fn merge(&mut self, other: &Self) {
        for (cell, change) in &other.0 {
            let sum = self.0.entry(*cell).or_default();
            sum.count = sum.count.saturating_add(change.count);
            sum.amount = sum.amount.saturating_add(change.amount);
        }
    }

    /// What is not zero.
    pub fn changes(&self) -> impl Iterator<Item = (Cell, Sum)> {
        self.0.iter().filter(|(_, sum)| **sum != Sum::default()).map(|(cell, sum)| (*cell, *sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        assert!(Measure::ALL.into_iter().all(|measure| Measure::of(measure.code()) == Some(measure)));
        assert_eq!(Measure::of(0), None);
    }

    #[test]
    fn what_is_taken_back_leaves_nothing() {
        let day = Date::from_days(15_000).unwrap();
        let contribution = Contribution::on(Measure::CreditInvoices, Currency::GBP, day, 1_999);
        let mut sums = DaySums::default();
        sums.add(contribution);
        sums.add(contribution);
        assert_eq!(sums.changes().next().unwrap().1, Sum { count: 2, amount: 3_998 });
        sums.take_back(contribution);
        sums.take_back(contribution);
        assert_eq!(sums.changes().count(), 0);
    }
}
