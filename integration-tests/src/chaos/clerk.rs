//! Somebody who works through a mesh that falls over all the time: insists until there is an answer, and says the same
//! thing each time.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use o2c::demo::desk::{Desk, Person, explained};
use o2c_kernel::{Deadline, Id};
use tonic::{Code, Request, Status};
use uuid::Uuid;

/// How long one try may take: a process that was killed does not answer.
const TRY: Duration = Duration::from_secs(5);
/// Between two tries, or two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// What the clerks of a run have been through, together.
#[derive(Debug, Default)]
pub struct Tally {
    /// Commands that were answered at last.
    pub commands: AtomicU64,
    /// Tries that were not.
    pub failed_tries: AtomicU64,
    /// Tries answered INTERNAL: a failure that should have said what it was.
    pub internal: AtomicU64,
    /// What they were told, by what was asked and how it was refused; a lost race is no failure.
    failures: Mutex<BTreeMap<String, u64>>,
}

impl Tally {
    fn failed(&self, what: &str, status: &Status) {
        self.failed_tries.fetch_add(1, Ordering::Relaxed);
        if status.code() == Code::Internal {
            self.internal.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(what, %status, "an internal error");
        }
        if status.code() != Code::Aborted {
            self.note(format!("{what}: {:?}: {}", status.code(), status.message()));
        }
    }

    /// Of each kind it is counted how often.
    pub fn note(&self, failure: String) {
        *self.failures.lock().unwrap_or_else(PoisonError::into_inner).entry(failure).or_default() += 1;
    }

    /// All until now.
    pub fn failures(&self) -> BTreeMap<String, u64> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[derive(Clone)]
pub struct Clerk {
    pub desk: Desk,
    pub tally: Arc<Tally>,
    seed: u64,
    patience: Deadline,
    /// How long one try may take.
    answer: Duration,
}

impl Clerk {
    /// Gives up at the deadline: by then the mesh should have stood still for long enough.
    #[must_use]
    pub fn new(desk: Desk, tally: Arc<Tally>, seed: u64, patience: Deadline) -> Self {
        Self { desk, tally, seed, patience, answer: TRY }
    }

    /// Waits so long for an answer: where nobody is killed one comes, however busy the machine is.
    #[must_use]
    pub fn waiting(self, answer: Duration) -> Self {
        Self { answer, ..self }
    }

    /// The id of a command: the same at each try.
    #[must_use]
    pub fn request_id(&self, subject: &str, step: &str) -> String {
        Id::<()>::derive(Uuid::NAMESPACE_OID, &format!("chaos {}/{subject}/{step}", self.seed)).to_string()
    }

    pub fn ask<T>(&self, person: Person, message: T) -> Request<T> {
        let mut request = self.desk.ask(person, message);
        request.set_timeout(self.answer);
        request
    }

    /// Says it until it is answered. A refusal is an answer, unless it is that of a lost race.
    pub async fn insist<T>(
        &self,
        what: &str,
        mut call: impl AsyncFnMut(&mut Desk) -> Result<tonic::Response<T>, Status>,
    ) -> anyhow::Result<T> {
        let mut desk = self.desk.clone();
        loop {
            match call(&mut desk).await {
                Ok(answer) => {
                    self.tally.commands.fetch_add(1, Ordering::Relaxed);
                    return Ok(answer.into_inner());
                }
                Err(status) if may_pass(status.code()) && !self.patience.expired() => {
                    self.tally.failed(what, &status);
                    tokio::time::sleep(PAUSE).await;
                }
                Err(status) => return Err(explained(status)).with_context(|| what.to_owned()),
            }
        }
    }

    /// Looks until there is something to see.
    pub async fn until<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        loop {
            if let Some(seen) = look().await? {
                return Ok(seen);
            }
            anyhow::ensure!(!self.patience.expired(), "waited in vain: {what}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Whether another try may be answered otherwise.
fn may_pass(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Cancelled
            | Code::Unknown
            | Code::Internal
            | Code::Aborted
            | Code::ResourceExhausted
    )
}
