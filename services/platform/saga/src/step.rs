//! A step: an action for a whole set of sagas, and how to undo it.

use std::time::Duration;

use futures::future::BoxFuture;
use o2c_kernel::Call;
use o2c_store::Tx;

use crate::{Running, Saga, SagaError};

/// What a step does for the sagas that stand at it; one answer each, in the order of the set.
pub type Action<S> = for<'a> fn(
    &'a <S as Saga>::Context,
    &'a Call,
    &'a [Running<S>],
) -> BoxFuture<'a, Result<Vec<StepOutcome<S>>, SagaError>>;

/// What the pivot does inside the transaction that also says "done".
pub type Pivot<S> = for<'a> fn(
    &'a <S as Saga>::Context,
    &'a Tx,
    &'a Call,
    &'a [Running<S>],
) -> BoxFuture<'a, Result<Vec<StepOutcome<S>>, SagaError>>;

/// The answer of a step for one saga.
pub enum StepOutcome<S: Saga> {
    /// It happened; this replaces the progress made so far.
    Done(S::Progress),
    /// A business reason against it, and the step had no effect: what came before is undone.
    Refused(S::Refusal),
    /// Not now: ask again, no sooner than `after`.
    Again {
        /// The shortest time to wait; a minute at most.
        after: Duration,
        /// Why, for whoever looks at a saga that waits.
        reason: String,
    },
}

/// What kind of step it is; says where it may stand and what a refusal behind it means.
pub enum StepKind<S: Saga> {
    /// Reads only; there is nothing to undo.
    Read(Action<S>),
    /// Changes another service.
    Remote {
        /// Does it.
        action: Action<S>,
        /// Takes it back; must also succeed, and keep a late success of the action out, when the action never arrived.
        undo: Option<Action<S>>,
    },
    /// Changes the own store and ends the saga: after it nothing is undone.
    Pivot(Pivot<S>),
}

/// One step of a saga.
pub struct Step<S: Saga> {
    name: &'static str,
    kind: StepKind<S>,
    saved: bool,
}

impl<S: Saga> Step<S> {
    /// A step that only reads.
    #[must_use]
    pub const fn read(name: &'static str, action: Action<S>) -> Self {
        Self { name, kind: StepKind::Read(action), saved: false }
    }

    /// A step that changes another service; needs an [`undo`](Self::undo).
    #[must_use]
    pub const fn new(name: &'static str, action: Action<S>) -> Self {
        Self { name, kind: StepKind::Remote { action, undo: None }, saved: false }
    }

    /// The local end of the saga, in one transaction with its state.
    #[must_use]
    pub const fn pivot(name: &'static str, action: Pivot<S>) -> Self {
        Self { name, kind: StepKind::Pivot(action), saved: false }
    }

    /// How to take a remote step back. Without meaning on other kinds of step.
    #[must_use]
    pub const fn undo(self, undo: Action<S>) -> Self {
        let kind = match self.kind {
            StepKind::Remote { action, .. } => StepKind::Remote { action, undo: Some(undo) },
            StepKind::Read(action) => StepKind::Read(action),
            StepKind::Pivot(action) => StepKind::Pivot(action),
        };
        Self { name: self.name, kind, saved: self.saved }
    }

    /// Makes what this step found out durable before the next step begins, at the price of one commit per set. Needed
    /// where a later call *carries* the finding and the step could find something else after a crash: the later call
    /// would come back with the same call id and another body, and be refused as a reuse.
    #[must_use]
    pub const fn saved(self) -> Self {
        Self { name: self.name, kind: self.kind, saved: true }
    }

    /// The step's name; call ids are derived from it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The step's kind.
    #[must_use]
    pub const fn kind(&self) -> &StepKind<S> {
        &self.kind
    }

    /// Whether what it found out is saved before the next step.
    #[must_use]
    pub const fn is_saved(&self) -> bool {
        self.saved
    }

    pub(crate) const fn undo_action(&self) -> Option<Action<S>> {
        match self.kind {
            StepKind::Remote { undo, .. } => undo,
            StepKind::Read(_) | StepKind::Pivot(_) => None,
        }
    }
}
