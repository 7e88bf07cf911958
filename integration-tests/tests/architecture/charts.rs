//! The charts say of the code what the code says of itself. What needs no build is compared by `.ci/charts`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use o2c::{config::Config, definitions};
use serde::Deserialize;

use crate::source::{SERVICES, below, none, root};

/// The role that runs no service.
const GATEWAY: &str = "gateway";

/// A role's line in the table that the network policies are made of.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edges {
    calls: BTreeSet<String>,
    facts_of: BTreeSet<String>,
}

/// The services whose protos a service's `clients/` speak.
fn called(service: &str) -> BTreeSet<String> {
    let sources = below(&format!("services/{service}/src/clients"));
    // `use o2c_proto::{ … credit::v1::…` and `o2c_proto::credit::v1::…` alike.
    let speaks = |other: &str| sources.iter().any(|source| !source.using(&[&format!("{other}::v1::")]).is_empty());
    let others = SERVICES.iter().filter(|other| **other != service && speaks(other));
    others.map(|other| (*other).to_owned()).collect()
}

#[test]
fn the_call_graph_is_that_of_the_code() {
    let text = fs::read_to_string(root().join("charts/o2c/call-graph.json")).unwrap();
    let table: BTreeMap<String, Edges> = serde_json::from_str(&text).unwrap();

    let own = |text: &&str| (*text).to_owned();
    let mut code: BTreeMap<String, Edges> = definitions::ALL
        .iter()
        .map(|service| {
            let edges = Edges { calls: called(service.name), facts_of: service.producers.iter().map(own).collect() };
            (service.name.to_owned(), edges)
        })
        .collect();
    let facts_of = definitions::EDGE.producers.iter().map(own).collect();
    code.insert(GATEWAY.to_owned(), Edges { calls: SERVICES.iter().map(own).collect(), facts_of });

    // A scan that finds nobody would agree with a table of nobody.
    assert!(code["orders"].calls.contains("credit"), "the scan of clients/ found nothing: {code:?}");
    assert_eq!(table, code);
}

#[test]
fn a_client_speaks_only_from_its_folder() {
    let mut offences = Vec::new();
    let mut seen = 0;
    for service in SERVICES {
        let clients: Vec<String> = SERVICES
            .iter()
            .map(|other| format!("{other}_service_client"))
            .filter(|name| !name.starts_with(service))
            .collect();
        let clients: Vec<&str> = clients.iter().map(String::as_str).collect();
        for file in below(&format!("services/{service}/src")) {
            seen += 1;
            if !file.path.contains("/src/clients/") {
                offences.extend(file.using(&clients));
            }
        }
    }
    none(offences, seen);
}

/// The configurations in a file of rendered manifests, as they are mounted.
fn rendered(role: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(format!("k8s/reference/o2c/{role}.yaml"))).unwrap();
    let mut found = Vec::new();
    let mut lines = text.lines();
    while lines.by_ref().any(|line| line.trim() == "o2c.toml: |") {
        let block = lines.by_ref().take_while(|line| line.starts_with("    "));
        found.push(block.map(|line| line.trim_start().to_owned() + "\n").collect());
    }
    found
}

#[test]
fn the_rendered_configurations_are_valid() {
    let folder = tempfile::tempdir().unwrap();
    for role in SERVICES.iter().chain([&GATEWAY]) {
        let configurations = rendered(role);
        // A service's own, and its migration's.
        assert_eq!(configurations.len(), if *role == GATEWAY { 1 } else { 2 }, "{role}");
        for toml in configurations {
            assert!(toml.contains("listen = \"0.0.0.0:7070\""), "{role}: {toml}");
            let file = folder.path().join("o2c.toml");
            fs::write(&file, &toml).unwrap();
            let config = Config::load(Some(&file)).unwrap_or_else(|error| panic!("{role}: {error:#}\n{toml}"));
            let run: Vec<&str> = [*role].into_iter().filter(|role| *role != GATEWAY).collect();
            config.check_for(&run).unwrap_or_else(|error| panic!("{role}: {error:#}\n{toml}"));
        }
    }
}
