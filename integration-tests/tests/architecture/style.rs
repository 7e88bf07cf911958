//! What the source never holds.

use crate::source::{below, none};

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    let ours = ["services", "gateway", "integration-tests/src"];
    let files: Vec<_> = ours.into_iter().flat_map(below).collect();
    let mut offences = Vec::new();
    for file in &files {
        offences.extend(file.using(&["#[allow(", "#![allow("]));
        for (number, line) in file.code() {
            if line.contains("#[expect(") && !line.contains("reason") && line.trim_end().ends_with(")]") {
                offences.push(format!("{}:{number}: an expectation without a reason", file.path));
            }
        }
    }
    none(offences, files.len());
}

#[test]
fn nothing_is_left_half_done() {
    let files: Vec<_> = below("services").into_iter().chain(below("gateway")).collect();
    let words = ["todo!(", "unimplemented!(", "FIXME"];
    none(files.iter().flat_map(|file| file.using(&words)).collect(), files.len());
}

#[test]
fn law_7_clocks_and_chance_come_from_the_kernel() {
    let all = below("services").into_iter().chain(below("gateway"));
    // secrets are no chance of business: they come from one file of their own
    let sources = ["platform/kernel/", "platform/identity/src/secret.rs"];
    let files: Vec<_> = all.filter(|file| !sources.iter().any(|source| file.path.contains(source))).collect();
    let words = ["SystemTime::now", "Instant::now()", "Uuid::now_v7", "Uuid::new_v4", "thread_rng", "rand::"];
    let kernel_instant = |offence: &String| !offence.contains("o2c_kernel::");
    let offences = files
        .iter()
        .filter(|file| !file.path.contains("/tests/") && !file.path.contains("/examples/"))
        .flat_map(|file| file.using(&words))
        .filter(kernel_instant)
        .collect();
    none(offences, files.len());
}
