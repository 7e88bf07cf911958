//! Looking at sagas, and giving those that are stuck another chance.

use o2c_kernel::{Call, Instant, PageSize, machine_now};
use o2c_store::trail;
use uuid::Uuid;

use crate::storage::{self, SagaRow};
use crate::{SagaError, Sagas, State};

/// Which sagas to list.
#[derive(Debug, Clone, Default)]
pub struct ListSagas {
    /// Only of this name.
    pub name: Option<String>,
    /// Only in these states; none: in whichever.
    pub states: Vec<State>,
    /// After this position; 0 begins with the oldest. The caller makes its page token of it.
    pub after: i64,
}

/// A page of sagas, oldest first.
#[derive(Debug, Clone)]
pub struct SagaPage {
    /// The sagas, without their steps.
    pub sagas: Vec<SagaView>,
    /// The position to go on after, if there are more.
    pub next: Option<i64>,
}

/// A saga, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SagaView {
    /// Its place in the order of submission.
    pub position: i64,
    /// Its id.
    pub id: Uuid,
    /// Its definition.
    pub name: String,
    /// What it is about.
    pub subject: Uuid,
    /// Where it stands.
    pub state: State,
    /// What was asked for, as JSON.
    pub parameters: String,
    /// What the steps found out, as last saved, as JSON.
    pub progress: String,
    /// Why it was refused, as JSON.
    pub refusal: Option<String>,
    /// Where it had to wait; none: before its first step, or nowhere.
    pub step: Option<String>,
    /// Why it last had to wait.
    pub last_error: Option<String>,
    /// How many times in a row it had to wait.
    pub tries: i64,
    /// When it goes on, if it waits.
    pub next_attempt_at: Instant,
    /// When it started.
    pub started_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Its steps with an effect elsewhere; only filled by `get`.
    pub steps: Vec<StepView>,
}

/// A step of a saga, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    /// Its name.
    pub step: String,
    /// The request id its action is called with.
    pub call_id: Uuid,
    /// `intent`, `done`, `started` (to be undone) or `undone`.
    pub status: String,
}

impl Sagas {
    /// A page of the tenant's sagas.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, call: &Call, filter: &ListSagas, size: PageSize) -> Result<SagaPage, SagaError> {
        let size = size.get();
        let tx = self.store().begin_read(call).await?;
        // One more than the page holds tells whether there is another page.
        let limit = size.saturating_add(1);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let tenant = call.tenant().as_str();
        let rows = storage::list(&tx, tenant, filter.name.as_deref(), &filter.states, filter.after, limit).await;
        tx.rollback().await;
        let mut sagas = rows?.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        let more = sagas.len() > size;
        sagas.truncate(size);
        let next = sagas.last().filter(|_| more).map(|last| last.position);
        Ok(SagaPage { sagas, next })
    }

    /// One saga, with its steps.
    ///
    /// # Errors
    /// [`SagaError::NotFound`], or when the store fails.
    pub async fn get(&self, call: &Call, id: Uuid) -> Result<SagaView, SagaError> {
        let tx = self.store().begin_read(call).await?;
        let tenant = call.tenant().as_str();
        let mut saga = view(storage::find(&tx, tenant, id).await?.ok_or(SagaError::NotFound { id })?)?;
        for row in storage::steps_of(&tx, tenant, id).await? {
            saga.steps.push(StepView { step: row.step, call_id: row.call_id, status: row.status });
        }
        Ok(saga)
    }

    /// Lets a stuck saga go on where it was, with all its tries before it again.
    ///
    /// # Errors
    /// [`SagaError::NotFound`], [`SagaError::NotStuck`], or when the store fails.
    pub async fn retry(&self, call: &Call, id: Uuid) -> Result<(), SagaError> {
        let tx = self.store().begin_write(call).await?;
        let row = storage::find(&tx, call.tenant().as_str(), id).await?.ok_or(SagaError::NotFound { id })?;
        let state = state_of(&row)?;
        if state != State::Stuck {
            return Err(SagaError::NotStuck { id, state });
        }
        storage::unstick(&tx, &row, machine_now().micros()).await?;
        trail::append_of_call(&tx, call, [("saga_id", id), ("subject", row.subject)], "").await?;
        let sagas = self.clone();
        tx.after_commit(move || sagas.wake_named(&row.name));
        Ok(tx.commit().await?)
    }
}

fn state_of(row: &SagaRow) -> Result<State, SagaError> {
    State::parse(&row.state).ok_or_else(|| SagaError::Unreadable { what: "state", reason: row.state.clone() })
}

fn view(row: SagaRow) -> Result<SagaView, SagaError> {
    Ok(SagaView {
        state: state_of(&row)?,
        position: row.position,
        id: row.id,
        name: row.name,
        subject: row.subject,
        parameters: row.parameters,
        progress: row.outputs,
        refusal: row.refusal,
        step: row.resume_at,
        last_error: row.last_error,
        tries: row.tries,
        next_attempt_at: Instant::from_micros(row.next_attempt_at),
        started_at: Instant::from_micros(row.started_at),
        ended_at: row.ended_at.map(Instant::from_micros),
        steps: Vec::new(),
    })
}
