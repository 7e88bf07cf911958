//! The use cases of billing, one verb a file, one transaction each.

mod bill_deliveries;
mod bill_shipments;
mod confirm_orders;
mod create_credit_notes;
mod create_debit_notes;
mod create_invoices;
mod create_tax_rules;
mod credit_disputes;
mod credit_returns;
mod determine_taxes;
mod get_invoice;
mod issue;
mod list_invoices;
mod list_tax_rules;
mod report_gaps;
mod shipping;
mod void_invoices;

pub use bill_deliveries::{Delivered, bill_deliveries};
pub use bill_shipments::{Shipped, ShippedLine, bill_shipments};
pub use confirm_orders::{CancelLines, CancelledLine, ConfirmOrder, cancel_lines, confirm_orders};
pub use create_credit_notes::{CreateCreditNote, OnInvoice, Unreferenced, create_credit_notes};
pub use create_debit_notes::{CreateDebitNote, create_debit_notes};
pub use create_invoices::{CreateInvoice, create_invoices};
pub use create_tax_rules::{CreateTaxRule, create_tax_rules};
pub use credit_disputes::{ResolvedDispute, credit_disputes};
pub use credit_returns::credit_returns;
pub use determine_taxes::{Determination, Determinations, DetermineTax, DeterminedTax, determine_taxes};
pub use get_invoice::get_invoice;
pub use issue::issue;
pub use list_invoices::{DocumentPage, ListInvoices, list_invoices};
pub use list_tax_rules::{ListTaxRules, RuleKey, TaxRulePage, list_tax_rules};
pub use report_gaps::{GapReport, report_gaps};
pub use void_invoices::{VoidInvoice, Voided, void_invoices};
