//! Tells the carrier what was delivered last. Beside the sets, and once in a while only: each note is a write at the broker.

use std::{sync::Arc, time::Duration};

use futures::future::{BoxFuture, FutureExt as _};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{bus::Bus, envelope::Envelope, head::Head};

/// Between two notes of one producer; after a pause in the facts the next is noted at once.
const PAUSE: Duration = Duration::from_secs(1);

/// Notes in the background, as long as it lives.
#[derive(Debug)]
pub(super) struct Noting {
    last: Arc<watch::Sender<Option<Head>>>,
    /// None where the carrier keeps no notes.
    task: Option<AbortOnDropHandle<()>>,
}

impl Noting {
    pub(super) fn start(bus: Bus, producer: Arc<str>, stop: CancellationToken) -> Noting {
        let (last, delivered) = watch::channel(None);
        let task =
            bus.keeps_notes().then(|| AbortOnDropHandle::new(tokio::spawn(note(bus, producer, delivered, stop))));
        Noting { last: Arc::new(last), task }
    }

    /// The delivery of a set, which is noted once it is in good hands.
    pub(super) fn noted(&self, set: &[Envelope], dealt_with: BoxFuture<'static, bool>) -> BoxFuture<'static, bool> {
        let (Some(fact), true) = (set.last(), self.task.is_some()) else { return dealt_with };
        let (head, last) = (Head::with(fact), Arc::clone(&self.last));
        let note = move |complete: &bool| {
            if *complete {
                last.send_replace(Some(head));
            }
        };
        dealt_with.inspect(note).boxed()
    }

    /// Ends when the last is noted. Whoever still holds a delivery has given it up.
    pub(super) async fn end(self) {
        let Noting { last, task } = self;
        drop(last);
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

async fn note(bus: Bus, producer: Arc<str>, mut delivered: watch::Receiver<Option<Head>>, stop: CancellationToken) {
    while delivered.changed().await.is_ok() {
        let head = delivered.borrow_and_update().clone();
        if let Some(head) = head
            && let Err(error) = bus.note(&producer, &head).await
        {
            tracing::debug!(%producer, %error, "what was delivered last was not noted");
            if stop.is_cancelled() {
                return;
            }
            delivered.mark_changed();
        }
        // at the end without a pause: whoever drains the relay waits for it
        let _ = tokio::time::timeout(PAUSE, stop.cancelled()).await;
    }
}
