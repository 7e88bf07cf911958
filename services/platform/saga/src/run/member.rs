//! A saga in a set: what its steps see, and what its row needs.

use std::sync::Arc;

use o2c_kernel::{Caller, TenantId};
use serde::de::DeserializeOwned;

use crate::storage::{SagaRow, StepRow};
use crate::{Running, Saga, State};

/// A saga in a set.
pub(super) struct Member<S: Saga> {
    pub(super) ticket: Ticket,
    pub(super) running: Running<S>,
}

/// What the row needs, apart from what the steps see.
pub(super) struct Ticket {
    pub(super) position: i64,
    pub(super) version: i64,
    pub(super) state: State,
    pub(super) tries: i64,
    pub(super) faults: i64,
    /// The step it stands at; those before it are passed.
    pub(super) at: usize,
    /// The step it stood at when its row was last written.
    pub(super) saved_at: usize,
    /// Progress and refusal as last written: kept where new ones cannot be written down.
    pub(super) outputs: String,
    pub(super) refusal: Option<String>,
    pub(super) last_error: Option<String>,
    pub(super) to_undo: Vec<&'static str>,
    pub(super) undone: Vec<&'static str>,
}

impl<S: Saga> Member<S> {
    /// Reads a row; says why where this program cannot.
    pub(super) fn read(row: &SagaRow, steps: &[StepRow]) -> Result<Self, String> {
        let state = State::parse(&row.state).ok_or_else(|| format!("unknown state {}", row.state))?;
        let caller: Caller = parse("caller", &row.caller)?;
        let refusal = row.refusal.as_deref().map(|text| parse("refusal", text)).transpose()?;
        // A step that is gone from the definition: begin again, the steps before it answer as they did.
        let at = row.resume_at.as_deref().and_then(position_of::<S>).unwrap_or(0);
        let mut to_undo = Vec::new();
        for step in steps.iter().filter(|step| step.saga_id == row.id && step.tenant == row.tenant) {
            let index = position_of::<S>(&step.step)
                .ok_or_else(|| format!("step {} has to be undone and is gone from the definition", step.step))?;
            to_undo.extend(S::STEPS.get(index).map(crate::Step::name));
        }
        Ok(Self {
            running: Running {
                id: row.id,
                tenant: TenantId::parse(&row.tenant).map_err(|error| error.to_string())?,
                caller,
                subject: row.subject,
                parameters: parse("parameters", &row.parameters)?,
                progress: parse("progress", &row.outputs)?,
                tries: row.tries,
                refusal,
                traceparent: row.traceparent.as_deref().map(Arc::from),
            },
            ticket: Ticket {
                position: row.position,
                version: row.version,
                state,
                tries: row.tries,
                faults: row.faults,
                at,
                saved_at: at,
                outputs: row.outputs.clone(),
                refusal: row.refusal.clone(),
                last_error: row.last_error.clone(),
                to_undo,
                undone: Vec::new(),
            },
        })
    }
}

/// Parts members so that their steps' view lies in one slice.
pub(super) fn part<S: Saga>(members: Vec<Member<S>>) -> (Vec<Ticket>, Vec<Running<S>>) {
    members.into_iter().map(|member| (member.ticket, member.running)).unzip()
}

/// Joins them again.
pub(super) fn join<S: Saga>(tickets: Vec<Ticket>, running: Vec<Running<S>>) -> Vec<Member<S>> {
    tickets.into_iter().zip(running).map(|(ticket, running)| Member { ticket, running }).collect()
}

fn position_of<S: Saga>(name: &str) -> Option<usize> {
    S::STEPS.iter().position(|step| step.name() == name)
}

fn parse<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{what} cannot be read: {error}"))
}
