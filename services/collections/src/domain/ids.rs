//! What things are called.

use o2c_kernel::{Date, Id, TenantId};
use uuid::Uuid;

use super::{Deduction, Dispute, DunningCase, DunningRun, Notice, OpenItem, Procedure};

/// Marks ids of customers; the master data is that of orders.
#[derive(Debug)]
pub enum Customer {}

/// Marks ids of invoices and notes; they are billing's.
#[derive(Debug)]
pub enum Document {}

/// Marks ids of receipts; they are those of payments.
#[derive(Debug)]
pub enum Receipt {}

pub type CustomerId = Id<Customer>;
pub type DocumentId = Id<Document>;
pub type ReceiptId = Id<Receipt>;
pub type OpenItemId = Id<OpenItem>;
pub type DisputeId = Id<Dispute>;
pub type DeductionId = Id<Deduction>;
pub type CaseId = Id<DunningCase>;
pub type NoticeId = Id<Notice>;
pub type RunId = Id<DunningRun>;
pub type ProcedureId = Id<Procedure>;

/// The run of a day: there is one, so that a day run twice changes nothing.
#[must_use]
pub fn run_of(tenant: &TenantId, as_of: Date) -> RunId {
    Id::derive(Uuid::NAMESPACE_OID, &format!("dunning-run {tenant} {as_of}"))
}

/// The dispute that a deduction opens: a redelivered deduction opens no second one.
#[must_use]
pub fn dispute_of(deduction: DeductionId) -> DisputeId {
    Id::derive(deduction.uuid(), "dispute")
}

/// A tenant has one procedure, in versions.
#[must_use]
pub fn procedure_of(tenant: &TenantId) -> ProcedureId {
    Id::derive(Uuid::NAMESPACE_OID, &format!("dunning-procedure {tenant}"))
}
