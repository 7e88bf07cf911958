//! What a seed decides. The same seed decides the same; the interleaving of tasks is the machine's.

use uuid::Uuid;

/// SplitMix64: short, and good enough to decide who is hit.
#[derive(Clone, Debug)]
pub struct Chance {
    seed: u64,
    state: u64,
    ids: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self { seed, state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), ids: 0 }
    }

    /// Another stream of the same seed.
    pub fn branch(&self, name: &str) -> Self {
        let salt = name.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Self::new(self.seed ^ salt.rotate_left(17))
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one less than the bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// From one number to another, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to.saturating_sub(from).saturating_add(1)).unwrap_or(1);
        from.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    pub fn percent(&mut self, of_a_hundred: u64) -> bool {
        self.below(100) < of_a_hundred
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(u64::try_from(from.len()).unwrap_or(1))).unwrap_or(0);
        from.get(at)
    }

    /// The next id of this seed, e.g. of a request.
    pub fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::new_v5(&Uuid::from_u64_pair(self.seed, 0), &self.ids.to_be_bytes())
    }
}
