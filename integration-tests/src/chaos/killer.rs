//! Kills a random process every now and then and starts it again: any service, the gateway, PostgreSQL, NATS.

use std::{collections::BTreeMap, time::Duration};

use o2c::local_mesh::LocalMesh;
use o2c_kernel::{Deadline, machine_now};

use super::dice::Dice;

/// Between two kills.
const LEAST: u64 = 200;
const MOST: u64 = 1_000;
/// How long a victim may lie before it is started again.
const LIES: u64 = 300;
/// After a restart of PostgreSQL or NATS, so that every kill meets a mesh that works again at times.
const SERVERS: &[&str] = &["postgres", "nats-server"];

/// What was done to the mesh.
#[derive(Clone, Debug, Default)]
pub struct Done {
    pub kills: BTreeMap<String, u64>,
    pub faults: BTreeMap<String, u64>,
}

impl Done {
    #[must_use]
    pub fn kill_count(&self) -> u64 {
        self.kills.values().sum()
    }

    pub fn fault(&mut self, kind: &str) {
        *self.faults.entry(kind.to_owned()).or_default() += 1;
    }
}

/// Kills so many times, then sees that everything runs.
pub async fn kill(mesh: &mut LocalMesh, dice: &mut Dice, kills: u64, done: &mut Done) -> anyhow::Result<()> {
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(dice.between(LEAST, MOST))).await;
        let victim = strike(mesh, dice, done).await?;
        *done.kills.entry(victim).or_default() += 1;
    }
    Ok(())
}

async fn strike(mesh: &mut LocalMesh, dice: &mut Dice, done: &mut Done) -> anyhow::Result<String> {
    let count = mesh.processes.len() as u64 + SERVERS.len() as u64;
    let at = usize::try_from(dice.below(count))?;
    let lies = Duration::from_millis(dice.below(LIES));
    if let Some(process) = mesh.processes.get_mut(at) {
        process.child().kill();
        done.fault("kill");
        tokio::time::sleep(lies).await;
        process.restart()?;
        return Ok(process.role().to_owned());
    }
    if at == mesh.processes.len() {
        mesh.postgres.kill();
        done.fault("kill");
        tokio::time::sleep(lies).await;
        mesh.postgres.restart().await?;
        return Ok("postgres".to_owned());
    }
    mesh.nats.kill();
    done.fault("kill");
    // every third time the broker forgets everything
    if dice.percent(33) {
        mesh.nats.wipe();
        done.fault("broker wiped");
    }
    tokio::time::sleep(lies).await;
    mesh.nats.restart().await?;
    Ok("nats-server".to_owned())
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
