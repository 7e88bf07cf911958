//! What a released version wrote, and this one reads: messages byte by byte, databases row by row, texts that callers keep.
//!
//! A release keeps them: `cargo test -p o2c-integration-tests -- --ignored keep_this_release` writes the folder of the
//! version, and nothing writes there ever again.

mod books;
mod example;
mod messages;
mod rows;
mod texts;

use std::path::{Path, PathBuf};

/// The folders of the releases that are kept.
fn kept() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("released");
    let mut kept: Vec<PathBuf> = all.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!kept.is_empty(), "no release is kept: nothing would be proved");
    kept.sort();
    kept
}

/// Where this version keeps what it writes.
fn this() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("released").join(concat!("v", env!("CARGO_PKG_VERSION")));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
