//! Starting sagas, inside the transaction of the use case that causes them.

use o2c_kernel::{Call, machine_now};
use o2c_store::Tx;
use serde::Serialize;
use uuid::Uuid;

use crate::storage::{self, SagaRow, StepRow};
use crate::{Saga, SagaError, Sagas, State, StepStatus, running};

/// A saga to start.
pub struct Start<S: Saga> {
    /// Chosen by the caller, e.g. `derived_uuid(order, attempt)`: starting an id that exists changes nothing.
    pub id: Uuid,
    /// What it is about, e.g. the order.
    pub subject: Uuid,
    /// What is asked for.
    pub parameters: S::Parameters,
}

/// Starts sagas in the order given: two statements for the set, and the runner is woken once the transaction commits.
///
/// # Errors
/// When the store fails or parameters cannot be written down.
pub async fn start<S: Saga>(tx: &Tx, sagas: &Sagas, call: &Call, starts: Vec<Start<S>>) -> Result<(), SagaError> {
    if starts.is_empty() {
        return Ok(());
    }
    let now = machine_now().micros();
    let tenant = call.tenant().as_str();
    let caller = to_json("caller", &*call.caller)?;
    let outputs = to_json("progress", &S::Progress::default())?;
    let mut rows = Vec::with_capacity(starts.len());
    let mut steps = Vec::new();
    for start in starts {
        // Only steps with an effect elsewhere: a read leaves nothing behind, and the pivot is the saga's own row.
        steps.extend(S::STEPS.iter().filter(|step| step.undo_action().is_some()).map(|step| StepRow {
            tenant: tenant.to_owned(),
            saga_id: start.id,
            step: step.name().to_owned(),
            call_id: running::call_id(start.id, step.name()),
            status: StepStatus::Intent.as_str().to_owned(),
        }));
        rows.push(SagaRow {
            position: 0, // given by the database
            tenant: tenant.to_owned(),
            id: start.id,
            name: S::NAME.to_owned(),
            subject: start.subject,
            state: State::Running.as_str().to_owned(),
            parameters: to_json("parameters", &start.parameters)?,
            caller: caller.clone(),
            outputs: outputs.clone(),
            refusal: None,
            resume_at: None,
            last_error: None,
            tries: 0,
            faults: 0,
            next_attempt_at: now,
            started_at: now,
            ended_at: None,
            version: 1,
            traceparent: call.trace.0.as_deref().map(str::to_owned),
        });
    }
    storage::insert(tx, rows, steps).await?;
    let sagas = sagas.clone();
    tx.after_commit(move || sagas.wake(S::NAME));
    Ok(())
}

pub(crate) fn to_json(what: &'static str, value: &impl Serialize) -> Result<String, SagaError> {
    serde_json::to_string(value).map_err(|error| SagaError::Unreadable { what, reason: error.to_string() })
}
