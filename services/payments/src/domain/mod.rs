//! The rules of payments: pure, and the only place that looks at a state.

mod book;
pub mod desk;
mod exception;
mod fact;
mod ids;
pub mod matching;
mod open_item;
mod proposal;
mod receipt;
mod refusal;
mod shelf;
mod statement;

pub use book::{Book, Hold};
pub use desk::{ApplyOrder, AskedItem, Choice, Desk, DeskChanges, EarlyReversal, ItemOutcome, Outcome};
pub use exception::{ExceptionReason, PaymentException};
pub use fact::{Deduction, Fact};
pub use ids::{
    ApplicationId, BankStatementId, CustomerId, DeductionId, ExceptionId, OpenItemId, ProposalId, ReceiptId,
    StatementLineId, line_id, receipt_id, statement_id,
};
pub use open_item::{DocumentKind, OpenItem};
pub use proposal::{Decision, Explanation, Move, Proposal, ProposalItem, ProposalState, Source};
pub use receipt::{Receipt, ReceiptState, ValueDates};
pub use refusal::{DOMAIN, Refusal};
pub use shelf::{Changes, Shelf};
pub use statement::{BankAccount, BankStatement, FileLine, LineState, StatementFile, StatementLine};
