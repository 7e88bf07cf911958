//! The keys of an issuer, kept: asked for again every few minutes, and when a token names one that is not there, but
//! never more often than every few seconds. While the issuer does not answer, what it last said holds.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use o2c_identity::jws::Algorithm;
use o2c_kernel::{Instant, machine_now};
use tokio::sync::Mutex;

use super::{
    fetch::{FetchError, Source},
    key_set::{KeySet, NoKeySet},
};

/// How often the keys are asked for anyway.
const AGAIN: Duration = Duration::from_secs(300);
/// How long to leave an issuer alone after it was asked, whoever wants what.
const REST: Duration = Duration::from_secs(10);

/// Why there are no new keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error("{0} cannot be read")]
    File(String, #[source] std::io::Error),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Content(#[from] NoKeySet),
}

pub(super) enum Place {
    File(PathBuf),
    Address(Source),
}

pub(super) struct Keys {
    place: Place,
    allowed: Vec<Algorithm>,
    current: RwLock<Arc<KeySet>>,
    /// When it was asked last; held while it is asked, so that all who want keys wait for one answer.
    asked: Mutex<Option<Instant>>,
}

impl Keys {
    pub(super) fn new(place: Place, allowed: Vec<Algorithm>) -> Arc<Self> {
        let keys = Arc::new(Self { place, allowed, current: RwLock::default(), asked: Mutex::new(None) });
        let weak = Arc::downgrade(&keys);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(AGAIN).await;
                let Some(keys) = weak.upgrade() else { return };
                if let Err(error) = keys.refresh(machine_now()).await {
                    tracing::warn!(%error, "the keys of an issuer stay what they were");
                }
            }
        });
        keys
    }

    /// The keys, with this one among them if it can be had.
    pub(super) async fn with(&self, id: &str, now: Instant) -> Arc<KeySet> {
        let current = self.current();
        if current.has(id) {
            return current;
        }
        if let Err(error) = self.refresh(now).await {
            tracing::warn!(%error, "the keys of an issuer stay what they were");
        }
        self.current()
    }

    /// The same set until the issuer says another.
    pub(super) fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks, unless that was done a moment ago.
    pub(super) async fn refresh(&self, now: Instant) -> Result<(), KeysError> {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|at| now < at.plus(REST)) {
            return Ok(());
        }
        *asked = Some(now);
        let text = match &self.place {
            Place::File(path) => {
                tokio::fs::read(path).await.map_err(|source| KeysError::File(path.display().to_string(), source))?
            }
            Place::Address(source) => source.get().await?.to_vec(),
        };
        let set = KeySet::parse(&text, &self.allowed)?;
        if *self.current() != set {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
        }
        Ok(())
    }
}
