//! Files that are read again when their content changes. Looked at rather than waited for: a mounted secret is exchanged
//! by moving a link, which no notice of a file system tells reliably.

use std::{
    path::PathBuf,
    sync::{Arc, Weak},
    time::Duration,
};

/// How often to look.
const EVERY: Duration = Duration::from_secs(5);

/// Calls `changed` after any of the files has another content. Ends with the last holder of `target`; needs a tokio
/// runtime.
pub fn files<T: Send + Sync + 'static>(target: &Arc<T>, files: Vec<PathBuf>, changed: fn(&T)) {
    let target: Weak<T> = Arc::downgrade(target);
    let before = content(&files);
    tokio::spawn(async move {
        let mut before = before;
        loop {
            tokio::time::sleep(EVERY).await;
            let Some(target) = target.upgrade() else { return };
            let now = content(&files);
            if now != before {
                before = now;
                changed(&target);
            }
        }
    });
}

/// Keys and certificates are small; what cannot be read counts as another content.
fn content(files: &[PathBuf]) -> Vec<Option<blake3::Hash>> {
    files.iter().map(|file| std::fs::read(file).ok().map(|bytes| blake3::hash(&bytes))).collect()
}
