//! Stories of the whole mesh, each told in the words of the business and ended by the audit.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod approvals;
mod audit_trail;
mod backups;
mod cash;
mod credit;
mod erasure;
mod planted;
mod privileges;
mod released;
mod restored_credit;
mod restored_orders;
mod restores;
mod returns;
mod shipping;
mod tenants;
mod webhooks;
