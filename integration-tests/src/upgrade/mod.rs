//! One version replaced by another while a business goes on: every role has two processes, which are drained and replaced
//! one after the other, forward, back and forward again. Nobody who calls may notice.
//!
//! Without a version before, the program is replaced by itself: what is left is that a restart costs no call.

mod command;
mod load;
mod newer;
mod replace;
mod report;
mod shop;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use anyhow::ensure;
use o2c::{
    config::Config,
    definitions::{self, GATEWAY},
    local_mesh::{Layout, LocalMesh, Program},
};
use o2c_local::Durability;

pub use command::Upgrade;
pub use report::Report;

use load::Load;
use replace::Crew;
use report::Passed;

/// Processes of a role that is replaced.
const REPLICAS: usize = 2;

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the mesh lives, and is left after a failure.
    pub directory: PathBuf,
    pub program: Program,
    /// The version before; none: the same program.
    pub previous: Option<Program>,
    /// Orders that are told to their end between two replacements, at least.
    pub orders: u64,
    /// Roles that have two processes and are replaced; none named: all.
    pub roles: Vec<String>,
    /// Ends processes where they stand instead of asking them to: callers have to notice that, or the run proves nothing.
    pub abruptly: bool,
}

impl Plan {
    fn replaced(&self) -> anyhow::Result<Vec<&'static str>> {
        let all = definitions::ALL.iter().map(|definition| definition.name).chain([GATEWAY]);
        let replaced: Vec<&'static str> =
            all.filter(|role| self.roles.is_empty() || self.roles.iter().any(|named| named == role)).collect();
        ensure!(self.roles.len() <= replaced.len(), "not all of these are roles: {}", self.roles.join(", "));
        Ok(replaced)
    }
}

/// Runs the plan; an error only where the run itself could not be made.
pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    ensure!(plan.orders > 0, "a run without orders proves nothing");
    std::fs::create_dir_all(&plan.directory)?;
    let config = Config::load(None)?;
    let roles = plan.replaced()?;
    let replicas: Vec<(&'static str, usize)> = roles.iter().map(|role| (*role, REPLICAS)).collect();
    let previous = plan.previous.as_ref().unwrap_or(&plan.program);
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let layout = Layout { replicas: &replicas, ..Layout::plain(&config, previous, Durability::Process, anywhere) };
    let mut mesh = LocalMesh::start(&plan.directory, &layout).await?;
    let load = Load::open(&mesh, &config).await?;

    let there_and_back = async {
        let mut phases = Phases { load: &load, orders: plan.orders, told: BTreeMap::new() };
        let mut crew = Crew { mesh: &mut mesh, roles: &roles, abruptly: plan.abruptly };
        phases.phase("the version before").await;
        crew.mesh.place.migrate(&plan.program).await?;
        let expanded = newer::expand(crew.mesh).await?;
        phases.phase("the version before, on a newer schema").await;
        crew.replace(1, &plan.program).await?;
        phases.phase("side by side").await;
        crew.replace(2, &plan.program).await?;
        phases.phase("the new version").await;
        crew.replace(1, previous).await?;
        phases.phase("side by side, on the way back").await;
        crew.replace(2, previous).await?;
        phases.phase("the version before, again").await;
        // who goes back by a chart migrates, too
        crew.mesh.place.migrate(previous).await?;
        phases.phase("migrated by the version before").await;
        // what the one before has written since is taken over once more
        crew.replace(1, &plan.program).await?;
        crew.replace(2, &plan.program).await?;
        phases.phase("the new version, at last").await;
        Ok((phases.told, expanded))
    };
    let ((phases, expanded), told) = load.during(there_and_back).await?;
    let report = report::looked_at(plan, &mesh, &load, Passed { phases, expanded, told }).await?;
    mesh.stop().await;
    Ok(report)
}

/// How many orders were told to their end in each phase.
struct Phases<'a> {
    load: &'a Load,
    orders: u64,
    told: BTreeMap<&'static str, u64>,
}

impl Phases<'_> {
    async fn phase(&mut self, name: &'static str) {
        tracing::info!(phase = name, "orders go on");
        self.told.insert(name, self.load.orders_told(self.orders).await);
    }
}
