//! The source tree, as text.

use std::{
    fs,
    path::{Path, PathBuf},
};

pub const SERVICES: [&str; 8] =
    ["orders", "credit", "fulfillment", "billing", "receivables", "payments", "collections", "analytics"];

/// The folders of all that has a service's shape: the services, and what the gateway serves itself.
pub fn shaped() -> impl Iterator<Item = String> {
    let edge = ["gateway/webhooks", "gateway/api-keys"].map(str::to_owned);
    SERVICES.iter().map(|service| format!("services/{service}")).chain(edge)
}

/// A Rust file of ours.
pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    pub text: String,
}

impl Source {
    /// Its lines without comments and without what follows `#[cfg(test)]`, numbered from 1.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]").unwrap_or(self.text.len());
        self.text[..end]
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
            .filter(|(_, line)| !line.trim().is_empty())
    }

    /// `path:line` of each line of code that holds one of the words.
    pub fn using(&self, words: &[&str]) -> Vec<String> {
        let found = self.code().filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        found.map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim())).collect()
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The Rust files below a folder of the repository.
pub fn below(folder: &str) -> Vec<Source> {
    let root = root();
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Fails with every offence named; `seen` guards against a check that looked at nothing.
pub fn none(offences: Vec<String>, seen: usize) {
    assert!(seen > 0, "the check looked at no file: it cannot fail");
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}
