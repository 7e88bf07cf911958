//! What the running role may do with the tables. What has moved, was packed, seen on its way or come back is written once.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("stock_move"),
    TablePrivileges::append_only("package"),
    TablePrivileges::append_only("tracking_event"),
    TablePrivileges::append_only("customer_order_line"),
    TablePrivileges::append_only("goods_return"),
    TablePrivileges::append_only("goods_return_line"),
    TablePrivileges::changing("stock_level", &["on_hand", "allocated", "backordered", "arrivals", "version"]),
    TablePrivileges::changing(
        "reservation",
        &["arrival", "requested", "backordered", "allocated", "planned", "consumed", "released", "version"],
    ),
    TablePrivileges::changing(
        "shipment",
        &[
            "state",
            "wave",
            "carrier",
            "tracking_number",
            "shipped_on",
            "delivered_on",
            "received_by",
            "received_at",
            "currency",
            "gross_estimate",
            "shipped_lines",
            "version",
        ],
    ),
    TablePrivileges::never_deleted("shipment_line"),
    TablePrivileges::never_deleted("customer_order"),
    TablePrivileges::never_deleted("allocation"),
    TablePrivileges::never_deleted("return_authorization"),
    TablePrivileges::never_deleted("return_authorization_line"),
    TablePrivileges::never_deleted("warehouse"),
];
