//! Waiting until nothing is under way.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::future::{join_all, select_all, try_join_all};
use o2c_kernel::Deadline;
use o2c_messaging::Bus;
use tokio::sync::watch::Receiver;

use crate::{Backlog, OpenError, Service, ServiceBacklog};

/// While several services are busy, how long to wait for more after a commit: looking costs reads. The last one is looked
/// at after each.
const GATHERING: Duration = Duration::from_millis(1);
/// How often to look without one: another process may work on the same database.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What was last read of a service, and how often its store had committed then.
pub(crate) type Known = HashMap<&'static str, (u64, ServiceBacklog)>;

/// A service, and what was last read of it.
struct Watched {
    service: Arc<dyn Service>,
    commits: Receiver<u64>,
    read: Option<(u64, ServiceBacklog)>,
}

/// Until every service reads as settled and none has committed anything since it was read, or the deadline. A service
/// that has something under way cannot settle without a commit of its own, so that is what is waited for.
pub(crate) async fn settled(
    services: &[Arc<dyn Service>],
    bus: &Bus,
    known: &Mutex<Known>,
    deadline: Deadline,
) -> Result<Backlog, OpenError> {
    let mut all: Vec<Watched> = services.iter().map(|service| Watched::new(service, known)).collect();
    loop {
        // those that were settled are read again only when all others are as well
        let some_unsettled = all.iter().any(Watched::is_unsettled);
        let due = all.iter_mut().filter(|one| if some_unsettled { one.is_unsettled() } else { one.is_stale() });
        try_join_all(due.map(|one| one.look(bus))).await?;
        if deadline.expired() {
            // what is answered is as of now, whatever it is
            let stale = all.iter_mut().filter(|one| one.is_stale());
            try_join_all(stale.map(|one| one.look(bus))).await?;
            break;
        }
        let fresh = all.iter().all(|one| !one.is_stale());
        let unsettled = all.iter_mut().filter(|one| one.is_unsettled());
        let waits: Vec<_> = unsettled.map(|one| Box::pin(one.commits.changed())).collect();
        if fresh && waits.is_empty() {
            break;
        }
        let busy = waits.len();
        if busy > 0 {
            let commit = select_all(waits);
            // the services hold their stores: nobody's counter ends while it is waited for
            let _ = tokio::time::timeout(LOOK_AGAIN.min(deadline.remaining()), commit).await;
            // Who waits is not to slow down what is waited for: while something is known to end in a commit, nobody looks.
            let at_work = all.iter().map(|one| one.service.store().no_longer_working());
            let _ = tokio::time::timeout(LOOK_AGAIN.min(deadline.remaining()), join_all(at_work)).await;
            if busy > 1 {
                tokio::time::sleep(GATHERING).await;
            }
        }
    }
    let read = all.into_iter().filter_map(|one| one.read);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let remember = |(commits, read): (u64, ServiceBacklog)| {
        known.insert(read.service, (commits, read.clone()));
        read
    };
    Ok(Backlog(read.map(remember).collect()))
}

impl Watched {
    /// What is known of a service that has not committed since, stands, if nobody else writes to its database.
    fn new(service: &Arc<dyn Service>, known: &Mutex<Known>) -> Self {
        let commits = service.store().commits();
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let stands = |(count, _): &&(u64, ServiceBacklog)| service.store().is_alone() && *count == *commits.borrow();
        let read = known.get(service.name()).filter(stands).cloned();
        Self { service: Arc::clone(service), commits, read }
    }

    fn is_unsettled(&self) -> bool {
        self.read.as_ref().is_some_and(|(_, read)| !read.is_settled())
    }

    /// Whether it was never read, or has committed since.
    fn is_stale(&self) -> bool {
        self.read.as_ref().is_none_or(|(count, _)| *count != *self.commits.borrow())
    }

    async fn look(&mut self, bus: &Bus) -> Result<(), OpenError> {
        // before the read: a commit during it is seen
        let count = *self.commits.borrow_and_update();
        self.read = Some((count, ServiceBacklog::of(&self.service, bus).await?));
        Ok(())
    }
}
