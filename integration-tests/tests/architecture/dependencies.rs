//! What the workspace depends on: licences, sources, single copies, native libraries. The lists are those of `deny.toml`,
//! which cargo-deny reads, too.

use std::{collections::BTreeMap, fs, process::Command};

use serde_json::Value;
use toml::Table;

use crate::source::root;

/// Crates that bring a library of another language along, built from sources of their own: each is one more thing that
/// can be unsafe. `prettyplease` has none, and only claims the name.
const NATIVE: [&str; 4] = ["libmimalloc-sys", "libsqlite3-sys", "prettyplease", "ring"];

fn deny() -> Table {
    fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

/// A list of texts in `deny.toml`.
fn listed(section: &str, key: &str) -> Vec<String> {
    let list = deny()[section][key].as_array().unwrap().clone();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The crates that `deny.toml` bans: altogether, or more than one copy of them.
fn banned(copies: bool) -> Vec<String> {
    let list = deny()["bans"]["deny"].as_array().unwrap().clone();
    let chosen = list.iter().filter(|banned| banned.get("deny-multiple-versions").is_some() == copies);
    chosen.map(|banned| banned["crate"].as_str().unwrap().to_owned()).collect()
}

fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        // what is built here, and what the image is made of
        .args(["--filter-platform", "x86_64-unknown-linux-gnu", "--filter-platform", "x86_64-unknown-linux-musl"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_licence_is_permissive() {
    let (metadata, permissive) = (metadata(), listed("licenses", "allow"));
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let mut offences = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none").replace('/', " OR ");
        // One of the alternatives suffices; of what is joined by AND all must do.
        let fits = licence.split(" OR ").any(|choice| {
            choice.split(" AND ").all(|part| permissive.iter().any(|one| one == part.trim().trim_matches(['(', ')'])))
        });
        if !fits {
            offences.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn there_is_one_copy_of_what_crosses_crates() {
    let (metadata, single) = (metadata(), banned(true));
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if single.iter().any(|one| one == name) {
            versions.entry(name).or_default().push(package["version"].as_str().unwrap());
        }
    }
    assert!(versions.len() >= 5, "the list is not what the workspace uses: {versions:?}");
    let doubled: Vec<_> = versions.iter().filter(|(_, versions)| versions.len() > 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}

#[test]
fn everything_comes_from_the_one_registry_and_nothing_banned_is_there() {
    let (metadata, registries, banned) = (metadata(), listed("sources", "allow-registry"), banned(false));
    assert!(registries.len() == 1 && banned.iter().any(|name| name == "openssl-sys"), "{registries:?} {banned:?}");
    let mut offences = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let (name, source) = (package["name"].as_str().unwrap(), package["source"].as_str());
        // what is ours has no source
        let known = source.is_none_or(|source| source.strip_prefix("registry+") == Some(registries[0].as_str()));
        if !known || (source.is_none() && !name.starts_with("o2c")) || banned.iter().any(|one| one == name) {
            offences.push(format!("{name} of {source:?}"));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn no_library_of_another_language_comes_in_unnoticed() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let mut native: Vec<_> = packages.iter().filter(|package| package["links"].is_string()).collect();
    native.sort_by_key(|package| package["name"].as_str());
    let names: Vec<_> = native.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(names, NATIVE);
}
