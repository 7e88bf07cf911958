//! How the bus treats facts.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use o2c_messaging::{Bus, Envelope};
use o2c_testkit::HostileBus;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Everything arrives: the mesh has to settle without help, whatever dies.
    Calm,
    /// Doubles, reorders, holds back, cuts anew.
    Hostile,
    /// And loses.
    Losing,
}

/// A bus in this weather, until it clears up.
pub struct Sky {
    pub bus: Bus,
    clear: Arc<AtomicBool>,
}

/// One for each producer: a bus may mix up the order of facts, never whose they are.
type Hostile = Arc<Mutex<HashMap<Arc<str>, HostileBus<Envelope>>>>;

/// Of a hundred facts.
const LOSSES: u64 = 4;

impl Weather {
    pub const ALL: [Self; 3] = [Self::Calm, Self::Hostile, Self::Losing];

    pub fn sky(self, seed: u64) -> Sky {
        let clear = Arc::new(AtomicBool::new(false));
        if self == Self::Calm {
            return Sky { bus: Bus::local(), clear };
        }
        let losses = if self == Self::Losing { LOSSES } else { 0 };
        let (producers, cleared) = (Hostile::default(), Arc::clone(&clear));
        let bus = Bus::tampered(Arc::new(move |set: &[Envelope]| {
            let Some(producer) = set.first().map(|fact| Arc::clone(&fact.producer)) else { return Vec::new() };
            if cleared.load(Ordering::SeqCst) {
                return vec![set.to_vec()];
            }
            let mut producers = producers.lock().unwrap_or_else(PoisonError::into_inner);
            let salt = producer.bytes().map(u64::from).sum::<u64>();
            let hostile = producers.entry(producer).or_insert_with(|| HostileBus::new(seed ^ salt).losing(losses));
            hostile.disturb(set)
        }));
        Sky { bus, clear }
    }
}

impl Sky {
    /// From now on everything arrives. What was held back is lost, as far as anybody can tell.
    pub fn clears_up(&self) {
        self.clear.store(true, Ordering::SeqCst);
    }
}
