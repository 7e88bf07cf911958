//! What a service writes down to have a saga.

use futures::future::BoxFuture;
use o2c_kernel::Call;
use o2c_store::Tx;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Running, SagaError, Step};

/// A business transaction over several services: its steps, in order, are the whole story.
pub trait Saga: Send + Sync + Sized + 'static {
    /// The name rows carry; never change it while sagas of it are under way.
    const NAME: &'static str;

    /// What the steps work with, e.g. the state of the service with its clients and its store.
    type Context: Send + Sync + 'static;

    /// What was asked for. Saved with the saga, so that a crash forgets nothing.
    type Parameters: Serialize + DeserializeOwned + Clone + Send + Sync;

    /// What the steps have found out so far; saved with the pivot, before unwinding and where a step says so.
    type Progress: Serialize + DeserializeOwned + Default + Clone + Send + Sync;

    /// Why the saga was refused: a business reason, not a failure.
    type Refusal: Serialize + DeserializeOwned + Clone + Send + Sync;

    /// The steps in order; the last and only the last is the pivot (see [`crate::validate`]).
    const STEPS: &'static [Step<Self>];

    /// The end of refused sagas, after everything is undone: one local transaction together with the state `refused`,
    /// e.g. reject or hold the order. Every member of `set` carries its refusal.
    fn refused<'a>(
        context: &'a Self::Context,
        tx: &'a Tx,
        call: &'a Call,
        set: &'a [Running<Self>],
    ) -> BoxFuture<'a, Result<(), SagaError>>;
}
