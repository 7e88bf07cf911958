//! Sagas: business transactions over several services that end done or undone, never halfway.
//!
//! A saga is started inside the transaction of a use case, so it exists exactly if the use case happened. A runner takes
//! sagas in submission order, calls every step once for a whole set of them, and commits once for the set: the local
//! pivot together with "done". A crash at any point is mended by running again, because every step carries a call id that
//! is derived from the saga and is answered once by whoever serves it.
//!
//! Deliberately absent: waiting for people (a saga ends *held* and a new one is started), branching, nesting, and a
//! commit per step.

mod backlog;
mod check;
mod definition;
mod error;
mod faults;
mod gauges;
mod handle;
mod manage;
mod options;
mod run;
mod running;
mod start;
mod state;
mod step;
mod storage;
#[cfg(feature = "testing")]
pub mod trio;

pub use backlog::Backlog;
pub use check::{DefinitionError, validate};
pub use definition::Saga;
pub use error::SagaError;
pub use faults::{Faults, Injection, Moment, Place};
pub use futures::future::BoxFuture;
pub use handle::Sagas;
pub use manage::{ListSagas, SagaPage, SagaView, StepView};
pub use options::SagaOptions;
pub use run::{Halted, Runner, SettleError};
pub use running::Running;
pub use start::{Start, start};
pub use state::{State, StepStatus};
pub use step::{Action, Pivot, Step, StepKind, StepOutcome};
pub use storage::{MIGRATIONS, PRIVILEGES};
