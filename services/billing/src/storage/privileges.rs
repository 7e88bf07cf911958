//! What the running role may do with the tables. An issued document is never written again (BIL-4): beside its lines and
//! subtotals is counted what was credited of them, and that alone changes.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("document"),
    TablePrivileges::changing("document_credit", &["credited_net", "version"]),
    TablePrivileges::changing("document_line", &["credited_net"]),
    TablePrivileges::changing("tax_subtotal", &["credited_taxable", "credited_tax"]),
    TablePrivileges::append_only("billed_line"),
    TablePrivileges::append_only("source_order"),
    TablePrivileges::changing(
        "source_line",
        &["cancelled_quantity", "cancelled_net", "billed_quantity", "billed_net", "returned_quantity", "version"],
    ),
    TablePrivileges::never_deleted("shipment_part"),
    TablePrivileges::append_only("tax_rule"),
    TablePrivileges::never_deleted("tax_country"),
];
