//! Whatever carries the facts, it may double them, hold them back, and change their order: here it does, for runs that
//! show that nothing comes of it.
//!
//! The variable `O2C_HOSTILE_BUS` names a file, in which each mischief is noted in a line of its own, and before a comma
//! the seed of them. Nothing is lost on this bus: that is the part of a broker whose store is wiped.

use std::{
    fs::File,
    io::Write,
    sync::{Arc, OnceLock},
    time::Duration,
};

use o2c_kernel::Chance;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio_util::task::AbortOnDropHandle;

use super::{Delivered, Subscription};
use crate::envelope::Envelope;

const VARIABLE: &str = "O2C_HOSTILE_BUS";

/// Of a hundred sets, how many come once more, are held back, and have their facts in another order.
const DOUBLED: u64 = 15;
const HELD_BACK: u64 = 15;
const MIXED: u64 = 20;
/// How long a set, or its double, is held back at most.
const LONGEST: u64 = 400;
/// Sets that are held back at a time.
const HELD: usize = 64;

#[derive(Debug)]
struct Mischief {
    seed: u64,
    notes: File,
}

/// What the environment asks for; none where it asks for nothing.
fn mischief() -> Option<&'static Mischief> {
    static ASKED: OnceLock<Option<Mischief>> = OnceLock::new();
    let read = || {
        let asked = std::env::var(VARIABLE).ok()?;
        let (seed, file) = asked.split_once(',')?;
        let notes = File::options().create(true).append(true).open(file).ok()?;
        Some(Mischief { seed: seed.parse().ok()?, notes })
    };
    ASKED.get_or_init(read).as_ref()
}

impl Mischief {
    /// In one write, so that processes that share the file do not mix their lines.
    fn note(&self, what: &str) {
        let _ = (&self.notes).write_all(format!("{what}\n").as_bytes());
    }
}

/// The same subscription behind a bus that misbehaves, where that is asked for.
pub(super) fn behind(consumer: &'static str, subscription: Subscription) -> Subscription {
    let Some(mischief) = mischief() else { return subscription };
    let Subscription { sets, replaced, attendant, .. } = subscription;
    let (queue, disturbed) = mpsc::channel(sets.max_capacity());
    let salt = consumer.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let chance = Chance::part(mischief.seed, salt);
    let disturbing = AbortOnDropHandle::new(tokio::spawn(disturb(mischief, chance, sets, queue)));
    Subscription { sets: disturbed, replaced, attendant, _disturbing: Some(disturbing) }
}

/// Until nobody sends or receives any more.
async fn disturb(
    mischief: &'static Mischief,
    mut chance: Chance,
    mut sets: mpsc::Receiver<Delivered>,
    queue: mpsc::Sender<Delivered>,
) {
    let places = Arc::new(Semaphore::new(HELD));
    loop {
        let delivered = tokio::select! {
            () = queue.closed() => return,
            delivered = sets.recv() => delivered,
        };
        let Some(mut delivered) = delivered else { return };
        if delivered.set.len() > 1 && chance.percent(MIXED) {
            mischief.note("mixed");
            delivered.set = mixed(&delivered.set, &mut chance);
        }
        let wait = Duration::from_millis(chance.below(LONGEST));
        if chance.percent(DOUBLED)
            && let Ok(place) = Arc::clone(&places).try_acquire_owned()
        {
            mischief.note("doubled");
            let (double, queue) = (double(&delivered), queue.clone());
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                let _ = queue.send(double).await;
                drop(place);
            });
        }
        if chance.percent(HELD_BACK)
            && let Ok(place) = Arc::clone(&places).try_acquire_owned()
        {
            // those behind it overtake it
            mischief.note("held back");
            let queue = queue.clone();
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                let _ = queue.send(delivered).await;
                drop(place);
            });
        } else if queue.send(delivered).await.is_err() {
            return;
        }
    }
}

/// The same facts, of which nobody waits for an answer.
fn double(delivered: &Delivered) -> Delivered {
    let (answer, _nobody) = oneshot::channel();
    Delivered { set: Arc::clone(&delivered.set), answer, kept: delivered.kept }
}

fn mixed(set: &[Envelope], chance: &mut Chance) -> Arc<[Envelope]> {
    let mut set = set.to_vec();
    for at in (1..set.len()).rev() {
        set.swap(at, chance.index(at + 1));
    }
    set.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_set_comes_at_least_once_and_its_answer_is_heard() {
        let notes = tempfile::NamedTempFile::new().unwrap();
        let mischief = Box::leak(Box::new(Mischief { seed: 3, notes: notes.reopen().unwrap() }));
        let ((sender, sets), (queue, mut disturbed)) = (mpsc::channel(1_000), mpsc::channel(1_000));
        tokio::spawn(disturb(mischief, Chance::new(mischief.seed), sets, queue));
        let mut answers = Vec::new();
        for _ in 0..200 {
            let (answer, answered) = oneshot::channel();
            sender.send(Delivered { set: Arc::from([]), answer, kept: true }).await.unwrap();
            answers.push(answered);
        }
        drop(sender);
        let mut came = 0;
        while let Some(delivered) = disturbed.recv().await {
            came += 1;
            delivered.done();
        }
        for answer in answers {
            assert_eq!(answer.await, Ok(super::super::Answer::Done));
        }
        let noted = std::fs::read_to_string(notes.path()).unwrap();
        let doubled = noted.lines().filter(|line| *line == "doubled").count();
        assert!(doubled > 10 && noted.contains("held back"), "{noted}");
        assert_eq!(came, 200 + doubled);
    }
}
