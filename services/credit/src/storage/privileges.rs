//! What the running role may do with the tables. What was decided, by whom and on which figures is written once.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("credit_terms_change"),
    TablePrivileges::append_only("exposure_entry"),
    TablePrivileges::append_only("credit_decision"),
    TablePrivileges::changing(
        "credit_account",
        &[
            "limit_minor",
            "valid_from",
            "valid_to",
            "risk_class",
            "blocked",
            "opened",
            "open_orders",
            "open_receivables",
            "special",
            "delivered_not_billed",
            "billed_not_posted",
            "entries",
            "revision",
            "version",
        ],
    ),
    TablePrivileges::never_deleted("document_exposure"),
    TablePrivileges::never_deleted("credit_reservation"),
    TablePrivileges::never_deleted("credit_review"),
];
