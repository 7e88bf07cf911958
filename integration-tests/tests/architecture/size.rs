//! Small files: one subject each.

use crate::source::{below, none};

const LONGEST: usize = 500;
const MEDIAN: usize = 120;

#[test]
fn law_11_files_are_small() {
    let files: Vec<_> = below("services").into_iter().chain(below("gateway")).collect();
    let mut lengths: Vec<usize> = files.iter().map(|file| file.text.lines().count()).collect();
    let long = files.iter().zip(&lengths).filter(|(file, lines)| **lines > LONGEST && !file.path.contains("/tests/"));
    let offences = long.map(|(file, lines)| format!("{} has {lines} lines", file.path)).collect();
    none(offences, files.len());
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN, "the median file has {median} lines");
}
