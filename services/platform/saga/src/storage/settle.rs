//! Writing sagas: their start, and what became of a set.

use std::collections::BTreeMap;
use std::time::Duration;

use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::{saga, saga_change, saga_step};
use super::step_rows::mark;
use crate::StepStatus;

/// What became of one saga: its row, and what is now known of its steps.
pub(crate) struct Settlement {
    pub(crate) id: Uuid,
    pub(crate) change: saga_change::Model,
    /// The pivot passed: every step is done.
    pub(crate) all_done: bool,
    pub(crate) steps: Vec<(&'static str, StepStatus)>,
    /// How long the saga waits from now, if it does.
    pub(crate) wait: Option<Duration>,
}

impl Settlement {
    /// Whether it records which steps have to be undone.
    pub(crate) fn begins_unwinding(&self) -> bool {
        self.steps.iter().any(|(_, status)| *status == StepStatus::Started)
    }
}

/// Sagas and the intents of their steps; those that exist already are left as they are.
pub(crate) async fn insert(tx: &Tx, sagas: Vec<saga::Model>, steps: Vec<saga_step::Model>) -> Result<(), StoreError> {
    set::insert_ignoring_conflicts::<saga::Entity>(tx, sagas).await?;
    set::insert_ignoring_conflicts::<saga_step::Entity>(tx, steps).await?;
    Ok(())
}

/// Writes what became of sagas of one tenant. A row that somebody else changed in the meantime fails the whole.
pub(crate) async fn settle(tx: &Tx, tenant: &str, settlements: &[Settlement]) -> Result<(), StoreError> {
    set::update::<saga_change::Entity>(tx, settlements.iter().map(|settlement| settlement.change.clone())).await?;
    let done: Vec<_> = settlements.iter().filter(|settlement| settlement.all_done).map(|done| done.id).collect();
    mark(tx, tenant, &done, None, StepStatus::Done).await?;
    let mut by_step: BTreeMap<(&'static str, &'static str), (StepStatus, Vec<Uuid>)> = BTreeMap::new();
    for settlement in settlements {
        for (step, status) in &settlement.steps {
            let key = (*step, status.as_str());
            by_step.entry(key).or_insert_with(|| (*status, Vec::new())).1.push(settlement.id);
        }
    }
    for ((step, _), (status, ids)) in by_step {
        mark(tx, tenant, &ids, Some(step), status).await?;
    }
    Ok(())
}
