//! Replacing: a process is asked to end, its successor takes its place, and only then it is the next one's turn.

use std::time::Duration;

use anyhow::{Context, ensure};
use o2c::local_mesh::{LocalMesh, Program};

/// How long a process may take to come to its end: a cluster kills it after that.
const DRAIN: Duration = Duration::from_secs(30);
/// Until callers have noticed that a process is back: they leave one alone for half a second that they could not reach.
/// A cluster has readiness for it.
const NOTICED: Duration = Duration::from_millis(600);

/// Who replaces processes of a mesh.
pub struct Crew<'a> {
    pub mesh: &'a mut LocalMesh,
    pub roles: &'a [&'static str],
    pub abruptly: bool,
}

impl Crew<'_> {
    /// The first process of each role, or the second.
    pub async fn replace(&mut self, which: usize, program: &Program) -> anyhow::Result<()> {
        for role in self.roles {
            let mut of_role = self.mesh.processes.iter_mut().filter(|process| process.role() == Some(*role));
            let process = of_role.nth(which.saturating_sub(1)).with_context(|| format!("{role} has no {which}."))?;
            if !self.abruptly {
                process.terminate();
                let name = process.name().to_owned();
                let ended = process.child().ended(DRAIN).await.with_context(|| format!("{name} does not end"))?;
                ensure!(ended.success(), "{name} ended with {ended}, see {}", process.log().display());
            }
            process.restart_as(program)?;
            process.ready().await?;
            tokio::time::sleep(NOTICED).await;
        }
        Ok(())
    }
}
