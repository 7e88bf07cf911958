//! What facts are about. Analytics owns none of these: they are names that others gave.

use o2c_kernel::Id;

/// Marks ids of orders.
#[derive(Debug)]
pub enum Order {}
/// Marks ids of invoices and notes.
#[derive(Debug)]
pub enum Document {}
/// Marks ids of open items.
#[derive(Debug)]
pub enum OpenItem {}
/// Marks ids of receipts.
#[derive(Debug)]
pub enum Receipt {}
/// Marks ids of match proposals.
#[derive(Debug)]
pub enum Proposal {}

pub type OrderId = Id<Order>;
pub type DocumentId = Id<Document>;
pub type OpenItemId = Id<OpenItem>;
pub type ReceiptId = Id<Receipt>;
pub type ProposalId = Id<Proposal>;
