//! What the running role may do with the tables. What an endpoint was sent is written once; what is old is deleted.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::never_deleted("webhook_subscription"),
    TablePrivileges::changing("webhook_secret", &["expires_at"]),
    TablePrivileges::append_only("webhook_event").and_deleting(),
    TablePrivileges::append_only("webhook_attempt").and_deleting(),
    TablePrivileges::changing(
        "webhook_delivery",
        &["state", "attempts", "attempts_ever", "first_attempt_at", "due_at", "claim", "ended_at"],
    )
    .and_deleting(),
    TablePrivileges::changing("webhook_lane", &["pending"]).and_deleting(),
];
