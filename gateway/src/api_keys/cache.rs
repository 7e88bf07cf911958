//! What is remembered of keys, known ones and unknown ones, for a few seconds: as long a key may work that was taken back.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use o2c_api_keys::{Known, domain::ApiKeyId};
use o2c_identity::Bounded;
use o2c_kernel::Instant;

const REMEMBERED: usize = 4_096;
/// As old what is remembered may be.
const FRESH: Duration = Duration::from_secs(3);
/// How often the use of a key is noted.
const NOTED: Duration = Duration::from_secs(60);

type Found = Option<Arc<Known>>;

pub(super) struct Cache {
    found: Mutex<Bounded<ApiKeyId, (Found, Instant)>>,
    noted: Mutex<Bounded<ApiKeyId, Instant>>,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self { found: Mutex::new(Bounded::new(REMEMBERED)), noted: Mutex::new(Bounded::new(REMEMBERED)) }
    }

    /// What was found of an id a moment ago; none if that is too long ago.
    pub(super) fn get(&self, id: ApiKeyId, now: Instant) -> Option<Found> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, at) = found.get_mut(&id)?;
        // A clock that went back makes nothing fresh.
        (*at <= now && now < at.plus(FRESH)).then(|| key.clone())
    }

    pub(super) fn put(&self, id: ApiKeyId, key: Option<Known>, now: Instant) -> Found {
        let key = key.map(Arc::new);
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(id, (key.clone(), now));
        key
    }

    /// Whether the use of a key is to be written down: once a minute.
    pub(super) fn is_time_to_note(&self, id: ApiKeyId, now: Instant) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.get_mut(&id).is_some_and(|at| now < at.plus(NOTED)) {
            return false;
        }
        noted.insert(id, now);
        true
    }
}
