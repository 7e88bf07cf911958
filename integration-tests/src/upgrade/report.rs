//! What a run came to.

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use o2c::{audit::Audited, databases::Databases, local_mesh::LocalMesh};
use serde::Serialize;

use super::{Plan, load::Load};
use crate::chaos::{books::Books, check, story::Told};

/// How long the audit lets facts settle.
const SETTLE: Duration = Duration::from_secs(30);
/// How long the mesh may take to come to rest.
const REST: Duration = Duration::from_secs(120);

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version before, where it is another program.
    pub previous: Option<String>,
    /// Processes that were drained and replaced.
    pub replaced: usize,
    /// Tables that had a column more than any of the programs knew.
    pub newer_tables: usize,
    /// Orders that were told to their end, by phase.
    pub phases: BTreeMap<&'static str, u64>,
    pub orders: usize,
    /// Commands over gRPC and requests over HTTP that were answered.
    pub commands: u64,
    pub requests: u64,
    /// What was not answered at once, each with how often.
    pub failures: BTreeMap<String, u64>,
    /// Laws that compared a row, and the rows.
    pub laws: usize,
    pub rows: u64,
    pub violations: Vec<String>,
}

impl Report {
    /// Nobody has noticed anything, and the book ties.
    #[must_use]
    pub fn held(&self) -> bool {
        self.failures.is_empty() && self.violations.is_empty()
    }
}

/// What has happened until then.
pub struct Passed {
    pub phases: BTreeMap<&'static str, u64>,
    pub expanded: usize,
    pub told: Vec<Told>,
}

/// Waits until the mesh is at rest, and looks at everything.
pub async fn looked_at(plan: &Plan, mesh: &LocalMesh, load: &Load, passed: Passed) -> anyhow::Result<Report> {
    let Passed { phases, expanded, told } = passed;
    let mut violations = Vec::new();
    match tokio::time::timeout(REST, load.desk.clone().settle()).await {
        Ok(settled) => settled?,
        Err(_) => violations.push("the mesh does not come to rest".to_owned()),
    }
    let databases = Databases::of(&mesh.place.config, &mesh.place.directory);
    let audit = Audited::open(&databases, None).await?.check(SETTLE).await?;
    let broken = audit.laws.iter().filter(|law| law.report.failed > 0);
    violations.extend(broken.map(|law| format!("{}: {}", law.law, law.title)));
    violations.extend(check::violations(&Books::of(mesh), &told).await?);
    Ok(Report {
        previous: plan.previous.as_ref().map(|previous| previous.path.display().to_string()),
        // each of a role: forward, back, forward
        replaced: plan.replaced()?.len() * super::REPLICAS * 3,
        newer_tables: expanded,
        phases,
        orders: told.len(),
        commands: load.tally.commands.load(Ordering::Relaxed),
        requests: load.answered(),
        failures: load.tally.failures(),
        laws: audit.checked(),
        rows: audit.rows(),
        violations,
    })
}
