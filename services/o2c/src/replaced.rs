//! Files that are there as a whole: the old one or the new one.

use std::{fs, path::Path};

use anyhow::Context;

/// Replaces a file at once, whenever the process dies.
pub fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let next = path.with_added_extension("next");
    fs::write(&next, bytes).with_context(|| format!("{} cannot be written", next.display()))?;
    fs::rename(&next, path).with_context(|| format!("{} cannot be replaced", path.display()))
}
