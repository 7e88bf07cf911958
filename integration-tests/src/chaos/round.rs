//! A round of a run: orders on one side, harm on the other; then rest, and everything is looked at.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use futures::future::join_all;
use o2c::{audit::Audited, databases::Databases, demo::desk::Desk, local_mesh::LocalMesh};
use o2c_kernel::{Deadline, Instant, machine_now};
use o2c_testkit::Chance;

use super::{
    Plan,
    books::Books,
    check,
    clerk::{Clerk, Tally},
    clocks::Clocks,
    faults::Faults,
    killer::{self, Killer},
    opening::Opened,
    points::Points,
    roads::Roads,
    story::{Ending, Story, Told},
};

/// Orders that are worked on at a time.
const CLERKS: u64 = 12;
/// How long a mesh that nobody harms any more may take to come to rest.
pub const REST: Duration = Duration::from_secs(120);
/// How long rare failpoints are waited for.
const RARE: Duration = Duration::from_secs(180);
/// Between two looks at what has ended, once the kills are done.
const MENDING: Duration = Duration::from_millis(200);
/// How long the audit lets facts settle.
const SETTLE: Duration = Duration::from_secs(30);

/// The streams of chance of a round.
const KILLS: u64 = 0;
const ROADS: u64 = 1;
const CLOCKS: u64 = 2;
/// Orders have a stream each.
const ORDERS: u64 = 1 << 32;

/// What the rounds share, and what they came to.
pub struct Run<'a> {
    plan: &'a Plan,
    business: &'a Opened,
    desk: Desk,
    roads: &'a Roads,
    clocks: &'a Clocks,
    pub tally: &'a Arc<Tally>,
    pub faults: &'a Faults,
    next: AtomicU64,
    pub told: Vec<Told>,
    pub rounds: u64,
    pub laws: usize,
    pub rows: u64,
    pub violations: Vec<String>,
    pub recovered: Option<Duration>,
    /// What the time went into, all rounds together.
    pub took: BTreeMap<&'static str, Duration>,
}

impl<'a> Run<'a> {
    pub fn new(
        plan: &'a Plan,
        business: &'a Opened,
        desk: Desk,
        tally: &'a Arc<Tally>,
        faults: &'a Faults,
        roads: &'a Roads,
        clocks: &'a Clocks,
    ) -> Self {
        Self {
            plan,
            business,
            desk,
            roads,
            clocks,
            tally,
            faults,
            next: AtomicU64::new(0),
            told: Vec::new(),
            rounds: 0,
            laws: 0,
            rows: 0,
            violations: Vec::new(),
            recovered: None,
            took: BTreeMap::new(),
        }
    }

    /// Up to so many orders in all, and so many kills; the last round goes on until every failpoint was died of.
    pub async fn round(
        &mut self,
        mesh: &mut LocalMesh,
        points: &mut Points,
        orders: u64,
        kills: u64,
        last: bool,
    ) -> anyhow::Result<()> {
        self.rounds += 1;
        let chance = Chance::part(self.plan.seed, self.rounds);
        let began = machine_now();
        let told = self.storm(mesh, points, &chance, orders, kills, last).await;
        self.took("harm", began);
        let began = machine_now();
        self.soothe(mesh).await?;
        let rested = killer::recovery(REST, async || settled(&self.desk, Duration::from_secs(2)).await.is_ok()).await;
        match rested {
            Some(rested) => self.recovered = Some(self.recovered.map_or(rested, |before| before.max(rested))),
            None => {
                self.recovered = None;
                let why = settled(&self.desk, Duration::from_secs(2)).await.err();
                self.violations.push(format!("the mesh does not come to rest: {why:?}"));
            }
        }
        match told {
            Ok(told) => self.told.extend(told),
            Err(error) => self.violations.push(format!("an order was not told to its end: {error:#}")),
        }
        self.took("rest", began);
        let began = machine_now();
        self.look(mesh).await?;
        self.took("look", began);
        Ok(())
    }

    fn took(&mut self, what: &'static str, began: Instant) {
        *self.took.entry(what).or_default() += machine_now().since(began);
    }

