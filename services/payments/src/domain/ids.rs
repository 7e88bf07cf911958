//! What the ids of payments name.

use o2c_kernel::Id;

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
