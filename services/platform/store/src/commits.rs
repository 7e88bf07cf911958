//! A counter that others can wait for.

use tokio::sync::watch;

/// Rises with every commit of a writer; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Commits(pub(crate) watch::Sender<u64>);

impl Commits {
    pub(crate) fn one_more(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }
}
