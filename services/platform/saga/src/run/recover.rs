//! Beginning, and beginning again after a crash or as another process's successor: sagas that run are simply run again from
//! where their rows say, those that unwind go on unwinding. All that has to be found out is what may have been tried before.

use o2c_kernel::failpoint::{self, Failpoint};
use o2c_kernel::{Deadline, Kind};
use o2c_store::{Engine, Tx};

use super::Runner;
use crate::storage::{self, LeaseRow, Settlement};
use crate::{Saga, SagaError};

impl<S: Saga> Runner<S> {
    /// Whether this process runs the sagas; takes or renews the lease where that is due.
    pub(super) async fn leads(&mut self) -> Result<bool, SagaError> {
        if self.lead.is_fresh() {
            return Ok(true);
        }
        let led = self.lead.is_valid();
        if self.sagas.store().engine() == Engine::Sqlite {
            self.lead.for_good();
        } else {
            self.beat().await?;
        }
        if self.lead.is_valid() && !led {
            let recovered = failpoint::reach(Failpoint::SagaAtRecovery, self.sagas.store().service());
            recovered.inspect_err(|_| self.lead.lost())?;
            // Read after the lease was taken: a saga above this position was never in another runner's hands.
            let newest = self.newest_not_ended().await.inspect_err(|_| self.lead.lost())?;
            self.memory.forget(newest);
        }
        Ok(self.lead.is_valid())
    }

    async fn beat(&mut self) -> Result<(), SagaError> {
        let lease = self.sagas.options().lease;
        // Counted from before the transaction, and shorter than others respect it: it ends for us before it does for them.
        let (ours, beat_due) = (Deadline::after(lease * 2 / 3), Deadline::after(lease / 3));
        let tx = self.sagas.store().begin_write(self.deadline()).await?;
        let seen = storage::lease_holder(&tx, S::NAME).await?;
        let free = seen.as_ref().is_none_or(|row| row.holder == self.lead.holder || self.lead.may_take(row, lease));
        if free && storage::take_lease(&tx, S::NAME, self.lead.holder, seen.as_ref()).await? {
            tx.commit_sign_of_life().await?;
            self.lead.won(ours, beat_due);
        } else {
            tx.rollback().await;
            self.lead.lost();
        }
        Ok(())
    }

    /// What this runner found out about refused sagas is only true while nobody else tries them: the lease is held fast until
    /// the commit. Everything else is guarded by the rows' versions.
    pub(super) async fn fence(&self, tx: &Tx, settlements: &[Settlement]) -> Result<(), SagaError> {
        let refuses = settlements.iter().any(Settlement::begins_unwinding);
        if tx.engine() == Engine::Sqlite || !refuses {
            return Ok(());
        }
        let held: Option<LeaseRow> = storage::hold_lease(tx, S::NAME).await?;
        if held.is_some_and(|row| row.holder == self.lead.holder) {
            return Ok(());
        }
        Err(SagaError::failed(Kind::Unavailable, "another process runs these sagas now"))
    }

    /// Frees the lease, so that a successor need not wait for it to run out.
    pub(super) async fn step_down(&mut self) {
        if self.sagas.store().engine() == Engine::Sqlite || !self.lead.is_valid() {
            return;
        }
        self.lead.lost();
        let freed = async {
            let tx = self.sagas.store().begin_write(self.deadline()).await?;
            storage::free_lease(&tx, S::NAME, self.lead.holder).await?;
            tx.commit().await
        };
        if let Err(error) = freed.await {
            tracing::debug!(saga = S::NAME, %error, "the lease was not freed; it will run out");
        }
    }

    /// Up to this position sagas may have been in another runner's hands.
    async fn newest_not_ended(&self) -> Result<i64, SagaError> {
        let tx = self.sagas.store().begin_read(self.deadline()).await?;
        let newest = storage::newest_not_ended(&tx, S::NAME).await;
        tx.rollback().await;
        Ok(newest?.unwrap_or(0))
    }

    /// Whether no saga is under way.
    pub(super) async fn is_settled(&self) -> Result<bool, SagaError> {
        let tx = self.sagas.store().begin_read(self.deadline()).await?;
        let newest = storage::newest_unfinished(&tx, S::NAME).await;
        tx.rollback().await;
        Ok(newest?.is_none())
    }
}
