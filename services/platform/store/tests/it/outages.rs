//! What callers notice of a PostgreSQL server that fails: errors that are worth another try, and nothing else.

use std::time::Duration;

use o2c_kernel::{Item, Outcome, RequestKey, Set};
use o2c_store::{PostgresOptions, Store, StoreError, set};
use o2c_testkit::call;
use o2c_testkit::postgres::{CutLine, PostgresSchema, RUNNING, ThrowAwayCluster};
use sea_orm::ConnectionTrait;

use crate::support::{MIGRATIONS, account, balances, id, insert_accounts, load, soon};

async fn open(place: &PostgresSchema, options: PostgresOptions) -> Store {
    Store::postgres(&place.url, &place.schema, "store", options).await.unwrap()
}

async fn migrated(place: &PostgresSchema) -> Store {
    let store = open(place, PostgresOptions { pool: 4, ..PostgresOptions::default() }).await;
    store.migrate(MIGRATIONS).await.unwrap();
    store
}

/// Uses all connections of the pool at once, so that each is one that was open before.
async fn use_all_connections(store: &Store) {
    let one = |store: Store| async move {
        let tx = store.begin_read(soon()).await.unwrap();
        tx.connection().execute_unprepared("SELECT pg_sleep(0.1)").await.unwrap();
        tx.rollback().await;
    };
    let all: Vec<_> = (0..4).map(|_| tokio::spawn(one(store.clone()))).collect();
    for one in all {
        one.await.unwrap();
    }
}

