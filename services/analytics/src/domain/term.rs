//! The terms of formulas, and what each is the sum of.

use super::{Measure, Window};
use o2c_kernel::Date;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Term {
    BeginningAr,
    EndingAr,
    EndingCurrentAr,
    CreditSales,
    Days,
    OrderCycleSeconds,
    OrderCycleOrders,
    OrderToCashSeconds,
    OrderToCashOrders,
    StraightThroughInvoices,
    AppliedInvoices,
    CashApplicationSeconds,
    CashApplicationReceipts,
}

/// The documents that a term is the sum of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drill {
    /// What was open of each item at the end of a day; only what was not past due then.
    Balance { on: Date, current_only: bool },
    /// Gross amounts of the window's documents.
    Amounts(Measure),
    /// Durations of the window's documents.
    Seconds(Measure),
    /// The window's documents, each counting as one.
    Count(Measure),
    /// The term comes from the question itself.
    Nothing,
}

impl Term {
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeginningAr => "beginning_ar",
            Self::EndingAr => "ending_ar",
            Self::EndingCurrentAr => "ending_current_ar",
            Self::CreditSales => "credit_sales",
            Self::Days => "days",
            Self::OrderCycleSeconds | Self::OrderToCashSeconds | Self::CashApplicationSeconds => "seconds",
            Self::OrderCycleOrders | Self::OrderToCashOrders => "orders",
            Self::StraightThroughInvoices => "straight_through_invoices",
            Self::AppliedInvoices => "invoices",
            Self::CashApplicationReceipts => "receipts",
        }
    }

    pub fn drill(self, window: &Window) -> Drill {
        match self {
            Self::BeginningAr => match window.from.add_days(-1) {
                Ok(on) => Drill::Balance { on, current_only: false },
                Err(_) => Drill::Nothing,
            },
            Self::EndingAr => Drill::Balance { on: window.to, current_only: false },
            Self::EndingCurrentAr => Drill::Balance { on: window.to, current_only: true },
            Self::CreditSales => Drill::Amounts(Measure::CreditInvoices),
            Self::Days => Drill::Nothing,
            Self::OrderCycleSeconds => Drill::Seconds(Measure::OrderCycle),
            Self::OrderCycleOrders => Drill::Count(Measure::OrderCycle),
            Self::OrderToCashSeconds => Drill::Seconds(Measure::OrderToCash),
            Self::OrderToCashOrders => Drill::Count(Measure::OrderToCash),
            Self::StraightThroughInvoices => Drill::Count(Measure::InvoicesStraightThrough),
            Self::AppliedInvoices => Drill::Count(Measure::InvoicesApplied),
            Self::CashApplicationSeconds => Drill::Seconds(Measure::CashApplication),
            Self::CashApplicationReceipts => Drill::Count(Measure::CashApplication),
        }
    }
}
