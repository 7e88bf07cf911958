//! The lists of failpoints and of planted bugs, held against the source.

use std::process::Command;

use o2c_kernel::{failpoint::Failpoint, planted::Planted};

use crate::source::{Source, below, none, root};

fn outside(folder: &str) -> Vec<Source> {
    below("services").into_iter().filter(|file| !file.path.contains(folder) && !file.path.contains("/tests/")).collect()
}

/// Which of the names no line of code mentions.
fn unused(names: &[String], files: &[Source]) -> Vec<String> {
    let used = |name: &String| files.iter().any(|file| !file.using(&[name]).is_empty());
    names.iter().filter(|name| !used(name)).map(|name| format!("nothing passes {name}")).collect()
}

#[test]
fn each_failpoint_of_the_list_is_passed_somewhere() {
    let names: Vec<String> = Failpoint::ALL.iter().map(|point| format!("Failpoint::{point:?}")).collect();
    let files = outside("kernel/src/failpoint/");
    none(unused(&names, &files), files.len());
}

#[test]
fn each_planted_bug_of_the_list_stands_somewhere() {
    let names: Vec<String> = Planted::ALL.iter().map(|planted| format!("Planted::{planted:?}")).collect();
    let files = outside("kernel/src/planted/");
    none(unused(&names, &files), files.len());
}

/// Whom `chaos` excuses from dying of a failpoint (`src/chaos/points.rs`) has nothing there.
#[test]
fn who_is_excused_from_a_failpoint_does_not_come_by_it() {
    let excused: [(&str, &[&str]); 2] =
        [("services/payments/src/sagas", &[".undo("]), ("services/analytics/src", &["write_set(", "publish("])];
    for (folder, calls) in excused {
        let files = below(folder);
        none(files.iter().flat_map(|file| file.using(calls)).collect(), files.len());
    }
}

/// What anybody builds of the workspace: the features of all members that are built together are one.
#[test]
fn a_plain_build_has_no_failpoints() {
    let built = |arguments: &[&str]| {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let tree = ["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none"];
        let output = Command::new(cargo).args(tree).args(arguments).current_dir(root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().any(|line| line.starts_with("fail v"))
    };
    assert!(!built(&[]) && !built(&["--package", "o2c"]) && !built(&["--workspace"]));
    assert!(built(&["--package", "o2c-integration-tests", "--features", "failpoints"]));
}
