//! Seeds that have failed once. Each stays here after what it found was mended, with a word on what that was.

use std::ops::Range;

use crate::batch::Batch;

const SEEDS: &[(Range<u64>, &str)] =
    &[(7..27, "a bus that mixes up producers is no bus: the simulation's own first mistake")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_failed_once_does_not_fail_again() {
    let _alone = crate::ALONE.lock().await;
    for (seeds, story) in SEEDS {
        let report = Batch::of(seeds.clone()).run().await;
        assert!(report.broken.is_empty(), "{story}: seeds {seeds:?}\n{}", report.broken.join("\n"));
    }
}
