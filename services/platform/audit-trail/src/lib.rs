//! The audit trail behind its entries: a chain that shows what becomes of them, and the ways to them.
//!
//! Owns: the [`Sealer`], which puts entries into blocks, each with the hash of the one before; [`Checkpoint`]s, signed and
//! kept outside of the database; [`RefusalLog`], which writes down what was refused; the index; [`list`], [`verify`] and
//! [`erase()`]. Deliberately absent: what an entry says and when it is written (`o2c-store`), and any way to change or
//! forget one.

#![forbid(unsafe_code)]

mod attestation;
mod block;
mod checkpoint;
mod erase;
pub mod health;
mod index;
pub mod list;
mod refusals;
mod seal;
mod sealer;
mod storage;
pub mod verify;
pub mod window;

pub use attestation::{Attestation, Signer};
pub use checkpoint::{Checkpoint, CheckpointError, Checkpoints};
pub use erase::erase;
pub use index::{merge, rebuild};
pub use refusals::RefusalLog;
pub use seal::seal;
pub use sealer::Sealer;
