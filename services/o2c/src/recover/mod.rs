//! Bringing services together again whose databases were restored to different instants.
//!
//! Each takes back what it has stated since (from whoever holds it: the archive, and what consumers hold back), then all of
//! them do again what nobody else causes, and take in what the others have stated since, round by round, until nothing
//! moves any more. No service runs meanwhile that is recovered.

mod claims;
mod witnesses;

use std::{collections::BTreeMap, sync::Arc};

use futures::future::BoxFuture;
use o2c_kernel::{Instant, machine_now};
use o2c_messaging::{
    Envelope, StoreHeads, heads, parked,
    record::{self, Behind, Beside, NothingBeside, TakenBack, Taking},
};
use o2c_runtime::{OpenError, Service};
use o2c_store::Tx;

use crate::{
    assembly::Assembly,
    config::Config,
    databases::Databases,
    definitions::{self, Definition},
    mesh::MeshOptions,
};
use claims::Claims;
use witnesses::Witnesses;

/// Documents of a service that are read at once.
const PAGE: usize = 256;

/// What is recovered, and where it is.
pub struct Recovery<'a> {
    pub config: &'a Config,
    pub databases: &'a Databases,
    pub options: &'a MeshOptions,
    pub services: Vec<&'static Definition>,
}

/// What the rounds have done.
#[derive(Debug, Default)]
pub struct Rounds {
    pub rounds: u64,
    /// Facts of others, by who has taken them in.
    pub taken_in: BTreeMap<&'static str, u64>,
    /// Facts of its own that a service has done again by itself.
    pub redone: BTreeMap<&'static str, u64>,
    /// Why something was not done again, at the last try.
    pub refused: Vec<(&'static str, Behind, String)>,
}

impl Recovery<'_> {
    /// What each service would take back. Nothing is written.
    pub async fn look(&self) -> anyhow::Result<BTreeMap<&'static str, TakenBack>> {
        let witnesses = Witnesses::open(self.databases, definitions::edge(self.config)).await?;
        let mut found = BTreeMap::new();
        for definition in &self.services {
            let store = witnesses.store(definition.name)?;
            let of = witnesses.of(definition.name);
            found.insert(definition.name, record::take_back(&store, &of, Taking::Look, &NothingBeside).await?);
        }
        witnesses.close().await;
        Ok(found)
    }

    /// Each service takes its own facts back; with `give_up_lost` it is put on record of what nobody holds that it is lost.
    pub async fn take_back(&self, give_up_lost: bool) -> anyhow::Result<BTreeMap<&'static str, TakenBack>> {
        let taking = if give_up_lost { Taking::GiveUpLost } else { Taking::Known };
        let assembly = Assembly::open(self.config, self.databases, self.options, &self.services).await?;
        let claims = self.claim(&assembly).await?;
        let witnesses = Witnesses::open(self.databases, definitions::edge(self.config)).await?;
        let mut taken = BTreeMap::new();
        for service in assembly.services.iter().filter(|service| self.concerns(service.name())) {
            let of = witnesses.of(service.name());
            taken.insert(service.name(), record::take_back(service.store(), &of, taking, &Numbers(service)).await?);
        }
        claims.release().await?;
        witnesses.close().await;
        assembly.close().await;
        Ok(taken)
    }

    /// Rounds until nothing moves any more.
    pub async fn rounds(&self) -> anyhow::Result<Rounds> {
        // opened anew: what was taken back is found when a service is opened
        let assembly = Assembly::open(self.config, self.databases, self.options, &self.services).await?;
        let mut claims = self.claim(&assembly).await?;
        let witnesses = Witnesses::open(self.databases, definitions::edge(self.config)).await?;
        let mut done = Rounds::default();
        // all heads at first, then what has changed since
        let mut since = None;
        loop {
            let began = machine_now();
            done.rounds += 1;
            done.refused.clear();
            let mut moved = 0;
            for service in assembly.services.iter().filter(|service| self.concerns(service.name())) {
                claims.hold().await?;
                moved += round(service, &witnesses, since, &mut done).await?;
            }
            since = Some(began);
            tracing::info!(round = done.rounds, facts = moved, "a round of recovery");
            if moved == 0 {
                break;
            }
        }
        claims.release().await?;
        witnesses.close().await;
        assembly.close().await;
        Ok(done)
    }

    /// Documents of a service that are behind their record; all of them, told one by one.
    pub async fn behind(&self, mut tell: impl FnMut(&'static str, &Behind)) -> anyhow::Result<u64> {
        let mut count = 0_u64;
        for definition in &self.services {
            let store = self.databases.open_read_only(definition.name).await?;
            let mut last = None;
            loop {
                let page = record::behind(&store, last.as_ref(), PAGE).await?;
                for behind in &page {
                    tell(definition.name, behind);
                    count = count.saturating_add(1);
                }
                match page.into_iter().last() {
                    Some(behind) => last = Some(behind),
                    None => break,
                }
            }
            store.close().await;
        }
        Ok(count)
    }

    /// Nobody serves meanwhile what is recovered.
    async fn claim(&self, assembly: &Assembly) -> anyhow::Result<Claims> {
        let recovered = assembly.services.iter().filter(|service| self.concerns(service.name()));
        Claims::take(self.databases, recovered.map(|service| (service.name(), service.store().clone()))).await
    }

    /// The edge may be opened with the others, and states nothing that anybody takes in.
    fn concerns(&self, service: &str) -> bool {
        self.services.iter().any(|definition| definition.name == service)
    }
}

/// What the service itself does with the facts that it takes back.
struct Numbers<'a>(&'a Arc<dyn Service>);

impl Beside for Numbers<'_> {
    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        self.0.taken_back(tx, facts)
    }
}

/// One round of one service: what it has itself, as far as that goes by itself; then what others have stated, which may
/// look at it.
async fn round(
    service: &Arc<dyn Service>,
    witnesses: &Witnesses,
    since: Option<Instant>,
    done: &mut Rounds,
) -> anyhow::Result<u64> {
    let redone = redo_own(service, done).await?;
    let name = service.name();
    let Some(consumer) = Arc::clone(service).consumer() else { return Ok(redone) };
    let mut report = parked::ask_all_again(&consumer).await?;
    for producer in consumer.producers() {
        let heads = StoreHeads::of(witnesses.store(producer)?, producer);
        report.add(heads::catch_up(&consumer, &heads, since).await?);
    }
    let taken = report.handled.saturating_add(report.passed);
    let sum = done.taken_in.entry(name).or_default();
    *sum = sum.saturating_add(taken);
    Ok(redone.saturating_add(taken))
}

/// Its own facts, over and over: of one document they may wait for those of another.
async fn redo_own(service: &Arc<dyn Service>, done: &mut Rounds) -> anyhow::Result<u64> {
    let Some(handlers) = Arc::clone(service).redoing() else { return Ok(0) };
    let name = service.name();
    let mut moved = 0_u64;
    loop {
        let redone = record::redo(&handlers).await?;
        moved = moved.saturating_add(redone.facts);
        let sum = done.redone.entry(name).or_default();
        *sum = sum.saturating_add(redone.facts);
        if redone.facts == 0 {
            done.refused.extend(redone.refused.into_iter().map(|(behind, reason)| (name, behind, reason)));
            return Ok(moved);
        }
    }
}