    /// Everything, by the product's own laws and past them.
    async fn look(&mut self, mesh: &LocalMesh) -> anyhow::Result<()> {
        let databases = Databases::of(&mesh.place.config, &mesh.place.directory);
        let audit = Audited::open(&databases, None).await?.check(SETTLE).await?;
        let broken = audit.laws.iter().filter(|law| law.report.failed > 0);
        self.violations.extend(broken.map(|law| format!("{}: {}", law.law, law.title)));
        (self.laws, self.rows) = (audit.checked(), audit.rows());
        if self.violations.is_empty() {
            self.violations.extend(check::violations(&Books::of(mesh), &self.told).await?);
        }
        Ok(())
    }

    /// Nobody harms it any more: roads are open, clocks are right, no process may die of a failpoint.
    async fn soothe(&self, mesh: &mut LocalMesh) -> anyhow::Result<()> {
        self.roads.mend();
        self.clocks.set_right(&names(mesh))?;
        for process in &mut mesh.processes {
            process.restart()?;
        }
        mesh.mend().await?;
        mesh.ready().await
    }

    async fn storm(
        &self,
        mesh: &mut LocalMesh,
        points: &mut Points,
        chance: &Chance,
        orders: u64,
        kills: u64,
        last: bool,
    ) -> anyhow::Result<Vec<Told>> {
        let part = |of: u64| Chance::part(chance.clone().draw(), of);
        let processes = names(mesh);
        let over = AtomicBool::new(false);
        let patience = Deadline::after(REST + RARE + Duration::from_secs(kills * 4));
        let clerk = Clerk::new(self.desk.clone(), Arc::clone(self.tally), self.plan.seed, patience);
        let clerks = join_all((0..CLERKS).map(|_| self.work(&clerk, orders, &over)));
        let mut killer = Killer::new(mesh, part(KILLS), self.faults.clone(), points);
        let harmed = async {
            let rare = Deadline::after(RARE + Duration::from_secs(kills * 2));
            let road_chance = part(ROADS);
            tokio::select! {
                killed = killer.run(kills, last, rare) => killed?,
                never = self.roads.harm(&road_chance, self.faults) => match never {},
                stepped = self.step_clocks(&processes, part(CLOCKS)) => stepped?,
            }
            self.roads.mend();
            over.store(true, Ordering::Relaxed);
            // what was armed may still die while the last orders are worked on
            loop {
                tokio::time::sleep(MENDING).await;
                killer.mend().await?;
            }
        };
        let told: Vec<anyhow::Result<Vec<Told>>> = tokio::select! {
            told = clerks => told,
            failed = harmed => {
                let never: anyhow::Result<std::convert::Infallible> = failed;
                return never.map(|never| match never {}).context("the mesh cannot be harmed any further");
            }
        };
        killer.mend().await?;
        Ok(told.into_iter().collect::<anyhow::Result<Vec<Vec<Told>>>>()?.into_iter().flatten().collect())
    }

    /// Only processes built for it have clocks of their own.
    async fn step_clocks(&self, processes: &[String], chance: Chance) -> anyhow::Result<()> {
        if cfg!(feature = "failpoints") {
            self.clocks.step(processes, chance, self.faults).await
        } else {
            std::future::pending().await
        }
    }

    /// One clerk: order after order, until there are enough and the harm is over.
    async fn work(&self, clerk: &Clerk, orders: u64, over: &AtomicBool) -> anyhow::Result<Vec<Told>> {
        let mut told = Vec::new();
        loop {
            let enough = self.next.load(Ordering::Relaxed) >= orders;
            if enough && over.load(Ordering::Relaxed) {
                return Ok(told);
            }
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let mut chance = Chance::part(self.plan.seed, ORDERS + number);
            let ending = Ending::drawn(chance.below(100));
            let quantity = chance.between(1, 20);
            let story = Story { clerk, business: self.business, number, quantity, ending };
            told.push(story.tell().await.with_context(|| format!("order {number}, {ending:?}"))?);
        }
    }
}

fn names(mesh: &LocalMesh) -> Vec<String> {
    mesh.processes.iter().map(|process| process.name().to_owned()).collect()
}

/// Waits until nothing is under way.
async fn settled(desk: &Desk, within: Duration) -> anyhow::Result<()> {
    let mut desk = desk.clone();
    let settled = tokio::time::timeout(within, desk.settle()).await;
    ensure!(settled.is_ok(), "something is still under way");
    settled?
}
