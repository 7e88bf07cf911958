//! Writing what became of sagas.

use o2c_kernel::TenantId;
use o2c_kernel::failpoint::{self, Failpoint};
use o2c_store::Tx;
use o2c_telemetry::metrics::SAGAS_ENDED;

use super::forward::Leaving;
use super::settlement::{Verdict, settlement};
use super::{Halted, Member, Runner, Turn, describe};
use crate::storage::{self, Settlement};
use crate::{Moment, Place, Saga, SagaError, State};

impl<S: Saga> Runner<S> {
    /// Writes rows in a transaction of their own.
    pub(super) async fn settle(&mut self, tenant: &TenantId, settlements: &[Settlement]) -> Result<Turn, Halted> {
        match self.write(tenant, settlements).await? {
            Ok(()) => Ok(Turn::Worked),
            Err(error) => {
                tracing::warn!(saga = S::NAME, error = describe(&error), "sagas could not be written");
                Ok(Turn::Troubled)
            }
        }
    }

    pub(super) async fn write(
        &mut self,
        tenant: &TenantId,
        settlements: &[Settlement],
    ) -> Result<Result<(), SagaError>, Halted> {
        if settlements.is_empty() {
            return Ok(Ok(()));
        }
        match self.sagas.store().begin_write(self.deadline()).await {
            Ok(tx) => self.write_in(tx, tenant, settlements).await,
            Err(error) => Ok(Err(error.into())),
        }
    }

    /// Writes rows and commits.
    pub(super) async fn write_in(
        &mut self,
        tx: Tx,
        tenant: &TenantId,
        settlements: &[Settlement],
    ) -> Result<Result<(), SagaError>, Halted> {
        let written = async {
            self.fence(&tx, settlements).await?;
            failpoint::reach(Failpoint::SagaBeforeWrite, self.sagas.store().service())?;
            storage::settle(&tx, tenant.as_str(), settlements).await?;
            Ok::<_, SagaError>(())
        };
        if let Err(error) = written.await {
            tx.rollback().await;
            return Ok(Err(error));
        }
        self.survive(Place::Commit, Moment::Before)?;
        let committed = tx.commit().await.map_err(SagaError::from);
        let committed = committed.and_then(|()| {
            failpoint::reach(Failpoint::SagaAfterWrite, self.sagas.store().service())?;
            Ok(())
        });
        self.survive(Place::Commit, Moment::After)?;
        if committed.is_ok() {
            settlements.iter().filter_map(|settlement| settlement.wait).for_each(|wait| self.pause.note(wait));
            self.count_ended(settlements);
        }
        Ok(committed)
    }

    fn count_ended(&self, settlements: &[Settlement]) {
        let service = self.sagas.store().service();
        for (state, outcome) in [(State::Done, "done"), (State::Refused, "undone")] {
            let ended = settlements.iter().filter(|settlement| settlement.change.state == state.as_str()).count();
            SAGAS_ENDED.add(&[service, S::NAME, outcome], u64::try_from(ended).unwrap_or(u64::MAX));
        }
    }

    pub(super) fn settlements(&self, leaving: &Leaving<S>) -> Vec<Settlement> {
        leaving.iter().map(|(member, verdict)| self.settlement(member, verdict)).collect()
    }

    pub(super) fn settlement(&self, member: &Member<S>, verdict: &Verdict<S>) -> Settlement {
        settlement(member, verdict, self.sagas.options())
    }

    /// Those that left are written.
    pub(super) fn left(&mut self, leaving: &mut Leaving<S>) {
        for (member, verdict) in leaving.drain(..) {
            self.forget(&member, &verdict);
        }
    }

    pub(super) fn forget(&mut self, member: &Member<S>, verdict: &Verdict<S>) {
        match verdict {
            Verdict::Done | Verdict::Ended | Verdict::Refused { .. } => self.memory.settled(member.running.id),
            Verdict::Waiting(_) | Verdict::Saved => {}
        }
    }
}
