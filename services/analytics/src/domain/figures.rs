//! What the formulas work with: sums of a window, and balances at its ends.

use o2c_kernel::{Currency, Date};
use rust_decimal::Decimal;

use super::{Measure, Ratio, Sum, Term};

/// From the first to the last day, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub from: Date,
    pub to: Date,
    pub currency: Currency,
}

impl Window {
    pub fn days(&self) -> i128 {
        i128::from(self.to.days_since(self.from)) + 1
    }
}

/// Minor units, days, microseconds and counts, all whole: nothing has been rounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures {
    pub currency: Currency,
    pub days: i128,
    pub beginning_ar: i128,
    pub ending_ar: i128,
    /// Not past due on the last day.
    pub ending_current_ar: i128,
    pub credit_invoices: Sum,
    pub order_cycle: Sum,
    pub order_to_cash: Sum,
    pub applied: Sum,
    pub straight_through: Sum,
    pub cash_application: Sum,
}

impl Figures {
    pub fn of(
        window: &Window,
        beginning_ar: i128,
        ending_ar: i128,
        current: i128,
        sum: impl Fn(Measure) -> Sum,
    ) -> Self {
        Self {
            currency: window.currency,
            days: window.days(),
            beginning_ar,
            ending_ar,
            ending_current_ar: current,
            credit_invoices: sum(Measure::CreditInvoices),
            order_cycle: sum(Measure::OrderCycle),
            order_to_cash: sum(Measure::OrderToCash),
            applied: sum(Measure::InvoicesApplied),
            straight_through: sum(Measure::InvoicesStraightThrough),
            cash_application: sum(Measure::CashApplication),
        }
    }

    pub const fn credit_sales(&self) -> i128 {
        self.credit_invoices.amount
    }

    /// The exact value of a term; none where it has more digits than a decimal holds.
    pub fn value(&self, term: Term) -> Option<Decimal> {
        let exponent = self.currency.exponent();
        let (whole, scale) = match term {
            Term::BeginningAr => (self.beginning_ar, exponent),
            Term::EndingAr => (self.ending_ar, exponent),
            Term::EndingCurrentAr => (self.ending_current_ar, exponent),
            Term::CreditSales => (self.credit_sales(), exponent),
            Term::Days => (self.days, 0),
            Term::OrderCycleSeconds => (self.order_cycle.amount, MICROS),
            Term::OrderToCashSeconds => (self.order_to_cash.amount, MICROS),
            Term::CashApplicationSeconds => (self.cash_application.amount, MICROS),
            Term::OrderCycleOrders => (i128::from(self.order_cycle.count), 0),
            Term::OrderToCashOrders => (i128::from(self.order_to_cash.count), 0),
            Term::StraightThroughInvoices => (i128::from(self.straight_through.count), 0),
            Term::AppliedInvoices => (i128::from(self.applied.count), 0),
            Term::CashApplicationReceipts => (i128::from(self.cash_application.count), 0),
        };
        let value = Decimal::try_from_i128_with_scale(whole, scale).ok()?;
        Some(if scale == MICROS { value.normalize() } else { value })
    }
}

/// Decimals of a second that are kept.
const MICROS: u32 = 6;

const MICROS_PER_HOUR: i128 = 3_600_000_000;

impl Sum {
    /// The mean of durations.
    pub fn mean_hours(&self) -> Ratio {
        Ratio::new(self.amount, i128::from(self.count).saturating_mul(MICROS_PER_HOUR))
    }
}
