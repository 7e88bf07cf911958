//! What a failure beside a commit leaves behind. Each test's store has a name of its own: failpoints are the process's.

use std::sync::atomic::AtomicU32;

use o2c_kernel::failpoint::{self, Failpoint};
use o2c_store::StoreError;
use o2c_testkit::{call, on_both_engines};

use crate::support::{Command, MIGRATIONS, accounts, keyed, open_accounts, told};

const ONCE: &str = "1*return(error)->off";

async fn opened_with(point: Failpoint, service: &'static str) -> Vec<(Result<Vec<String>, StoreError>, usize)> {
    let results = std::sync::Mutex::new(Vec::new());
    on_both_engines(service, MIGRATIONS, async |store| {
        failpoint::set(point, service, ONCE);
        let items = vec![keyed(1, 7, Command::Open(1, "a"))];
        let answer = open_accounts(&store, &call("accounts/Open"), items, &AtomicU32::new(0)).await;
        let found = accounts(&store).await.len();
        results.lock().unwrap().push((answer.map(|outcomes| told(&outcomes)), found));
    })
    .await;
    results.into_inner().unwrap()
}

#[tokio::test]
async fn nothing_remains_of_what_fails_before_its_commit() {
    let points = [
        (Failpoint::StoreBeforeCommit, "store-before-commit"),
        (Failpoint::IdempotencyAfterAnswer, "store-after-answer"),
    ];
    for (point, service) in points {
        let results = opened_with(point, service).await;
        assert!(!results.is_empty());
        for (answer, found) in results {
            assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
            assert_eq!(found, 0);
        }
    }
}

#[tokio::test]
async fn a_request_whose_answer_was_lost_finds_it_by_its_key() {
    let results = opened_with(Failpoint::StoreAfterCommit, "store-after-commit").await;
    assert!(!results.is_empty());
    for (answer, found) in results {
        assert_eq!(answer.unwrap(), ["replayed 1"]);
        assert_eq!(found, 1);
    }
}
