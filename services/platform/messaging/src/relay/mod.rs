//! The relay of a service: reads what is unpublished, hands it to the bus in the order of its positions, and marks it
//! when it is in good hands: each subscriber has dealt with it, or a broker has it on disk.
//!
//! One per service, by lease. The lease keeps order usual; where two relays overlap, the inboxes keep it all the same.

mod in_flight;
mod noting;
mod options;
mod told;

use std::{sync::Arc, time::Duration};

use o2c_kernel::{
    Deadline,
    failpoint::{self, Failpoint},
};
use o2c_store::{Store, StoreError, Working};
use tokio_util::sync::CancellationToken;

pub use options::RelayOptions;

use crate::{
    bus::Bus,
    envelope::Envelope,
    lease::Lease,
    outbox::Outbox,
    standing::{Standing, before_telling},
    storage::{
        outbox as rows,
        unpublished::{self, Run},
    },
    worker::Worker,
};
use in_flight::{InFlight, SETS_IN_FLIGHT};
use noting::Noting;
use told::Told;

/// So few rows that are out or unmarked are read once more rather than passed by in a statement of its own.
const FEW: usize = 16;

/// How long the relay waits for its database.
const STATEMENT_DEADLINE: Duration = Duration::from_secs(30);

/// How long a stopping relay waits for its subscribers; what is still out then comes again after the next start.
const DRAIN: Duration = Duration::from_secs(10);

/// The relay of one service.
#[derive(Debug)]
pub struct Relay {
    store: Store,
    outbox: Outbox,
    bus: Bus,
    options: RelayOptions,
    lease: Lease,
    in_flight: InFlight,
    noting: Noting,
    told: Told,
    /// While something is out or unmarked.
    working: Option<Working>,
    /// A subscriber was not there: nothing is handed over before this.
    held_off: Option<Deadline>,
    token: CancellationToken,
}

impl Relay {
    /// Starts the relay. Subscribe the consumers first.
    pub fn spawn(store: Store, outbox: Outbox, bus: Bus, options: RelayOptions, token: CancellationToken) -> Worker {
        let token = token.child_token();
        let lease = Relay::lease(&store, outbox.producer(), options.lease);
        let name = format!("relay {}", outbox.producer());
        let noting = Noting::start(bus.clone(), Arc::clone(outbox.producer()), token.clone());
        let (in_flight, told) = (InFlight::new(options.haste.clone()), Told::default());
        let (working, held_off, stop) = (None, None, token.clone());
        let relay =
            Relay { store, outbox, bus, options, lease, in_flight, noting, told, working, held_off, token: stop };
        Worker::new(name, token, tokio::spawn(relay.run()))
    }

    /// The right to be the relay of a service: while its process lives, its relay keeps it.
    pub fn lease(store: &Store, producer: &str, length: Duration) -> Lease {
        Lease::new(store.clone(), format!("relay {producer}"), length)
    }

    async fn run(mut self) {
        if !self.may_tell().await {
            return;
        }
        while !self.token.is_cancelled() {
            let full = match self.turn().await {
                Ok(full) => full,
                Err(error) => {
                    tracing::warn!(producer = %self.outbox.producer(), %error, "the relay could not read or mark");
                    self.pause(self.options.poll).await;
                    continue;
                }
            };
            if self.outbox.found_behind().is_cancelled() {
                // nothing of this database is told or marked any more
                return;
            }
            self.wait(full).await;
        }
        self.drain().await;
        let Relay { in_flight, noting, .. } = self;
        // what is still out is given up
        drop(in_flight);
        let _ = tokio::time::timeout(DRAIN, noting.end()).await;
    }

    /// Whether the bus may hear of this database: what it has stated since it was put back would be refused as doubles.
    /// Within a process the start has asked already.
    async fn may_tell(&mut self) -> bool {
        if matches!(self.bus, Bus::Local(_)) {
            return true;
        }
        match before_telling(&self.store, &self.bus, &self.token).await {
            None => false,
            Some(Standing::Current) => true,
            Some(Standing::Unknown(error)) => {
                let producer = self.outbox.producer();
                tracing::warn!(%producer, %error, "whether the database was put back is not known");
                true
            }
            Some(Standing::Behind(behind)) => {
                tracing::error!("{behind}");
                self.outbox.found_behind().cancel();
                false
            }
        }
    }

    /// Whether the database does not know any more what was told last: then its service has to end.
    async fn was_put_back(&mut self) -> Result<bool, StoreError> {
        let Some(behind) = self.told.missing(&self.store, self.outbox.producer()).await? else { return Ok(false) };
        tracing::error!("{behind}");
        self.outbox.found_behind().cancel();
        Ok(true)
    }

    /// One round: hands over what fits, marks what is done. Whether there may be more than fitted.
    async fn turn(&mut self) -> Result<bool, StoreError> {
        if !self.lease.hold().await? {
            return Ok(false);
        }
        let held_off = self.held_off.is_some_and(|until| !until.expired());
        let mut more = true;
        if !held_off {
            self.held_off = None;
            while more && self.in_flight.sets() < SETS_IN_FLIGHT {
                // by the clock alone: a relay that was held up must not go on where another has begun
                more = self.lease.is_held() && self.hand_over().await?;
            }
        }
        // after the next sets are on their way: subscribers need not wait for the commit
        if self.in_flight.marks_are_due() {
            self.mark().await?;
        }
        if self.in_flight.is_done() {
            self.working = None;
        }
        Ok(more)
    }

