//! Kills a random process every now and then and starts it again: any service, the gateway, PostgreSQL, NATS.

use std::{collections::BTreeMap, time::Duration};

use o2c::local_mesh::LocalMesh;
use o2c_kernel::{Deadline, failpoint::Failpoint, machine_now};

use o2c_testkit::Chance;

use super::WITH_SAGAS;

/// Between two kills.
const LEAST: u64 = 200;
const MOST: u64 = 1_000;
/// How long a victim may lie before it is started again.
const LIES: u64 = 300;
/// What runs beside the processes of our own.
const SERVERS: &[&str] = &["postgres", "nats-server"];

/// Of a hundred strikes, how many arm a failpoint, while there are any.
const ARMED: u64 = 60;
/// How often an armed failpoint may be passed before it kills.
const PASSES: u64 = 4;
/// How often another victim is looked for, where one is to die of a failpoint: those that nothing passes do not wait for
/// ever.
const SECOND_THOUGHTS: usize = 3;
/// Of a hundred deaths of the broker, after how many it has forgotten everything.
const WIPES: u64 = 33;

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

/// Strikes at a mesh.
pub struct Killer<'a> {
    pub mesh: &'a mut LocalMesh,
    pub chance: Chance,
    pub done: Done,
    /// Failpoints to be armed, the next one last; none where the program has none.
    waiting: Vec<(&'static str, String)>,
    /// Which failpoint waits in which process.
    armed: BTreeMap<&'static str, String>,
}

impl<'a> Killer<'a> {
    pub fn new(mesh: &'a mut LocalMesh, mut chance: Chance) -> Self {
        let mut waiting = failpoints();
        // by the seed, so that a short run does not always meet the same ones
        for at in (1..waiting.len()).rev() {
            waiting.swap(at, chance.index(at + 1));
        }
        Self { mesh, chance, done: Done::default(), waiting, armed: BTreeMap::new() }
    }

    /// Kills so many times, arms failpoints between, and starts again whatever has ended.
    pub async fn run(&mut self, kills: u64) -> anyhow::Result<()> {
        while self.done.kill_count() < kills {
            tokio::time::sleep(Duration::from_millis(self.chance.between(LEAST, MOST))).await;
            self.mend().await?;
            let free = self.waiting.iter().rposition(|(role, _)| !self.armed.contains_key(role));
            match free.filter(|_| self.chance.percent(ARMED)) {
                Some(at) => {
                    let (role, point) = self.waiting.remove(at);
                    self.arm(role, point)?;
                }
                None => {
                    let victim = self.strike().await?;
                    *self.done.kills.entry(victim).or_default() += 1;
                }
            }
        }
        Ok(())
    }

    /// Starts again what has ended. Who had a failpoint armed has died of it.
    pub async fn mend(&mut self) -> anyhow::Result<()> {
        for ended in self.mesh.mend().await? {
            if let Some((_, point)) = self.armed.remove_entry(ended.as_str()) {
                self.done.fault(&format!("aborted at {point}"));
            }
        }
        Ok(())
    }

    /// Starts a process again so that it dies by itself at a failpoint, some time after it has begun to work.
    fn arm(&mut self, role: &'static str, point: String) -> anyhow::Result<()> {
        let passes = self.chance.below(PASSES);
        let Some(process) = self.mesh.processes.iter_mut().find(|process| process.role() == role) else {
            return Ok(());
        };
        let script = format!("{point}={passes}*off->1*return(abort)");
        process.restart_with(&[("FAILPOINTS".to_owned(), script)])?;
        self.armed.insert(role, point);
        Ok(())
    }

    /// Anybody, but rather not one who is to die of a failpoint.
    fn victim(&mut self) -> anyhow::Result<usize> {
        let count = self.mesh.processes.len() as u64 + SERVERS.len() as u64;
        let mut at = 0;
        for _ in 0..SECOND_THOUGHTS {
            at = usize::try_from(self.chance.below(count))?;
            let role = self.mesh.processes.get(at).map(|process| process.role());
            if role.is_none_or(|role| !self.armed.contains_key(role)) {
                break;
            }
        }
        Ok(at)
    }

    async fn strike(&mut self) -> anyhow::Result<String> {
        let at = self.victim()?;
        let lies = Duration::from_millis(self.chance.below(LIES));
        let (mesh, done) = (&mut *self.mesh, &mut self.done);
        done.fault("kill");
        if let Some(process) = mesh.processes.get_mut(at) {
            process.child().kill();
            self.armed.remove(process.role());
            tokio::time::sleep(lies).await;
            process.restart()?;
            return Ok(process.role().to_owned());
        }
        if at == mesh.processes.len() {
            mesh.postgres.kill();
            tokio::time::sleep(lies).await;
            mesh.postgres.restart().await?;
            return Ok("postgres".to_owned());
        }
        mesh.nats.kill();
        if self.chance.percent(WIPES) {
            mesh.nats.wipe();
            done.fault("broker wiped");
        }
        tokio::time::sleep(lies).await;
        mesh.nats.restart().await?;
        Ok("nats-server".to_owned())
    }
}

/// Every failpoint of every service that can come by it; none where the program was built without them.
fn failpoints() -> Vec<(&'static str, String)> {
    if !cfg!(feature = "failpoints") {
        return Vec::new();
    }
    let mut all = Vec::new();
    for definition in &o2c::definitions::ALL {
        for point in Failpoint::ALL {
            let name = point.name(definition.name);
            if !name.starts_with("saga::") || WITH_SAGAS.contains(&definition.name) {
                all.push((definition.name, name));
            }
        }
    }
    all
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
