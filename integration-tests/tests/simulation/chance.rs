//! What a seed decides. The same seed decides the same; the interleaving of tasks is the machine's.

use uuid::Uuid;

/// A stream of numbers that can branch, and hands out ids.
#[derive(Clone, Debug)]
pub struct Chance {
    seed: u64,
    stream: o2c_testkit::Chance,
    ids: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self { seed, stream: o2c_testkit::Chance::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)), ids: 0 }
    }

    /// Another stream of the same seed.
    pub fn branch(&self, name: &str) -> Self {
        let salt = name.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Self::new(self.seed ^ salt.rotate_left(17))
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.stream.draw()
    }

    /// From 0 to one less than the bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.stream.below(bound)
    }

    /// From one number to another, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to.saturating_sub(from).saturating_add(1)).unwrap_or(1);
        from.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    pub fn percent(&mut self, of_a_hundred: u64) -> bool {
        self.stream.percent(of_a_hundred)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.stream.index(from.len()))
    }

    /// The next id of this seed, e.g. of a request.
    pub fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::new_v5(&Uuid::from_u64_pair(self.seed, 0), &self.ids.to_be_bytes())
    }
}
