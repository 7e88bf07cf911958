//! What things are called. Ids that follow from others are derived, so that a repetition names the same rows.

use o2c_kernel::Id;

use super::{Application, DocumentType, JournalEntry, OpenItem, Receipt, WriteOff};

/// Marks ids of invoices and notes; they are billing's.
#[derive(Debug)]
pub enum Document {}

/// Marks ids of orders.
#[derive(Debug)]
pub enum Order {}

/// Marks ids of customers; the master data is that of orders.
#[derive(Debug)]
pub enum Customer {}

/// Marks ids of payments' proposals.
#[derive(Debug)]
pub enum Proposal {}

/// Marks ids of collections' disputes.
#[derive(Debug)]
pub enum Dispute {}

pub type OpenItemId = Id<OpenItem>;
pub type ApplicationId = Id<Application>;
pub type ReceiptId = Id<Receipt>;
pub type WriteOffId = Id<WriteOff>;
pub type JournalEntryId = Id<JournalEntry>;
pub type DocumentId = Id<Document>;
pub type OrderId = Id<Order>;
pub type CustomerId = Id<Customer>;
pub type ProposalId = Id<Proposal>;
pub type DisputeId = Id<Dispute>;

/// The open item of a document. Not the document's own id: both are aggregates, and a consumer of both streams keeps
/// one cursor per id.
pub fn item_of(document: DocumentId) -> OpenItemId {
    Id::derive(document.uuid(), "open-item")
}

/// A document of another system: the same one of the same customer has the same id.
pub fn document_of(customer: CustomerId, document_type: DocumentType, number: &str) -> DocumentId {
    Id::derive(customer.uuid(), &format!("opening {} {number}", document_type.name()))
}

/// The edge that a proposal's entry makes.
pub fn cash_edge_of(proposal: ProposalId, position: usize) -> ApplicationId {
    Id::derive(proposal.uuid(), &format!("application {position}"))
}

/// The difference that is written off along with a cash edge.
pub fn difference_of(cash_edge: ApplicationId) -> WriteOffId {
    Id::derive(cash_edge.uuid(), "write-off")
}

/// The edge of a write-off.
pub fn edge_of_write_off(write_off: WriteOffId) -> ApplicationId {
    Id::derive(write_off.uuid(), "application")
}

/// The edge by which a credit note pays what it corrects as soon as it is posted.
pub fn edge_of_note(note: OpenItemId) -> ApplicationId {
    Id::derive(note.uuid(), "application")
}

/// The one edge that takes another back (ARL-5).
pub fn reversal_of(edge: ApplicationId) -> ApplicationId {
    Id::derive(edge.uuid(), "reversal")
}

pub fn entry_of_item(item: OpenItemId) -> JournalEntryId {
    Id::derive(item.uuid(), "journal")
}

pub fn entry_of_receipt(receipt: ReceiptId) -> JournalEntryId {
    Id::derive(receipt.uuid(), "journal")
}

pub fn entry_of_edge(edge: ApplicationId) -> JournalEntryId {
    Id::derive(edge.uuid(), "journal")
}
