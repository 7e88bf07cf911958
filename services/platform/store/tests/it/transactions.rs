use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Engine, Store, StoreError, set};
use o2c_testkit::{TestDatabase, on_both_engines};
use sea_orm::ConnectionTrait;

use crate::support::{MIGRATIONS, account, accounts, balances, insert_accounts, load, soon};

#[tokio::test]
async fn what_is_written_is_there_after_the_commit_and_not_after_a_refusal() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let result: Result<u64, StoreError> =
            store.write(soon(), async |tx| set::insert::<account::Entity>(tx, [account(1, 10)]).await).await;
        assert_eq!(result.unwrap(), 1);

        let refused: Result<(), StoreError> = store
            .write(soon(), async |tx| {
                set::insert::<account::Entity>(tx, [account(2, 20)]).await?;
                Err(StoreError::Undecided)
            })
            .await;
        assert!(matches!(refused, Err(StoreError::Undecided)));

        let dropped = store.begin_write(soon()).await.unwrap();
        set::insert::<account::Entity>(&dropped, [account(3, 30)]).await.unwrap();
        drop(dropped);

        assert_eq!(balances(&store).await, [(1, 10)]);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_given_up_while_it_begins_leaves_no_trace_on_its_connection() {
    on_both_engines("store", MIGRATIONS, async |store| {
        for round in 0..200_u64 {
            // cut off somewhere between asking for a connection and the database's answer
            let begun = store.begin_read(soon());
            let _ = tokio::time::timeout(Duration::from_micros(round * 5), begun).await;
            insert_accounts(&store, vec![account(round.into(), 1)]).await;
        }
        assert_eq!(balances(&store).await.len(), 200);
    })
    .await;
}

#[tokio::test]
async fn a_read_sees_one_snapshot() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(1, 10)]).await;
        let read: Result<(usize, usize), StoreError> = store
            .read(soon(), async |tx| {
                let before = load_all(tx).await?;
                insert_accounts(&store, vec![account(2, 20)]).await;
                Ok((before, load_all(tx).await?))
            })
            .await;
        assert_eq!(read.unwrap(), (1, 1));
        assert_eq!(accounts(&store).await.len(), 2);
    })
    .await;
}

async fn load_all(tx: &o2c_store::Tx) -> Result<usize, StoreError> {
    use sea_orm::EntityTrait;
    Ok(account::Entity::find().all(tx.connection()).await?.len())
}

#[tokio::test]
async fn a_read_cannot_write() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let result: Result<u64, StoreError> =
            store.read(soon(), async |tx| set::insert::<account::Entity>(tx, [account(1, 10)]).await).await;
        assert!(matches!(result, Err(StoreError::Database(_))), "{result:?}");
    })
    .await;
}

#[tokio::test]
async fn who_waits_for_the_commit_is_called_after_it_and_only_then() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let woken = Arc::new(AtomicU32::new(0));
        for commits in [true, false] {
            let tx = store.begin_write(soon()).await.unwrap();
            let counter = woken.clone();
            tx.after_commit(move || {
                counter.fetch_add(1, Ordering::SeqCst);
            });
            if commits {
                tx.commit().await.unwrap();
            } else {
                tx.rollback().await;
            }
        }
        assert_eq!(woken.load(Ordering::SeqCst), 1);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_whose_statement_failed_does_not_commit() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let tx = store.begin_write(soon()).await.unwrap();
        set::insert::<account::Entity>(&tx, [account(1, 10)]).await.unwrap();
        let double = set::insert::<account::Entity>(&tx, [account(1, 10)]).await;
        assert!(matches!(double, Err(StoreError::Constraint { .. })), "{double:?}");
        assert!(matches!(tx.commit().await, Err(StoreError::Failed)));
        assert_eq!(balances(&store).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_write_inside_a_write_is_an_error() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let result: Result<(), StoreError> =
            store.write(soon(), async |_| store.write(soon(), async |_| Ok::<(), StoreError>(())).await).await;
        assert!(matches!(result, Err(StoreError::NestedWrite)));
    })
    .await;
}

#[tokio::test]
async fn on_sqlite_an_explicit_write_inside_a_write_is_noticed_too() {
    on_both_engines("store", MIGRATIONS, async |store| {
        if store.engine() == Engine::Sqlite {
            let inner = store.clone();
            let nested = tokio::spawn(async move {
                let outer = inner.begin_write(soon()).await.unwrap();
                let result = inner.begin_write(soon()).await;
                drop(outer);
                result.map(drop)
            });
            assert!(matches!(nested.await.unwrap(), Err(StoreError::NestedWrite)));
        }
    })
    .await;
}

#[tokio::test]
async fn writers_queue_up_and_none_is_lost() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(1, 0)]).await;
        let add = |store: Store| async move {
            let tx = store.begin_write(soon()).await?;
            let mut rows = load(&tx, &[1]).await;
            rows[0].balance += 1;
            set::update::<account::Entity>(&tx, rows).await?;
            tx.commit().await
        };
        let writers: Vec<_> = (0..40).map(|_| tokio::spawn(add(store.clone()))).collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        assert_eq!(balances(&store).await, [(1, 40)]);
        assert_eq!(accounts(&store).await[0].version, 41);
    })
    .await;
}

#[tokio::test]
async fn waiting_for_the_writer_ends_with_the_deadline() {
    let database = TestDatabase::sqlite();
    let store = database.open("store").await;
    store.migrate(MIGRATIONS).await.unwrap();
    let holder = store.begin_write(soon()).await.unwrap();
    let waiting = store.clone();
    let waited =
        tokio::spawn(async move { waiting.begin_write(Deadline::after(Duration::from_millis(50))).await.map(drop) });
    assert!(matches!(waited.await.unwrap(), Err(StoreError::Deadline)));
    drop(holder);
    store.begin_write(soon()).await.unwrap().commit().await.unwrap();
    let late = store.begin_write(Deadline::after(Duration::ZERO)).await;
    assert!(matches!(late, Err(StoreError::Deadline)));
}

#[tokio::test]
async fn a_store_for_reading_reads_beside_the_service_and_never_writes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::sqlite(&path, "store", o2c_store::SqliteOptions::default()).await.unwrap();
    store.migrate(MIGRATIONS).await.unwrap();
    insert_accounts(&store, vec![account(1, 10)]).await;

    let reader = Store::sqlite_read_only(&path).await.unwrap();
    assert_eq!(balances(&reader).await, [(1, 10)]);
    assert!(matches!(reader.begin_write(soon()).await, Err(StoreError::ReadOnly)));
}

#[tokio::test]
async fn the_file_is_flushed_at_every_commit_and_its_log_is_bounded() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let store = Store::sqlite(&path, "store", o2c_store::SqliteOptions::default()).await.unwrap();
    let tx = store.begin_write(soon()).await.unwrap();
    for (pragma, expected) in
        [("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "0"), ("journal_size_limit", "268435456")]
    {
        let statement = sea_orm::Statement::from_string(
            sea_orm::DbBackend::Sqlite,
            format!("SELECT CAST({pragma} AS TEXT) AS value FROM pragma_{pragma}"),
        );
        let row = tx.connection().query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<String>("", "value").unwrap(), expected, "{pragma}");
    }
}
