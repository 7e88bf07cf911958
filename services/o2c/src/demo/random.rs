//! Chance that repeats: a pure function of the seed and of what it is asked about.

use o2c_kernel::Id;
use uuid::Uuid;

/// The seed of a world.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    seed: u64,
    namespace: Uuid,
}

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, namespace: Id::<()>::derive(Uuid::NAMESPACE_OID, &format!("o2c demo {seed}")).uuid() }
    }

    /// The id of a step for a document: the same at every run, so that a repeated request has one effect.
    #[must_use]
    pub fn id(&self, document: &str, step: &str) -> String {
        Id::<()>::derive(self.namespace, &format!("{step}/{document}")).to_string()
    }

    /// A number below `bound`, for this subject and question.
    #[must_use]
    pub fn below(&self, bound: u64, subject: &str, question: &str) -> u64 {
        let hash = blake3::hash(format!("{}/{question}/{subject}", self.seed).as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.as_bytes()[..8]);
        u64::from_le_bytes(bytes) % bound.max(1)
    }

    /// Whether something of this likelihood happens.
    #[must_use]
    pub fn percent(&self, likelihood: u64, subject: &str, question: &str) -> bool {
        self.below(100, subject, question) < likelihood
    }
}