    /// Hands the next set to the bus; false where nothing is left behind it.
    async fn hand_over(&mut self) -> Result<bool, StoreError> {
        let (set, more) = match self.in_flight.positions() <= FEW {
            true => self.first_set().await?,
            false => self.next_set().await?,
        };
        if !set.is_empty() {
            if self.was_put_back().await? {
                return Ok(false);
            }
            failpoint::reach(Failpoint::RelayBeforePublish, self.store.service())?;
            self.told.add(&set);
            let (positions, envelopes): (Vec<i64>, Vec<Envelope>) = set.into_iter().unzip();
            let set: Arc<[Envelope]> = Arc::from(envelopes);
            self.working.get_or_insert_with(|| self.store.work());
            let dealt_with = self.bus.deliver(self.outbox.producer(), Arc::clone(&set)).await;
            self.in_flight.add(positions, self.noting.noted(&set, dealt_with));
        }
        Ok(more)
    }

    /// What [`Self::next_set`] answers where little is out: in one statement.
    async fn first_set(&mut self) -> Result<(Vec<(i64, Envelope)>, bool), StoreError> {
        let limit = self.options.set_size.saturating_add(self.in_flight.positions()).saturating_add(1);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let producer = Arc::clone(self.outbox.producer());
        let deadline = Deadline::after(STATEMENT_DEADLINE);
        let found = self.store.look(deadline, async |tx| rows::first_unpublished(tx, &producer, limit).await).await?;
        let (runs, mut set): (Vec<Run>, Vec<(i64, Envelope)>) = found.into_iter().unzip();
        set.retain(|(position, _)| !self.in_flight.contains(*position));
        if set.is_empty() {
            return Ok((set, false));
        }
        self.in_flight.know(runs);
        let unread = set.len();
        set.truncate(self.options.set_size);
        Ok(self.fitting(set, unread))
    }

    /// The unpublished rows of the lowest positions that are not out already, and whether there are more of them.
    async fn next_set(&mut self) -> Result<(Vec<(i64, Envelope)>, bool), StoreError> {
        let tx = self.store.begin_read(Deadline::after(STATEMENT_DEADLINE)).await?;
        let limit = self.options.set_size.saturating_add(self.in_flight.positions()).saturating_add(1);
        let runs = unpublished::lowest(&tx, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
        let positions = runs.iter().cloned().flatten().take(limit);
        let mut wanted: Vec<i64> = positions.filter(|position| !self.in_flight.contains(*position)).collect();
        let unread = wanted.len();
        wanted.truncate(self.options.set_size);
        let (Some(from), Some(to)) = (wanted.first(), wanted.last()) else { return Ok((Vec::new(), false)) };
        let mut set = rows::unpublished_between(&tx, self.outbox.producer(), *from, *to).await?;
        drop(tx);
        self.in_flight.know(runs);
        set.retain(|(position, _)| wanted.binary_search(position).is_ok());
        Ok(self.fitting(set, unread))
    }

    /// As many of them as are handed over at once, and whether there are more.
    fn fitting(&self, mut set: Vec<(i64, Envelope)>, unread: usize) -> (Vec<(i64, Envelope)>, bool) {
        let mut bytes = 0_usize;
        let fitting = set.iter().take_while(|(_, envelope)| {
            bytes = bytes.saturating_add(envelope.payload.len());
            bytes <= self.options.set_bytes
        });
        // one larger fact is a set of its own
        let fitting = fitting.count().max(1);
        set.truncate(fitting);
        let more = set.len() < unread;
        (set, more)
    }

    async fn mark(&mut self) -> Result<(), StoreError> {
        if self.in_flight.complete().is_empty() || self.was_put_back().await? {
            return Ok(());
        }
        failpoint::reach(Failpoint::RelayAfterPublish, self.store.service())?;
        let tx = self.store.begin_write(Deadline::after(STATEMENT_DEADLINE)).await?;
        unpublished::delete(&tx, self.in_flight.complete()).await?;
        tx.commit().await?;
        failpoint::reach(Failpoint::RelayAfterMark, self.store.service())?;
        self.in_flight.marked();
        Ok(())
    }

    /// Until there is something to do.
    async fn wait(&mut self, full: bool) {
        let poll = self.held_off.map_or(self.options.poll, |until| until.remaining());
        tokio::select! {
            biased;
            () = self.token.cancelled() => {}
            undelivered = self.in_flight.next() => {
                if undelivered {
                    // Somebody has not taken the set. It comes again, but not in a busy loop.
                    self.held_off = Some(Deadline::after(self.options.poll));
                }
            }
            () = self.outbox.committed().notified(), if !full => {}
            () = tokio::time::sleep(poll.min(self.options.lease / 2)) => {}
        }
    }

    async fn pause(&mut self, duration: Duration) {
        tokio::select! {
            () = self.token.cancelled() => {}
            () = tokio::time::sleep(duration) => {}
        }
    }

    /// Waits for the sets that are out, marks them, gives the lease back.
    async fn drain(&mut self) {
        let _ = tokio::time::timeout(DRAIN, async {
            while self.in_flight.sets() > 0 {
                self.in_flight.next().await;
            }
        })
        .await;
        if let Err(error) = self.mark().await {
            tracing::warn!(producer = %self.outbox.producer(), %error, "the last marks were not written");
        }
        if let Err(error) = self.lease.release().await {
            tracing::debug!(producer = %self.outbox.producer(), %error, "the lease was not given back");
        }
    }
}
