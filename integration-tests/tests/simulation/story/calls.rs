//! Calling until answered. A caller who does not know whether he was heard says the same once more, under the same
//! request id; now and then he says it once more though he was.

use std::{fmt::Debug, time::Duration};

use o2c::demo::desk::{Desk, Person};
use o2c_rpc::status;
use tonic::{Code, Request, Response, Status};

use super::Story;

/// A process is back long before.
const TRIES: u32 = 2_000;
const BETWEEN: Duration = Duration::from_millis(5);
/// How often somebody repeats what was answered, of a hundred times.
const REPEATED: u64 = 8;

impl Story {
    /// The next request id.
    pub(super) fn id(&mut self) -> String {
        self.chance.id().to_string()
    }

    /// Makes a change. None where it is refused.
    pub(super) async fn change<M, R>(
        &mut self,
        what: &str,
        person: Person,
        message: M,
        call: impl AsyncFn(Desk, Request<M>) -> Result<Response<R>, Status>,
    ) -> Option<R>
    where
        M: Clone,
        R: PartialEq + Debug,
    {
        let answer = self.insist(what, person, &message, &call).await?;
        self.tally.count(what);
        if self.chance.percent(REPEATED) {
            self.tally.count("repeated requests");
            match self.insist(what, person, &message, &call).await {
                Some(again) if again == answer => {}
                again => self.broken.push(format!("{what} repeated: first {answer:?}, then {again:?}")),
            }
        }
        Some(answer)
    }

    /// Looks something up.
    pub(super) async fn look<M, R>(
        &mut self,
        person: Person,
        message: M,
        call: impl AsyncFn(Desk, Request<M>) -> Result<Response<R>, Status>,
    ) -> Option<R>
    where
        M: Clone,
    {
        self.insist("a look", person, &message, &call).await
    }

    async fn insist<M, R>(
        &mut self,
        what: &str,
        person: Person,
        message: &M,
        call: &impl AsyncFn(Desk, Request<M>) -> Result<Response<R>, Status>,
    ) -> Option<R>
    where
        M: Clone,
    {
        for _ in 0..TRIES {
            let request = self.desk.ask(person, message.clone());
            match call(self.desk.clone(), request).await {
                Ok(answer) => return Some(answer.into_inner()),
                Err(status) if may_pass(status.code()) => {
                    self.tally.count("calls made once more");
                    tokio::time::sleep(BETWEEN).await;
                }
                Err(status) => {
                    self.refused(what, &status);
                    return None;
                }
            }
        }
        self.broken.push(format!("{what}: never answered"));
        None
    }

    /// A refusal is part of business; a failure that nobody can explain is not.
    pub(super) fn refused(&mut self, what: &str, status: &Status) {
        let reason = status::reason_of(status).unwrap_or_default();
        self.tally.count(&format!("refused: {what}: {reason}"));
        if matches!(status.code(), Code::Internal | Code::Unknown | Code::Unimplemented | Code::DataLoss) {
            self.broken.push(format!("{what}: {status:?}"));
        }
    }
}

const fn may_pass(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled)
}
