//! A run that was cut off goes on where it was, and ends as an undisturbed one.

use std::time::Duration;

use crate::{
    identities,
    run::{Run, stable},
};

#[tokio::test]
async fn a_run_that_is_cut_off_again_and_again_ends_like_an_undisturbed_one() {
    let undisturbed = tempfile::tempdir().unwrap();
    let whole = Run { days: Some(12), ..Run::default() }.in_dir(undisturbed.path()).await.unwrap();

    let disturbed = tempfile::tempdir().unwrap();
    let mut cuts = 0;
    for milliseconds in [150, 333, 700, 1_100, 1_600] {
        // Dropped where it stands: no step of it is told to end.
        let cut = run_in_a_runtime_of_its_own(disturbed.path().to_owned(), Duration::from_millis(milliseconds));
        cuts += u32::from(cut);
    }
    assert!(cuts > 0, "no run was cut off: the test shows nothing");
    let resumed = Run { days: Some(12), ..Run::default() }.in_dir(disturbed.path()).await.unwrap();

    assert_eq!(stable(&resumed), stable(&whole));
    assert_eq!(resumed.audit.failed(), 0, "{}", resumed.audit.table());
}

/// Runs for so long and then ends every task at once. Whether it was cut off.
fn run_in_a_runtime_of_its_own(dir: std::path::PathBuf, time: Duration) -> bool {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let run = Run { days: Some(12), ..Run::default() };
        let cut = runtime.block_on(async { tokio::time::timeout(time, run.in_dir(&dir)).await.is_err() });
        runtime.shutdown_background();
        cut
    })
    .join()
    .unwrap()
}

#[tokio::test]
async fn another_seed_or_other_files_on_a_used_directory_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    Run { days: Some(1), ..Run::default() }.in_dir(dir.path()).await.unwrap();
    let seed = Run { seed: 2, ..Run::default() }.in_dir(dir.path()).await.unwrap_err();
    assert!(format!("{seed:#}").contains("--seed 1"), "{seed:#}");
    let lines = dir.path().join("lines.csv");
    std::fs::write(&lines, crate::fixtures::A_DAY).unwrap();
    let files = Run { orders: vec![lines], ..Run::default() }.in_dir(dir.path()).await.unwrap_err();
    assert!(format!("{files:#}").contains("other order lines"), "{files:#}");
}

#[tokio::test]
async fn the_sample_adds_up_after_a_few_days_too() {
    let dir = tempfile::tempdir().unwrap();
    let early = Run { days: Some(5), ..Run::default() }.in_dir(dir.path()).await.unwrap();
    assert!(!early.finished);
    let late = Run::default().in_dir(dir.path()).await.unwrap();
    assert!(late.finished);
    identities::hold(&late);
}
