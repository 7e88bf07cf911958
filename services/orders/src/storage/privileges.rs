//! What the running role may do with the tables. What was agreed of a line is written once; nothing that was ordered or
//! sent back ever vanishes.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::changing(
        "sales_order",
        &[
            "customer_name",
            "customer_country",
            "customer_tax_id",
            "net_days",
            "cash",
            "own_terms",
            "ship_to",
            "ship_complete",
            "state",
            "fulfilment_status",
            "billing_status",
            "payment_status",
            "hold_status",
            "net_amount",
            "gross_estimate",
            "rejection_reason",
            "attempt",
            "accepting",
            "submitted_by",
            "submitted_at",
            "snapshot",
            "version",
        ],
    ),
    TablePrivileges::append_only("order_line"),
    TablePrivileges::never_deleted("line_progress"),
    TablePrivileges::never_deleted("order_progress"),
    TablePrivileges::never_deleted("order_hold"),
    TablePrivileges::never_deleted("order_receivable"),
    TablePrivileges::never_deleted("order_return"),
    TablePrivileges::never_deleted("return_line"),
    TablePrivileges::never_deleted("customer"),
    TablePrivileges::never_deleted("product"),
    TablePrivileges::never_deleted("price_list"),
    TablePrivileges::never_deleted("price"),
];
