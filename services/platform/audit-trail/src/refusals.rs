//! Writes down what was refused, each call once, in a transaction of its own: several that come together share one.
//!
//! A flood of refusals cannot fill the database unnoticed. Of the same refusal of the same caller so many are told each
//! minute, and of all together so many; the others are counted, and at the end of the minute one entry for each kind says
//! how many there were ([`budget`]). Where not even that can be written, an entry says how many were lost.

mod budget;
mod entries;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};
use o2c_kernel::Deadline;
use o2c_rpc::server::{Refusal, Refusals};
use o2c_store::{Store, StoreError, trail::Entry};
use o2c_telemetry::metrics::AUDIT_REFUSALS;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use budget::{Budget, Verdict};

/// Refusals that wait to be written.
const QUEUE: usize = 1_024;
/// Refusals of one transaction.
const TOGETHER: usize = 128;
/// How long the answer to a refused call waits for its entry.
const PATIENCE: Duration = Duration::from_secs(1);
const DEADLINE: Duration = Duration::from_secs(10);
/// After this what was only counted is told.
const MINUTE: Duration = Duration::from_secs(60);

type Waiting = (Refusal, oneshot::Sender<()>);

/// The refusals of one service.
pub struct RefusalLog {
    service: &'static str,
    sender: mpsc::Sender<Waiting>,
    lost: Arc<AtomicU64>,
}

struct Writer {
    store: Store,
    budget: Budget,
    /// Refusals of which no entry could be written.
    lost: Arc<AtomicU64>,
}

impl RefusalLog {
    /// Starts the writer. It ends with its token, after what waits.
    #[must_use]
    pub fn spawn(store: Store, stop: CancellationToken) -> (Arc<Self>, JoinHandle<()>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let lost = Arc::<AtomicU64>::default();
        let log = Arc::new(Self { service: store.service(), sender, lost: Arc::clone(&lost) });
        let writer = Writer { store, budget: Budget::default(), lost };
        (log, tokio::spawn(writer.run(receiver, stop)))
    }
}

impl Refusals for RefusalLog {
    fn record(&self, refusal: Refusal) -> BoxFuture<'_, ()> {
        let (written, is_written) = oneshot::channel();
        match self.sender.try_send((refusal, written)) {
            Ok(()) => async move {
                // late is not lost: it is written as soon as the database takes it
                let _ = tokio::time::timeout(PATIENCE, is_written).await;
            }
            .boxed(),
            Err(_full) => {
                AUDIT_REFUSALS.add(&[self.service, "lost"], 1);
                self.lost.fetch_add(1, Ordering::Relaxed);
                std::future::ready(()).boxed()
            }
        }
    }
}

impl Writer {
    async fn run(mut self, mut receiver: mpsc::Receiver<Waiting>, stop: CancellationToken) {
        let mut minute = Deadline::after(MINUTE);
        let mut waiting = Vec::with_capacity(TOGETHER);
        loop {
            tokio::select! {
                biased;
                count = receiver.recv_many(&mut waiting, TOGETHER) => {
                    if count == 0 {
                        break;
                    }
                    self.take(&mut waiting).await;
                }
                // what was counted is told below
                () = tokio::time::sleep(minute.remaining()), if self.has_counted() => {}
                () = stop.cancelled() => break,
            }
            if minute.expired() {
                self.tell_counted().await;
                minute = Deadline::after(MINUTE);
            }
        }
        receiver.close();
        while receiver.recv_many(&mut waiting, TOGETHER).await > 0 {
            self.take(&mut waiting).await;
        }
        self.tell_counted().await;
    }

    fn has_counted(&self) -> bool {
        self.budget.has_counted() || self.lost.load(Ordering::Relaxed) > 0
    }

    /// Tells what the budget allows, counts the rest, and lets all of their callers go.
    async fn take(&mut self, waiting: &mut Vec<Waiting>) {
        let service = self.store.service();
        let mut told = Vec::new();
        for (refusal, _) in waiting.iter() {
            match self.budget.take(refusal) {
                Verdict::Told => told.push(entries::of(refusal)),
                Verdict::Counted => AUDIT_REFUSALS.add(&[service, "counted"], 1),
            }
        }
        self.write(told).await;
        for (_, written) in waiting.drain(..) {
            // who has waited too long is gone
            let _ = written.send(());
        }
    }

    async fn tell_counted(&mut self) {
        let mut told: Vec<_> = self.budget.next_minute().into_iter().map(entries::of_counted).collect();
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost > 0 {
            told.push(entries::of_lost(lost));
        }
        self.write(told).await;
    }

    async fn write(&self, mut told: Vec<(Entry, Vec<(usize, String)>)>) {
        if told.is_empty() {
            return;
        }
        // in one order of subjects, so that two processes that meet new ones do not wait for each other crosswise
        told.sort_by(|(left, _), (right, _)| (&left.tenant, &left.principal).cmp(&(&right.tenant, &right.principal)));
        let (service, calls) = (self.store.service(), told.iter().map(|(entry, _)| entry.calls).sum());
        let written = self.store.write(Deadline::after(DEADLINE), async |tx| {
            for (entry, reasons) in told {
                entry.write(tx, reasons).await?;
            }
            Ok::<_, StoreError>(())
        });
        match written.await {
            Ok(()) => AUDIT_REFUSALS.add(&[service, "told"], calls),
            Err(error) => {
                tracing::warn!(service, calls, %error, "refusals could not be written into the audit trail");
                AUDIT_REFUSALS.add(&[service, "lost"], calls);
                self.lost.fetch_add(calls, Ordering::Relaxed);
            }
        }
    }
}
