//! What the running role may do with the saga log: what was asked for and by whom stays as it was, and how far it has come
//! changes.

use o2c_store::TablePrivileges;

/// To be granted by every service that has these tables.
pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::changing(
        "saga",
        &[
            "state",
            "outputs",
            "refusal",
            "resume_at",
            "last_error",
            "tries",
            "faults",
            "next_attempt_at",
            "ended_at",
            "version",
        ],
    ),
    TablePrivileges::changing("saga_step", &["status"]),
];
