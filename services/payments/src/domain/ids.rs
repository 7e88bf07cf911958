//! What the ids of payments name.

use o2c_kernel::{Date, Id, TenantId, uuid_of_day};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:ident;)*) => {
        $(
            #[doc(hidden)]
            pub enum $kind {}
            $(#[$doc])*
            pub type $name = Id<$kind>;
        )*
    };
}

ids! {
    /// The owner's, of orders.
    CustomerId = CustomerKind;
    /// The owner's, of receivables.
    OpenItemId = OpenItemKind;
    /// The owner's, of receivables.
    ApplicationId = ApplicationKind;
    BankStatementId = BankStatementKind;
    StatementLineId = StatementLineKind;
    ReceiptId = ReceiptKind;
    ProposalId = ProposalKind;
    ExceptionId = ExceptionKind;
    DeductionId = DeductionKind;
}

/// A statement is what its bank calls it: imported once more after a restore, it is the one that others have heard of.
#[must_use]
pub fn statement_id(tenant: &TenantId, bank_account: &str, number: &str, date: Date) -> BankStatementId {
    // no text holds the character between them
    let name = format!("{}\0{bank_account}\0{number}", tenant.as_str());
    Id::from_uuid(uuid_of_day(date, name.as_bytes()))
}

#[must_use]
pub fn line_id(statement: BankStatementId, number: i32) -> StatementLineId {
    Id::derive(statement.uuid(), &format!("line {number}"))
}

#[must_use]
pub fn receipt_id(line: StatementLineId) -> ReceiptId {
    Id::derive(line.uuid(), "receipt")
}
