//! The runner: takes sagas in submission order, set by set, and never has two sets in flight.

mod attempt;
mod backoff;
mod close;
mod forward;
mod lead;
mod member;
mod memory;
mod recover;
mod sets;
mod settlement;
mod traces;
mod unwind;
mod write;

use std::sync::Arc;
use std::time::Duration;

use o2c_kernel::{Call, Deadline, Explain, TenantId, TraceContext, machine_now, system};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::Span;

use crate::storage;
use crate::{DefinitionError, Faults, Injection, Moment, Place, Saga, SagaError, Sagas, validate};
use backoff::Pause;
use lead::Lead;
use member::Member;
use memory::Memory;

/// A test made the runner end as a crash would have. A runner without [`Faults`] never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the runner was made to end here")]
pub struct Halted;

/// Runs the sagas of one definition. All it knows is in the log: it may be dropped anywhere.
pub struct Runner<S: Saga> {
    sagas: Sagas,
    context: Arc<S::Context>,
    wake: Arc<Notify>,
    faults: Option<Arc<dyn Faults<S>>>,
    lead: Lead,
    memory: Memory,
    pause: Pause,
}

/// What a turn came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nothing is ready.
    Idle,
    /// Something was; there may be more.
    Worked,
    /// The log itself failed, or somebody else changed it: look again, but not at once.
    Troubled,
}

impl<S: Saga> Runner<S> {
    /// A runner that has not looked at the log yet.
    ///
    /// # Errors
    /// When the saga is not soundly defined.
    pub fn new(sagas: Sagas, context: Arc<S::Context>) -> Result<Self, DefinitionError> {
        validate::<S>()?;
        let wake = sagas.waker(S::NAME);
        let pause = Pause::new(sagas.options());
        Ok(Self {
            sagas,
            context,
            wake,
            faults: None,
            lead: Lead::new(Lead::process()),
            memory: Memory::default(),
            pause,
        })
    }

    /// Lets a test decide what happens at each place.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn with_faults(mut self, faults: Arc<dyn Faults<S>>) -> Self {
        self.faults = Some(faults);
        self
    }

    /// Makes this runner another process's, as far as the lease is concerned.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn of_process(mut self, process: uuid::Uuid) -> Self {
        self.lead = Lead::new(process);
        self
    }

    /// Runs until `stop` is cancelled; the set in flight is finished first.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut troubles = 0;
        while !stop.is_cancelled() {
            let Ok(turn) = self.turn().await else { return };
            let wait = match turn {
                Turn::Worked => {
                    troubles = 0;
                    // A log that is never empty must not keep the thread from others.
                    tokio::task::yield_now().await;
                    continue;
                }
                Turn::Idle => self.idle_for(),
                Turn::Troubled => {
                    troubles += 1;
                    self.pause.after(troubles)
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.wake.notified(), if turn == Turn::Idle => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.step_down().await;
    }

    /// Runs until no saga of this kind is under way; those that are stuck count as settled.
    ///
    /// # Errors
    /// [`Halted`] when a test made the runner end, or the log fails.
    pub async fn run_until_settled(&mut self) -> Result<(), SettleError> {
        loop {
            match self.turn().await? {
                Turn::Worked => {}
                Turn::Idle | Turn::Troubled => {
                    if self.is_settled().await? {
                        return Ok(());
                    }
                    tokio::time::sleep(self.idle_for()).await;
                }
            }
        }
    }

    /// One look at the log, and one set for each tenant found there.
    async fn turn(&mut self) -> Result<Turn, Halted> {
        let ready = match self.look().await {
            Ok(Some(ready)) if !ready.sagas.is_empty() => ready,
            Ok(_) => return Ok(Turn::Idle),
            Err(error) => {
                tracing::warn!(saga = S::NAME, error = error.line(), "the saga log could not be read");
                return Ok(Turn::Troubled);
            }
        };
        let _working = self.sagas.store().work();
        for set in self.cut(ready) {
            let turn = self.run_set(set).await?;
            if turn == Turn::Troubled || self.pause.is_on() {
                return Ok(turn);
            }
        }
        Ok(Turn::Worked)
    }

    /// What is ready, if this process leads.
    async fn look(&mut self) -> Result<Option<storage::Ready>, SagaError> {
        if !self.leads().await? {
            return Ok(None);
        }
        let limit = self.pause.narrowed(self.sagas.options().set_size);
        let now = machine_now();
        let farthest = now.plus(settlement::farthest_wait(self.sagas.options())).micros();
        let only_unwinding = self.pause.is_on();
        let due = storage::Due { name: S::NAME, now: now.micros(), farthest, limit, only_unwinding };
        let ready = storage::ready(self.sagas.store(), self.deadline(), due).await;
        // Read under a lease that has run out in the meantime, the rows may already be somebody else's.
        Ok(if self.lead.is_valid() { Some(ready?) } else { None })
    }

    fn idle_for(&self) -> Duration {
        self.pause.until_next(self.sagas.options().poll)
    }

    fn deadline(&self) -> Deadline {
        Deadline::after(self.sagas.options().call_deadline)
    }

    /// The call a step is made with: the service itself, for this tenant.
    fn call(&self, tenant: &TenantId, step: &str, span: &Span) -> Call {
        let options = self.sagas.options();
        let caller = system(tenant.clone(), self.sagas.store().service());
        let method = format!("saga.{}/{step}", S::NAME);
        let mut call = Call::internal(caller, &method, options.call_deadline, &options.clock, &options.zone);
        call.trace = TraceContext(o2c_telemetry::trace::of(span));
        call
    }

    fn inject(&self, place: Place, moment: Moment) -> Injection<S> {
        self.faults.as_ref().map_or(Injection::Nothing, |faults| faults.at(place, moment))
    }

    /// For places where only a crash means anything.
    fn survive(&self, place: Place, moment: Moment) -> Result<(), Halted> {
        if matches!(self.inject(place, moment), Injection::Crash) { Err(Halted) } else { Ok(()) }
    }
}

/// Why [`Runner::run_until_settled`] ended early.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SettleError {
    /// A test made it end.
    #[error(transparent)]
    Halted(#[from] Halted),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] SagaError),
}

/// For the log: a kind and a line.
fn describe(error: &SagaError) -> String {
    format!("{:?}: {}", error.kind(), error.line())
}
