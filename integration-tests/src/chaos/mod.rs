//! A supervisor that runs a business through a mesh of processes while it does it every harm that it can, and then has
//! everything counted.
//!
//! One seed says what is ordered, how each order ends, who is struck when and for how long; what the machine makes of
//! the timing is its own, so a seed that failed once is tried several times.

mod afterwards;
pub(crate) mod books;
mod bus;
pub(crate) mod check;
pub(crate) mod clerk;
mod clocks;
mod deck;
mod faults;
mod killer;
pub(crate) mod opening;
mod planted;
mod points;
mod report;
mod roads;
mod round;
pub(crate) mod story;
mod warehouse;

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, ensure};
use o2c::{
    config::Config,
    demo::desk::Desk,
    local_mesh::{Layout, LocalMesh, Program},
    mesh::reach,
};
use o2c_kernel::Deadline;
use o2c_local::Durability;

use clerk::{Clerk, Tally};
use clocks::Clocks;
use faults::Faults;
use opening::Opened;
use points::Points;
use roads::Roads;
use round::{REST, Run};

pub use report::Report;

/// Services with two processes: what one has begun another one goes on with.
const REPLICAS: &[(&str, usize)] = &[("credit", 2), ("billing", 2)];
/// Kills between two looks at everything.
const KILLS_OF_A_ROUND: u64 = 30;

/// What the mesh keeps its books in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// A process per service, PostgreSQL and NATS.
    Postgres,
    /// One process over files.
    Sqlite,
}

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub engine: Engine,
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
    std::fs::create_dir_all(&plan.directory)?;
    let (roads, clocks) = (Roads::default(), Clocks::new(&plan.directory)?);
    let mut config = Config::load(None)?;
    config.clock.zone = clocks::noon();
    let mut mesh = start(plan, &config, &roads, &clocks).await?;
    let desk = Desk::new(&reach(mesh.address().to_string().parse()?)?);
    let tally = std::sync::Arc::new(Tally::default());

    let calm = Clerk::new(desk.clone(), tally.clone(), plan.seed, Deadline::after(REST));
    let business = Opened::open(&calm, &config.zone()?).await.context("the business does not open")?;

    let rounds = plan.kills.div_ceil(KILLS_OF_A_ROUND);
    let (faults, mut points) = (Faults::default(), Points::all());
    let mut run = Run::new(plan, &business, desk, &tally, &faults, &roads, &clocks);
    for round in 1..=rounds {
        let kills = KILLS_OF_A_ROUND.min(plan.kills - faults.kills());
        run.round(&mut mesh, &mut points, plan.orders * round / rounds, kills, round == rounds).await?;
        if !run.violations.is_empty() {
            break;
        }
    }
    let mut report = Report::new(plan, &run, &points);
    mesh.stop().await;
    if plan.planted {
        report.planted = planted::catch().await?;
        let missed = report.planted.iter().filter(|(_, caught)| !**caught);
        report.violations.extend(missed.map(|(name, _)| format!("the planted bug {name} was not caught")));
    }
    Ok(report)
}

async fn start(plan: &Plan, config: &Config, roads: &Roads, clocks: &Clocks) -> anyhow::Result<LocalMesh> {
    let mut program = plan.program.clone();
    program.variables.push(bus::variable(plan.seed, &plan.directory));
    program.variables.push(("O2C__CLOCK__ZONE".to_owned(), config.clock.zone.clone()));
    let layout = Layout {
        config,
        program: &program,
        durability: Durability::Process,
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        replicas: REPLICAS,
        way: &|edge| roads.build(edge),
        told: &|process| vec![clocks.variable(process)],
    };
    match plan.engine {
        Engine::Postgres => LocalMesh::start(&plan.directory, &layout).await,
        Engine::Sqlite => LocalMesh::embedded(&plan.directory, &layout).await,
    }
}
