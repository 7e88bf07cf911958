//! What the running role may do with the tables. An issued document is never written again (BIL-4): beside its lines and
//! subtotals is counted what was credited of them, and that alone changes. In the copy of an order its customer is forgotten.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("document"),
    TablePrivileges::changing("document_credit", &["credited_net", "version"]),
    TablePrivileges::changing("document_line", &["credited_net"]),
    TablePrivileges::changing("tax_subtotal", &["credited_taxable", "credited_tax"]),
    TablePrivileges::append_only("billed_line"),
    TablePrivileges::changing("source_order", &["customer", "ship_to"]),
    TablePrivileges::changing(
        "source_line",
        &["cancelled_quantity", "cancelled_net", "billed_quantity", "billed_net", "returned_quantity", "version"],
    ),
    TablePrivileges::never_deleted("shipment_part"),
    TablePrivileges::append_only("return_credit"),
    TablePrivileges::append_only("tax_rule"),
    TablePrivileges::never_deleted("tax_country"),
];
