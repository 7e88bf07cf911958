//! The lists of failpoints and of planted bugs, held against the source.

use o2c_kernel::{failpoint::Failpoint, planted::Planted};

use crate::source::{Source, below, none};

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
