//! Through PgBouncer in transaction mode, where every transaction runs in another session.

use std::time::Duration;

use o2c_store::{PostgresOptions, Store, StoreError, set};
use o2c_testkit::postgres::{PgBouncer, PostgresSchema, ThrowAwayCluster};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{MIGRATIONS, account, balances, insert_accounts, load, soon};

fn through_proxy() -> PostgresOptions {
    PostgresOptions { pool: 6, pooling_proxy: true, ..PostgresOptions::default() }
}

async fn open(proxy: &PgBouncer, place: &PostgresSchema, options: PostgresOptions) -> Store {
    Store::postgres(&proxy.url("postgres"), &place.schema, "store", options).await.unwrap()
}

async fn setting(store: &Store, name: &str) -> String {
    let tx = store.begin_read(soon()).await.unwrap();
    let sql = format!("SELECT current_setting('{name}') AS value");
    let row = tx.connection().query_one_raw(Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await;
    row.unwrap().unwrap().try_get("", "value").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_that_share_sessions_keep_to_their_schemas_and_settings() {
    let server = ThrowAwayCluster::start("").await;
    let proxy = PgBouncer::start(server.home(), 2).await;
    let (here, there) = (server.schema(), server.schema());
    let brief = PostgresOptions { statement_timeout: Duration::from_secs(7), ..through_proxy() };
    let (here, there) = (open(&proxy, &here, through_proxy()).await, open(&proxy, &there, brief).await);
    here.migrate(MIGRATIONS).await.unwrap();
    there.migrate(MIGRATIONS).await.unwrap();
    let mut work = Vec::new();
    for number in 0..60 {
        for (store, balance) in [(here.clone(), 1), (there.clone(), 2)] {
            work.push(tokio::spawn(async move {
                insert_accounts(&store, vec![account(number, balance)]).await;
                let tx = store.begin_write(soon()).await.unwrap();
                let mut rows = load(&tx, &[number]).await;
                rows[0].balance *= 10;
                set::update::<account::Entity>(&tx, rows).await.unwrap();
                tx.commit().await.unwrap();
            }));
        }
    }
    for one in work {
        one.await.unwrap();
    }
    assert_eq!(balances(&here).await, (0..60).map(|number| (number, 10)).collect::<Vec<_>>());
    assert_eq!(balances(&there).await, (0..60).map(|number| (number, 20)).collect::<Vec<_>>());
    for _ in 0..4 {
        assert_eq!(setting(&here, "statement_timeout").await, "30s");
        assert_eq!(setting(&there, "statement_timeout").await, "7s");
        assert_eq!(setting(&here, "idle_in_transaction_session_timeout").await, "1min");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_behind_in_a_session() {
    let server = ThrowAwayCluster::start("").await;
    let proxy = PgBouncer::start(server.home(), 1).await;
    let place = server.schema();
    let store = open(&proxy, &place, through_proxy()).await;
    store.migrate(MIGRATIONS).await.unwrap();
    insert_accounts(&store, vec![account(1, 1)]).await;
    let given_up = store.begin_write(soon()).await.unwrap();
    set::insert::<account::Entity>(&given_up, [account(2, 2)]).await.unwrap();
    drop(given_up);
    assert_eq!(balances(&store).await, [(1, 1)]);

    let tx = store.begin_read(soon()).await.unwrap();
    let left = "SELECT (SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM pg_locks \
                WHERE locktype = 'advisory') AS left";
    let row = tx.connection().query_one_raw(Statement::from_string(sea_orm::DbBackend::Postgres, left)).await;
    assert_eq!(row.unwrap().unwrap().try_get::<i64>("", "left").unwrap(), 0);
    drop(tx);

    // a session of somebody else's, through the same proxy: its schema is not ours
    let other = open(&proxy, &PostgresSchema { schema: "public".to_owned(), ..place }, through_proxy()).await;
    assert_eq!(setting(&other, "search_path").await, "public");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_migrate_at_once_through_the_proxy() {
    let server = ThrowAwayCluster::start("").await;
    let proxy = PgBouncer::start(server.home(), 3).await;
    let place = server.schema();
    let (one, other) = (open(&proxy, &place, through_proxy()).await, open(&proxy, &place, through_proxy()).await);
    let (left, right) = tokio::join!(one.migrate(MIGRATIONS), other.migrate(MIGRATIONS));
    let all: usize = MIGRATIONS.iter().map(|of_one| of_one.len()).sum();
    assert_eq!(left.unwrap().applied.len() + right.unwrap().applied.len(), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_behind_the_proxy_is_an_error_worth_another_try() {
    let server = ThrowAwayCluster::start("").await;
    let proxy = PgBouncer::start(server.home(), 2).await;
    let store = open(&proxy, &server.schema(), through_proxy()).await;
    store.migrate(MIGRATIONS).await.unwrap();
    let tx = store.begin_write(soon()).await.unwrap();
    set::insert::<account::Entity>(&tx, [account(1, 1)]).await.unwrap();
    server.crash_and_restart();
    let cut = set::insert::<account::Entity>(&tx, [account(2, 2)]).await.unwrap_err();
    assert!(matches!(cut, StoreError::Unavailable(_)) && cut.is_transient(), "{cut:?}");
    drop(tx);
    for attempt in 0..100 {
        match store.begin_write(soon()).await {
            Ok(tx) => {
                set::insert::<account::Entity>(&tx, [account(3, 3)]).await.unwrap();
                tx.commit().await.unwrap();
                break;
            }
            Err(error) => assert!(error.is_transient() && attempt < 99, "{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(balances(&store).await, [(3, 3)]);
}
