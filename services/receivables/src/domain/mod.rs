//! The rules: pure, without a clock, a database or a network.

mod account;
mod ageing;
mod application;
mod books;
mod cash;
mod desk;
mod document;
mod document_type;
mod fact;
mod ids;
mod journal;
mod open_item;
mod opening;
mod receipt;
mod refusal;
mod shelf;
#[cfg(test)]
mod testing;
mod tolerance;
mod write_off;

pub use account::{Account, CHART};
pub use ageing::{Ageing, BUCKETS, LAST_DAYS};
pub use application::{Application, Source};
pub use books::Books;
pub use cash::{ApplyCash, CashDecision, DecidedEdge, EdgeOutcome, ProposedEdge};
pub use desk::{
    AppliedCash, ApplyCreditNote, BadDebt, Changes, DecideWriteOff, Desk, Loaded, Moment, RequestWriteOff,
    ReverseApplication,
};
pub use document::Issued;
pub use document_type::DocumentType;
pub use fact::{CreditNoteApplied, PaymentApplied, ReceivablesFact, Reversed, WrittenOff};
pub use ids::{
    ApplicationId, CustomerId, DisputeId, DocumentId, JournalEntryId, OpenItemId, OrderId, ProposalId, ReceiptId,
    WriteOffId, cash_edge_of, difference_of, document_of, edge_of_note, edge_of_write_off, entry_of_edge,
    entry_of_item, entry_of_receipt, item_of, reversal_of,
};
pub use journal::{EntryKind, Heading, JournalEntry, JournalLine};
pub use open_item::{ItemName, Objection, OpenItem};
pub use opening::OpeningItem;
pub use receipt::{Receipt, ReceiptFacts};
pub use refusal::Refusal;
pub use tolerance::{Occasion, Tolerance, Tolerances, Tolerated};
pub use write_off::{Verdict, WriteOff, WriteOffState};
