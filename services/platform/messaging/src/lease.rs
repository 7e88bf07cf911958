//! A lease in the database, in machine time: of several processes that may do a thing, one does it.

use std::time::Duration;

use o2c_kernel::{Deadline, machine_now, new_uuid};
use o2c_store::{Store, StoreError};
use uuid::Uuid;

use crate::{storage, tenure::Tenure};

/// How long one who was refused waits before asking again.
const ASK_AGAIN: Duration = Duration::from_millis(200);
/// How long it may take to free those of a former owner.
const FREEING: Duration = Duration::from_secs(30);

/// A lease that one holder renews while it works. It keeps two holders apart only as well as their clocks agree: what
/// is guarded by it must stay correct where it fails.
#[derive(Debug)]
pub struct Lease {
    store: Store,
    name: String,
    holder: Uuid,
    length: Duration,
    /// As long as it is ours; none while it is not.
    tenure: Option<Tenure>,
    /// Another had it: not asked again before this, however often our holder is woken.
    asked_again: Option<Deadline>,
}

/// Frees all leases of a database that has one owner, who has just begun: whoever held them is gone, and nobody has to
/// wait until they run out.
pub async fn free_leases(store: &Store) -> Result<(), StoreError> {
    let tx = store.begin_write(Deadline::after(FREEING)).await?;
    storage::lease::free_all(&tx).await?;
    tx.commit().await
}

impl Lease {
    /// A lease that is not held yet.
    pub fn new(store: Store, name: impl Into<String>, length: Duration) -> Lease {
        Lease { store, name: name.into(), holder: new_uuid(), length, tenure: None, asked_again: None }
    }

    /// Whether it is ours now; takes it where it is free, and renews it once half of it is over.
    pub async fn hold(&mut self) -> Result<bool, StoreError> {
        if self.tenure.is_some_and(|tenure| tenure.remaining() > self.length / 2) {
            return Ok(true);
        }
        if self.asked_again.is_some_and(|at| !at.expired()) {
            return Ok(false);
        }
        // counted from before the call: a slow answer shortens the lease, never lengthens it
        let tenure = Tenure::of(self.length);
        let tx = self.store.begin_write(Deadline::after(self.length)).await?;
        let taken = storage::lease::take(&tx, &self.name, self.holder, machine_now(), self.length).await?;
        tx.commit_sign_of_life().await?;
        self.tenure = taken.then_some(tenure);
        self.asked_again = (!taken).then(|| Deadline::after(ASK_AGAIN.min(self.length / 10)));
        Ok(self.is_held())
    }

    /// Whether it is still ours, without asking.
    pub fn is_held(&self) -> bool {
        self.tenure.is_some_and(|tenure| !tenure.is_over())
    }

    /// Gives it back, so that the next holder need not wait for its end.
    pub async fn release(&mut self) -> Result<(), StoreError> {
        self.tenure = None;
        let tx = self.store.begin_write(Deadline::after(self.length)).await?;
        storage::lease::release(&tx, &self.name, self.holder).await?;
        tx.commit().await
    }
}
