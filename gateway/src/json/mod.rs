//! The canonical JSON of protobuf, to and from [`DynamicMessage`](prost_reflect::DynamicMessage)s.
//!
//! Ours, because a caller is told *all* fields that are wrong, each by its path, and because what a body may make us
//! build is bounded: depth, values, violations. What is not canonical is refused rather than guessed: unknown fields,
//! fields given twice, several members of a oneof, numbers with a fraction for integers.

mod nearest;
mod read;
mod scalar;
mod write;

pub(crate) use nearest::unknown_path;
pub(crate) use read::{Target, read};
pub(crate) use scalar::{from_text, reads_text};
pub use write::Unwritable;
pub(crate) use write::{write_field, write_message};

/// Messages in messages in a body.
pub(crate) const MAX_DEPTH: usize = 64;
/// Values in a body: what is built of it weighs some hundred bytes each.
pub(crate) const MAX_VALUES: usize = 1_000_000;
/// A caller is told of so many bad fields; then reading ends.
pub(crate) const MAX_VIOLATIONS: usize = 50;

/// The reasons that the edge itself gives, beside those of [`o2c_rpc::parse::reason`].
pub(crate) mod reason {
    pub(crate) const UNKNOWN_FIELD: &str = "UNKNOWN_FIELD";
    pub(crate) const DUPLICATE: &str = "DUPLICATE";
    pub(crate) const CONFLICT: &str = "CONFLICT";
    pub(crate) const TOO_DEEP: &str = "TOO_DEEP";
    pub(crate) const UNSUPPORTED: &str = "UNSUPPORTED";
}

#[cfg(test)]
mod tests;
