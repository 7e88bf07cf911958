//! The roads between processes and servers: each edge of the mesh runs through a proxy of ours, so that it can be cut and
//! made slow while both ends live.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use o2c::local_mesh::Edge;
use o2c_local::{Proxy, Road};
use o2c_testkit::Chance;

use super::faults::Faults;

/// Roads that are harmed at a time.
const TOGETHER: u64 = 3;
/// Between two misfortunes of one road mender, milliseconds.
const LEAST: u64 = 200;
const MOST: u64 = 1_500;
/// How long one lasts, milliseconds.
const SHORTEST: u64 = 50;
const LONGEST: u64 = 2_500;
/// How long a load waits on a slow road, milliseconds at most.
const SLOWEST: u64 = 40;
/// Between two looks for a road that somebody uses.
const LOOK: Duration = Duration::from_millis(100);

/// All roads, as they were built.
#[derive(Debug, Default)]
pub struct Roads(Mutex<Vec<(String, Proxy)>>);

impl Roads {
    /// Builds the road of an edge; where the caller finds its beginning.
    pub fn build(&self, edge: &Edge) -> anyhow::Result<SocketAddr> {
        let proxy = Proxy::open(edge.address)?;
        let address = proxy.address();
        self.roads().push((format!("{} to {}", edge.from, edge.to), proxy));
        Ok(address)
    }

    /// Cuts one and makes one slow, again and again, for as long as it is asked to.
    pub async fn harm(&self, chance: &Chance, faults: &Faults) -> std::convert::Infallible {
        let menders = (0..TOGETHER).map(|mender| self.harm_one(Chance::part(chance.clone().draw(), mender), faults));
        let (never, _, _) = futures::future::select_all(menders.map(Box::pin)).await;
        never
    }

    async fn harm_one(&self, mut chance: Chance, faults: &Faults) -> std::convert::Infallible {
        loop {
            let Some(at) = self.used(&mut chance) else {
                tokio::time::sleep(LOOK).await;
                continue;
            };
            let (kind, road) = match chance.below(3) {
                0 => ("edge cut", Road::Cut),
                1 => ("edge silent", Road::Silent),
                _ => ("edge slowed", Road::Slow(Duration::from_millis(chance.between(1, SLOWEST)))),
            };
            if let Some(edge) = self.make(at, road) {
                faults.harmed(edge, kind);
            }
            tokio::time::sleep(Duration::from_millis(chance.between(SHORTEST, LONGEST))).await;
            self.make(at, Road::Open);
            tokio::time::sleep(Duration::from_millis(chance.between(LEAST, MOST))).await;
        }
    }

    /// All are open again.
    pub fn mend(&self) {
        self.roads().iter().for_each(|(_, proxy)| proxy.make(Road::Open));
    }

    /// One that somebody has gone: to cut another one would prove nothing.
    fn used(&self, chance: &mut Chance) -> Option<usize> {
        let roads = self.roads();
        let used: Vec<usize> =
            (0..roads.len()).filter(|at| roads.get(*at).is_some_and(|(_, proxy)| proxy.carried() > 0)).collect();
        used.get(chance.index(used.len())).copied()
    }

    fn make(&self, at: usize, road: Road) -> Option<String> {
        let roads = self.roads();
        let (edge, proxy) = roads.get(at)?;
        proxy.make(road);
        Some(edge.clone())
    }

    fn roads(&self) -> MutexGuard<'_, Vec<(String, Proxy)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
