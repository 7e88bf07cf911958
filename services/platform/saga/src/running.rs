//! A saga under way, as its steps see it.

use std::sync::Arc;

use o2c_kernel::planted::{self, Planted};
use o2c_kernel::{Caller, TenantId, derived_uuid, new_uuid};
use uuid::Uuid;

use crate::Saga;

/// A saga under way.
pub struct Running<S: Saga> {
    /// The saga's id, unique within the tenant.
    pub id: Uuid,
    /// Whose saga it is; a set never mixes tenants.
    pub tenant: TenantId,
    /// Who caused it. Steps run as the service itself; this is for the record.
    pub caller: Caller,
    /// What it is about, e.g. the order.
    pub subject: Uuid,
    /// What was asked for.
    pub parameters: S::Parameters,
    /// What the steps have found out so far.
    pub progress: S::Progress,
    /// How many times in a row it had to wait.
    pub tries: i64,
    /// Why it was refused; set while it unwinds.
    pub refusal: Option<S::Refusal>,
    /// The trace of the call that started it.
    pub traceparent: Option<Arc<str>>,
}

impl<S: Saga> Running<S> {
    /// The request id of a step's action: the same at every try, so that a repetition is answered and not done again.
    #[must_use]
    pub fn call_id(&self, step: &str) -> Uuid {
        if planted::is(Planted::CallIdUnstable) {
            return new_uuid();
        }
        call_id(self.id, step)
    }

    /// The request id of a step's undo.
    #[must_use]
    pub fn undo_call_id(&self, step: &str) -> Uuid {
        derived_uuid(self.id, format!("undo {step}").as_bytes())
    }
}

pub(crate) fn call_id(saga: Uuid, step: &str) -> Uuid {
    derived_uuid(saga, step.as_bytes())
}

// By hand: a derive would ask for `S: Clone`.
impl<S: Saga> Clone for Running<S> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            tenant: self.tenant.clone(),
            caller: self.caller.clone(),
            subject: self.subject,
            parameters: self.parameters.clone(),
            progress: self.progress.clone(),
            tries: self.tries,
            refusal: self.refusal.clone(),
            traceparent: self.traceparent.clone(),
        }
    }
}