/// Opens an account under a request id until it is answered, as a caller would; what went wrong on the way.
async fn open_account(store: Store, number: u128) -> Vec<StoreError> {
    let mut errors = Vec::new();
    for _ in 0..1_000 {
        let key = RequestKey { request_id: id(number), hash: [1; 32] };
        let items = vec![Item { key: Some(key), ..Item::unkeyed(number) }];
        let set = Set { items, encode: |number: &u128| number.to_string().into_bytes().into() };
        let decided: Result<_, StoreError> = store
            .write_set(&call("test"), set, async |tx, claimed| {
                let mut rows = Vec::new();
                for item in claimed.items_mut() {
                    let number = *item.command();
                    rows.push(account(number, 1));
                    item.accept(number);
                }
                set::insert::<account::Entity>(tx, rows).await.map(drop)
            })
            .await;
        match decided.map(|mut outcomes| outcomes.pop().unwrap()) {
            Ok(Outcome::Accepted(_) | Outcome::Replayed(_)) => return errors,
            Ok(Outcome::Refused(error)) | Err(error) => errors.push(error),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no answer for {number}: {errors:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_in_the_middle_of_work_loses_and_doubles_nothing() {
    let server = ThrowAwayCluster::start("").await;
    let store = migrated(&server.schema()).await;
    let work: Vec<_> = (0..8)
        .map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut errors = Vec::new();
                for number in 0..100 {
                    errors.extend(open_account(store.clone(), worker * 100 + number).await);
                }
                errors
            })
        })
        .collect();
    let mut commits = store.commits();
    for crash in 1..=3 {
        commits.wait_for(|count| *count > crash * 60).await.unwrap();
        server.crash_and_restart();
    }
    for worker in work {
        for error in worker.await.unwrap() {
            assert!(error.is_transient(), "{error:?}");
        }
    }
    assert_eq!(balances(&store).await, (0..800).map(|number| (number, 1)).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_nobody_notices_that_all_connections_are_dead() {
    let server = ThrowAwayCluster::start("").await;
    let store = migrated(&server.schema()).await;
    use_all_connections(&store).await;
    server.crash_and_restart();
    insert_accounts(&store, vec![account(1, 1)]).await;
    use_all_connections(&store).await;
    assert_eq!(balances(&store).await, [(1, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_a_crash_cut_off_is_rolled_back_and_worth_another_try() {
    let server = ThrowAwayCluster::start("").await;
    let store = migrated(&server.schema()).await;
    let tx = store.begin_write(soon()).await.unwrap();
    set::insert::<account::Entity>(&tx, [account(1, 1)]).await.unwrap();
    server.crash_and_restart();
    let cut = set::insert::<account::Entity>(&tx, [account(2, 2)]).await.unwrap_err();
    assert!(matches!(cut, StoreError::Unavailable(_)) && cut.is_transient(), "{cut:?}");
    assert!(matches!(tx.commit().await, Err(StoreError::Failed)));
    assert_eq!(balances(&store).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_an_error_worth_another_try() {
    let server = ThrowAwayCluster::start("").await;
    let store = migrated(&server.schema()).await;
    server.stop();
    let away = store.begin_write(soon()).await.unwrap_err();
    assert!(matches!(away, StoreError::Unavailable(_)) && away.is_transient(), "{away:?}");
    server.start_again();
    insert_accounts(&store, vec![account(1, 1)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_reply_is_lost_is_unknown() {
    let server = ThrowAwayCluster::start("").await;
    let place = server.schema();
    let sure = migrated(&place).await;
    let line = CutLine::to(server.home()).await;
    let store = open(&PostgresSchema { url: line.url("postgres"), ..place }, PostgresOptions::default()).await;
    let tx = store.begin_write(soon()).await.unwrap();
    set::insert::<account::Entity>(&tx, [account(1, 1)]).await.unwrap();
    line.lose_the_next_commit_reply();
    let lost = tx.commit().await.unwrap_err();
    assert!(matches!(lost, StoreError::CommitUnknown(_)) && lost.is_transient(), "{lost:?}");

    // under a request id it is safe to ask again, whatever became of the commit
    line.lose_the_next_commit_reply();
    open_account(store.clone(), 2).await;
    assert_eq!(balances(&sure).await.last(), Some(&(2, 1)));
    // and a lost reply to what was only read is no loss
    insert_accounts(&store, vec![account(3, 1)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_a_free_connection_is_waited_for_and_worth_another_try() {
    // three of them are kept for superusers
    let server = ThrowAwayCluster::start("-c max_connections=6").await;
    let place = server.schema();
    let owner = migrated(&place).await;
    owner.grant_running_role(RUNNING, &[]).await.unwrap();
    owner.close().await;
    let running =
        PostgresSchema { url: place.acting_as(RUNNING).replace("postgres@", &format!("{RUNNING}@")), ..place };
    let greedy = open(&running, PostgresOptions { pool: 3, ..PostgresOptions::default() }).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(greedy.begin_read(soon()).await.unwrap());
    }
    let options = PostgresOptions { acquire_timeout: Duration::from_millis(200), ..PostgresOptions::default() };
    let late = Store::postgres(&running.url, &running.schema, "store", options.clone()).await.unwrap_err();
    assert!(matches!(late, StoreError::Unavailable(_)) && late.is_transient(), "{late:?}");
    drop(held);
    greedy.close().await;
    let patient = PostgresOptions { acquire_timeout: Duration::from_secs(20), ..options };
    insert_accounts(&open(&running, patient).await, vec![account(1, 1)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failover_writers_find_the_server_that_takes_writes() {
    let server = ThrowAwayCluster::start("").await;
    let store = migrated(&server.schema()).await;
    insert_accounts(&store, vec![account(1, 1)]).await;
    server.become_standby();
    assert_eq!(balances(&store).await, [(1, 1)]);
    let tx = store.begin_write(soon()).await.unwrap();
    let refused = set::insert::<account::Entity>(&tx, [account(2, 2)]).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)) && refused.is_transient(), "{refused:?}");
    drop(tx);
    server.promote();
    insert_accounts(&store, vec![account(2, 2)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_has_bounds_and_each_has_an_error_of_its_own() {
    let server = ThrowAwayCluster::start("").await;
    let place = server.schema();
    let holder = migrated(&place).await;
    insert_accounts(&holder, vec![account(1, 1)]).await;
    let brief = Duration::from_millis(100);

    let store = open(&place, PostgresOptions { lock_timeout: brief, ..PostgresOptions::default() }).await;
    let held = holder.begin_write(soon()).await.unwrap();
    load(&held, &[1]).await;
    let tx = store.begin_write(soon()).await.unwrap();
    let waited: StoreError =
        tx.connection().execute_unprepared("SELECT 1 FROM account FOR UPDATE").await.unwrap_err().into();
    assert!(matches!(waited, StoreError::Contended(_)) && waited.is_transient(), "{waited:?}");
    drop((held, tx));

    let store = open(&place, PostgresOptions { statement_timeout: brief, ..PostgresOptions::default() }).await;
    let tx = store.begin_write(soon()).await.unwrap();
    let waited: StoreError = tx.connection().execute_unprepared("SELECT pg_sleep(60)").await.unwrap_err().into();
    assert!(matches!(waited, StoreError::Deadline), "{waited:?}");
    drop(tx);

    let store =
        open(&place, PostgresOptions { idle_in_transaction_timeout: brief, ..PostgresOptions::default() }).await;
    let tx = store.begin_write(soon()).await.unwrap();
    tokio::time::sleep(brief * 5).await;
    let ended: StoreError = tx.connection().execute_unprepared("SELECT 1").await.unwrap_err().into();
    assert!(matches!(ended, StoreError::Unavailable(_)) && ended.is_transient(), "{ended:?}");
    drop(tx);
    insert_accounts(&store, vec![account(2, 2)]).await;
}
