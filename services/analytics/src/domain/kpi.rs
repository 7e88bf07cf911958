//! The definitions of the KPIs. Another formula is another version.

use super::{Figures, Ratio, Term};

/// A KPI: a formula over terms.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    pub name: &'static str,
    pub unit: &'static str,
    pub version: i32,
    pub formula: &'static str,
    pub terms: &'static [Term],
    ratio: fn(&Figures) -> Ratio,
}

/// In the order in which they are reported.
pub const DEFINITIONS: [Definition; 8] = [
    Definition {
        name: "dso_days",
        unit: "days",
        version: 1,
        formula: "ending_ar ÷ credit_sales × days",
        terms: &[Term::EndingAr, Term::CreditSales, Term::Days],
        ratio: |f| Ratio::new(f.ending_ar.saturating_mul(f.days), f.credit_sales()),
    },
    Definition {
        name: "bpdso_days",
        unit: "days",
        version: 1,
        formula: "ending_current_ar ÷ credit_sales × days",
        terms: &[Term::EndingCurrentAr, Term::CreditSales, Term::Days],
        ratio: |f| Ratio::new(f.ending_current_ar.saturating_mul(f.days), f.credit_sales()),
    },
    Definition {
        name: "add_days",
        unit: "days",
        version: 1,
        formula: "dso_days − bpdso_days = (ending_ar − ending_current_ar) ÷ credit_sales × days",
        terms: &[Term::EndingAr, Term::EndingCurrentAr, Term::CreditSales, Term::Days],
        ratio: |f| Ratio::new((f.ending_ar - f.ending_current_ar).saturating_mul(f.days), f.credit_sales()),
    },
    Definition {
        name: "cei_percent",
        unit: "percent",
        version: 1,
        formula: "(beginning_ar + credit_sales − ending_ar) ÷ (beginning_ar + credit_sales − ending_current_ar) × 100",
        terms: &[Term::BeginningAr, Term::CreditSales, Term::EndingAr, Term::EndingCurrentAr],
        ratio: |f| {
            let due = f.beginning_ar + f.credit_sales();
            Ratio::new((due - f.ending_ar).saturating_mul(100), due - f.ending_current_ar)
        },
    },
    Definition {
        name: "order_cycle_hours",
        unit: "hours",
        version: 1,
        formula: "seconds from submission to first shipment ÷ orders ÷ 3600",
        terms: &[Term::OrderCycleSeconds, Term::OrderCycleOrders],
        ratio: |f| f.order_cycle.mean_hours(),
    },
    Definition {
        name: "order_to_cash_hours",
        unit: "hours",
        version: 1,
        formula: "seconds from submission to the payment of the last invoice ÷ orders ÷ 3600",
        terms: &[Term::OrderToCashSeconds, Term::OrderToCashOrders],
        ratio: |f| f.order_to_cash.mean_hours(),
    },
    Definition {
        name: "invoice_straight_through_percent",
        unit: "percent",
        version: 1,
        formula: "straight_through_invoices ÷ invoices × 100",
        terms: &[Term::StraightThroughInvoices, Term::AppliedInvoices],
        ratio: |f| {
            let (straight, applied) = (f.straight_through.count, f.applied.count);
            Ratio::new(i128::from(straight) * 100, i128::from(applied))
        },
    },
    Definition {
        name: "cash_application_hours",
        unit: "hours",
        version: 1,
        formula: "seconds from receipt to first application ÷ receipts ÷ 3600",
        terms: &[Term::CashApplicationSeconds, Term::CashApplicationReceipts],
        ratio: |f| f.cash_application.mean_hours(),
    },
];

impl Definition {
    pub fn named(name: &str) -> Option<&'static Self> {
        DEFINITIONS.iter().find(|definition| definition.name == name)
    }

    pub fn term(&self, name: &str) -> Option<Term> {
        self.terms.iter().copied().find(|term| term.name() == name)
    }

    /// Exact up to here; rounded by who shows it.
    pub fn ratio(&self, figures: &Figures) -> Ratio {
        (self.ratio)(figures)
    }
}
