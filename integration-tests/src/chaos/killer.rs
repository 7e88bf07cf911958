//! Kills a random process every now and then and starts it again, and starts others so that they die by themselves at a
//! failpoint.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use o2c::local_mesh::{LocalMesh, NATS, POSTGRES};
use o2c_kernel::{Deadline, machine_now};
use o2c_testkit::Chance;

use super::{
    deck::Deck,
    faults::Faults,
    points::{Points, died_of},
};

/// Between two strikes, milliseconds.
const LEAST: u64 = 200;
const MOST: u64 = 1_000;
/// How long a victim may lie before it is started again, milliseconds.
const LIES: u64 = 300;
/// Of a hundred strikes, how many arm failpoints, while there are any to be reached.
const ARMED: u64 = 60;
/// How long PostgreSQL may take to end at once.
const AT_ONCE: Duration = Duration::from_secs(10);

/// Whom a strike hits, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Strike {
    /// By name.
    Process(String),
    Postgres,
    /// As an administrator in a hurry does: `pg_ctl restart -m immediate`.
    PostgresAtOnce,
    Broker,
    /// And it has forgotten everything.
    BrokerAndStore,
}

/// Strikes at a mesh.
pub struct Killer<'a> {
    pub mesh: &'a mut LocalMesh,
    chance: Chance,
    faults: Faults,
    victims: Deck<Strike>,
    points: &'a mut Points,
    /// Processes that are to die of a failpoint.
    armed: BTreeSet<String>,
    /// How many last words of a process are known.
    heard: BTreeMap<String, usize>,
}

impl<'a> Killer<'a> {
    pub fn new(mesh: &'a mut LocalMesh, chance: Chance, faults: Faults, points: &'a mut Points) -> Self {
        let mut victims: Vec<Strike> =
            mesh.processes.iter().map(|process| Strike::Process(process.name().to_owned())).collect();
        if mesh.postgres.is_some() {
            victims.extend([Strike::Postgres, Strike::PostgresAtOnce]);
        }
        if mesh.nats.is_some() {
            victims.extend([Strike::Broker, Strike::BrokerAndStore]);
        }
        let heard = mesh.processes.iter().map(|process| (process.name().to_owned(), last_words(process.log()).len()));
        let heard = heard.collect();
        Self { mesh, chance, faults, victims: Deck::of(victims), points, armed: BTreeSet::new(), heard }
    }

    /// Until there were so many kills, and every failpoint has been died of: for that it is patient, but not for ever.
    pub async fn run(&mut self, kills: u64, all_points: bool, patience: Deadline) -> anyhow::Result<()> {
        let before = self.faults.kills();
        loop {
            let killed = self.faults.kills() - before >= kills;
            let reached = !all_points || self.points.unreached().is_empty() || patience.expired();
            if killed && reached {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(self.chance.between(LEAST, MOST))).await;
            self.mend().await?;
            match self.next_to_arm() {
                Some(role) if killed || self.chance.percent(ARMED) => self.arm(role)?,
                _ if killed => {}
                _ => self.strike().await?,
            }
        }
    }

    /// Starts again what has ended, and hears what it died of.
    pub async fn mend(&mut self) -> anyhow::Result<()> {
        for ended in self.mesh.mend().await? {
            self.armed.remove(&ended);
            let Some(process) = self.mesh.processes.iter().find(|process| process.name() == ended) else {
                self.faults.happened(&format!("{ended} ended by itself"), 1);
                continue;
            };
            let words = last_words(process.log());
            let heard = self.heard.insert(ended.clone(), words.len()).unwrap_or(0);
            let new = words.get(heard..).unwrap_or_default();
            if new.is_empty() {
                self.faults.happened(&format!("{ended} ended by itself"), 1);
            }
            for point in new {
                self.points.reached(point);
                self.faults.happened(&format!("aborted at {point}"), 1);
            }
        }
        Ok(())
    }

    /// A role of which somebody has yet to die of a failpoint, and nobody is about to; the more of them, the likelier.
    fn next_to_arm(&mut self) -> Option<Option<&'static str>> {
        let mut roles: Vec<_> = self
            .mesh
            .processes
            .iter()
            .filter(|process| !self.armed.contains(process.name()))
            .map(|process| process.role())
            .collect();
        roles.dedup();
        let each = |role: Option<&'static str>| std::iter::repeat_n(role, self.points.waiting_in(role));
        let lots: Vec<_> = roles.into_iter().flat_map(each).collect();
        lots.get(self.chance.index(lots.len())).copied()
    }

    /// Starts all processes of a role again so that they die by themselves, some time after they have begun to work.
    fn arm(&mut self, role: Option<&'static str>) -> anyhow::Result<()> {
        let script = self.points.script(role, &mut self.chance);
        for process in self.mesh.processes.iter_mut().filter(|process| process.role() == role) {
            process.restart_with(&[("FAILPOINTS".to_owned(), script.clone())])?;
            self.armed.insert(process.name().to_owned());
        }
        Ok(())
    }

    async fn strike(&mut self) -> anyhow::Result<()> {
        let armed = &self.armed;
        let spared = |strike: &Strike| !matches!(strike, Strike::Process(name) if armed.contains(name));
        let Some(strike) = self.victims.draw(&mut self.chance, spared) else { return Ok(()) };
        let lies = Duration::from_millis(self.chance.below(LIES));
        match &strike {
            Strike::Process(name) => self.kill(name, lies).await?,
            Strike::Postgres | Strike::PostgresAtOnce => {
                let Some(postgres) = &mut self.mesh.postgres else { return Ok(()) };
                if strike == Strike::Postgres {
                    postgres.kill();
                    self.faults.killed(POSTGRES);
                } else {
                    postgres.quit(AT_ONCE).await;
                    self.faults.happened("postgres restarted -m immediate", 1);
                }
                tokio::time::sleep(lies).await;
                postgres.restart().await?;
            }
            Strike::Broker | Strike::BrokerAndStore => {
                let Some(nats) = &mut self.mesh.nats else { return Ok(()) };
                nats.kill();
                self.faults.killed(NATS);
                if strike == Strike::BrokerAndStore {
                    nats.wipe();
                    self.faults.happened("broker wiped", 1);
                }
                tokio::time::sleep(lies).await;
                nats.restart().await?;
            }
        }
        Ok(())
    }

    async fn kill(&mut self, name: &str, lies: Duration) -> anyhow::Result<()> {
        let Some(process) = self.mesh.processes.iter_mut().find(|process| process.name() == name) else {
            return Ok(());
        };
        // one that has died meanwhile is not killed by us
        if !process.is_running() {
            return self.mend().await;
        }
        process.child().kill();
        self.armed.remove(name);
        self.faults.killed(name);
        tokio::time::sleep(lies).await;
        process.restart()
    }
}

fn last_words(log: &std::path::Path) -> Vec<String> {
    std::fs::read_to_string(log).map(|log| died_of(&log)).unwrap_or_default()
}

/// How long it takes from now until a look at the whole mesh succeeds.
pub async fn recovery(within: Duration, mut works: impl AsyncFnMut() -> bool) -> Option<Duration> {
    let (began, until) = (machine_now(), Deadline::after(within));
    while !until.expired() {
        if works().await {
            return Some(machine_now().since(began));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}
