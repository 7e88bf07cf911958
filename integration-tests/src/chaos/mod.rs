//! A supervisor that runs a business through a mesh of processes while it kills them, and then has everything counted.
//!
//! One seed says what is ordered, how each order ends, who is struck when and for how long; what the machine makes of
//! the timing is its own, so a seed that failed once is tried several times.

mod check;
mod clerk;
mod killer;
mod opening;
mod planted;
mod report;
mod story;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use futures::future::join_all;
use o2c::{
    audit::Audited,
    config::Config,
    databases::Databases,
    demo::desk::Desk,
    local_mesh::{LocalMesh, Program},
    mesh::reach,
};
use o2c_kernel::Deadline;
use o2c_local::Durability;
use o2c_testkit::Chance;

use clerk::{Clerk, Tally};
use killer::Killer;
use opening::Opened;
use story::{Ending, Story, Told};

pub use report::Report;

/// Services that have sagas.
const WITH_SAGAS: &[&str] = &["orders", "payments"];
/// Orders that are worked on at a time.
const CLERKS: u64 = 12;
/// How long a mesh that nobody harms any more may take to come to rest.
const REST: Duration = Duration::from_secs(120);
/// Between two looks at what has ended, once the kills are done.
const MENDING: Duration = Duration::from_millis(200);
/// How long the audit lets facts settle.
const SETTLE: Duration = Duration::from_secs(30);
/// A process that was killed last is there again within this.
const RECOVERY: Duration = Duration::from_secs(60);

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    /// At least so many orders; more if the kills take longer.
    pub orders: u64,
    pub kills: u64,
    /// Whether to show that the tests can fail, too.
    pub planted: bool,
    /// Where the mesh lives, and is left after a failure.
    pub directory: PathBuf,
    pub program: Program,
}

/// Runs the plan; an error only where the run itself could not be made.
pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    ensure!(plan.orders > 0, "a run without orders proves nothing");
    ensure!(plan.kills > 0, "a run without faults proves nothing");
    let config = Config::load(None)?;
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut mesh = LocalMesh::start(&plan.directory, &config, &plan.program, Durability::Process, any_port).await?;
    let desk = desk(&mesh)?;
    let tally = Arc::new(Tally::default());

    let calm = Clerk::new(desk.clone(), Arc::clone(&tally), plan.seed, Deadline::after(REST));
    let business = Opened::open(&calm, &config.zone()?).await.context("the business does not open")?;

    let mut killer = Killer::new(&mut mesh, Chance::part(plan.seed, 0));
    let told = storm(plan, &mut killer, &desk, &tally, &business).await;
    let done = killer.done;
    // none of them may die of a failpoint any more
    for process in &mut mesh.processes {
        process.restart()?;
    }
    mesh.mend().await?;
    mesh.ready().await?;
    let recovered = killer::recovery(RECOVERY, async || settled(&desk, Duration::from_secs(1)).await.is_ok()).await;

    let mut violations = Vec::new();
    let told = told.unwrap_or_else(|error| {
        violations.push(format!("an order was not told to its end: {error:#}"));
        Vec::new()
    });
    if let Err(error) = settled(&desk, REST).await {
        violations.push(format!("the mesh does not come to rest: {error:#}"));
    }
    let databases = Databases::of(&mesh.place.config, &plan.directory);
    let audit = Audited::open(&databases).await?.check(SETTLE).await?;
    violations
        .extend(audit.laws.iter().filter(|law| law.report.failed > 0).map(|law| format!("{}: {}", law.law, law.title)));
    if violations.is_empty() {
        violations.extend(check::violations(&mesh.postgres, &told)?);
    }
    let mut report = Report::new(plan, told.len(), &done, &audit, violations, recovered, &tally);
    mesh.stop().await;
    if plan.planted {
        report.planted = planted::catch().await?;
        let missed = report.planted.iter().filter(|(_, caught)| !**caught);
        report.violations.extend(missed.map(|(name, _)| format!("the planted bug {name} was not caught")));
    }
    Ok(report)
}

/// Orders on one side, kills on the other, until both have had enough.
async fn storm(
    plan: &Plan,
    killer: &mut Killer<'_>,
    desk: &Desk,
    tally: &Arc<Tally>,
    business: &Opened,
) -> anyhow::Result<Vec<Told>> {
    let (next, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let patience = Deadline::after(REST + Duration::from_secs(plan.kills * 2));
    let clerk = Clerk::new(desk.clone(), Arc::clone(tally), plan.seed, patience);
    let clerks = join_all((0..CLERKS).map(|_| async {
        let mut told = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= plan.orders && over.load(Ordering::Relaxed) {
                return Ok::<_, anyhow::Error>(told);
            }
            let mut chance = Chance::part(plan.seed, number + 1);
            let ending = match chance.below(10) {
                0 => Ending::Cancelled,
                1 => Ending::PaidShort,
                2 => Ending::PaidTwice,
                _ => Ending::Paid,
            };
            let story = Story { clerk: &clerk, business, number, quantity: chance.between(1, 20), ending };
            told.push(story.tell().await.with_context(|| format!("order {number}, {ending:?}"))?);
        }
    }));
    let killed = async {
        let killed = killer.run(plan.kills).await;
        over.store(true, Ordering::Relaxed);
        killed?;
        // what was armed may still die while the last orders are worked on
        loop {
            tokio::time::sleep(MENDING).await;
            killer.mend().await?;
        }
    };
    let told: Vec<anyhow::Result<Vec<Told>>> = tokio::select! {
        told = clerks => told,
        failed = killed => {
            let never: anyhow::Result<std::convert::Infallible> = failed;
            return never.map(|never| match never {}).context("the mesh cannot be harmed any further");
        }
    };
    Ok(told.into_iter().collect::<anyhow::Result<Vec<Vec<Told>>>>()?.into_iter().flatten().collect())
}

fn desk(mesh: &LocalMesh) -> anyhow::Result<Desk> {
    Ok(Desk::new(&reach(mesh.address().to_string().parse()?)?))
}

/// Waits until nothing is under way.
async fn settled(desk: &Desk, within: Duration) -> anyhow::Result<()> {
    let mut desk = desk.clone();
    tokio::time::timeout(within, desk.settle()).await.context("not settled in time")?
}
