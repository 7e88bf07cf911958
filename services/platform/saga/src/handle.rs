//! The handle a service keeps: its store, the options, and how a start wakes its runner.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use o2c_store::Store;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{DefinitionError, Runner, Saga, SagaOptions};

/// The sagas of one service; cheap to clone.
#[derive(Clone)]
pub struct Sagas {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    options: SagaOptions,
    wakes: Mutex<HashMap<&'static str, Arc<Notify>>>,
}

impl Sagas {
    /// The sagas in this store.
    #[must_use]
    pub fn new(store: Store, options: SagaOptions) -> Self {
        Self { inner: Arc::new(Inner { store, options, wakes: Mutex::new(HashMap::new()) }) }
    }

    /// Starts the runner of a saga; it ends between two sets once `stop` is cancelled.
    ///
    /// # Errors
    /// When the saga is not soundly defined.
    pub fn spawn<S: Saga>(
        &self,
        context: Arc<S::Context>,
        stop: CancellationToken,
    ) -> Result<JoinHandle<()>, DefinitionError> {
        let runner = Runner::<S>::new(self.clone(), context)?;
        Ok(tokio::spawn(runner.run(stop)))
    }

    /// The store sagas are kept in.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// How they are run.
    #[must_use]
    pub fn options(&self) -> &SagaOptions {
        &self.inner.options
    }

    /// Tells the runner of a saga to look now. A wake that finds nobody waiting is kept, so none is lost.
    pub fn wake(&self, name: &'static str) {
        self.waker(name).notify_one();
    }

    /// The sagas that have a runner here, or were started here.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let wakes = self.inner.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<&'static str> = wakes.keys().copied().collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn wake_named(&self, name: &str) {
        let wakes = self.inner.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wake) = wakes.get(name) {
            wake.notify_one();
        }
    }

    pub(crate) fn waker(&self, name: &'static str) -> Arc<Notify> {
        let mut wakes = self.inner.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        wakes.entry(name).or_default().clone()
    }
}
