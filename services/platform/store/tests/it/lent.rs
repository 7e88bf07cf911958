//! Connections come back, whatever became of what was done on them; reads of one statement.

use o2c_kernel::Deadline;
use o2c_store::{Engine, Store, StoreError, set};
use o2c_testkit::on_both_engines;
use sea_orm::{ConnectionTrait, EntityTrait};
use std::time::Duration;

use crate::support::{MIGRATIONS, account, balances, insert_accounts, soon};

async fn count(tx: &o2c_store::Tx) -> Result<usize, StoreError> {
    Ok(account::Entity::find().all(tx.connection()).await?.len())
}

#[tokio::test]
async fn a_look_sees_what_is_committed_and_takes_one_statement() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(1, 10)]).await;
        assert_eq!(store.look(soon(), async |tx| count(tx).await).await.unwrap(), 1);
        insert_accounts(&store, vec![account(2, 10)]).await;
        assert_eq!(store.look(soon(), async |tx| count(tx).await).await.unwrap(), 2);

        let two = store.look(soon(), async |tx| Ok::<_, StoreError>((count(tx).await?, count(tx).await?))).await;
        assert!(matches!(two, Err(StoreError::Database(_))), "another statement sees another state: {two:?}");
        let written: Result<u64, StoreError> =
            store.look(soon(), async |tx| set::insert::<account::Entity>(tx, [account(3, 10)]).await).await;
        assert!(matches!(written, Err(StoreError::Database(_))), "{written:?}");
        assert_eq!(balances(&store).await.len(), 2);
    })
    .await;
}

/// In a task of its own, so that what is dropped is rolled back beside this one.
async fn given_up(store: &Store, id: u128) {
    let tx = store.begin_write(soon()).await.unwrap();
    set::insert::<account::Entity>(&tx, [account(id, 1)]).await.unwrap();
    drop(tx);
}

#[tokio::test]
async fn what_is_given_up_or_fails_leaves_the_writer_for_the_next() {
    on_both_engines("store", MIGRATIONS, async |store| {
        for round in 0..50 {
            match round % 3 {
                0 => given_up(&store, round).await,
                1 => {
                    let tx = store.begin_write(soon()).await.unwrap();
                    let failed = tx.connection().execute_unprepared("INSERT INTO nowhere VALUES (1)").await;
                    assert!(failed.is_err());
                    assert!(matches!(tx.commit().await, Err(StoreError::Failed)));
                }
                _ => {
                    let begun = store.begin_write(soon());
                    let _ = tokio::time::timeout(Duration::from_micros(u64::try_from(round).unwrap()), begun).await;
                }
            }
            insert_accounts(&store, vec![account(1_000 + round, 1)]).await;
        }
        assert_eq!(balances(&store).await.len(), 50, "nothing of what was given up is there");
        if store.engine() == Engine::Sqlite {
            let writer = store.usage().into_iter().find(|pool| pool.pool.ends_with("/writer")).unwrap();
            assert_eq!((writer.used, writer.idle), (0, 1), "and no connection was lost on the way");
        }
    })
    .await;
}

#[tokio::test]
async fn a_closed_store_ends_what_is_open_and_begins_nothing() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let open = store.begin_write(soon()).await.unwrap();
        set::insert::<account::Entity>(&open, [account(1, 1)]).await.unwrap();
        let closing = tokio::spawn({
            let store = store.clone();
            async move { store.close().await }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!closing.is_finished(), "a transaction is open");
        open.commit().await.unwrap();
        closing.await.unwrap();
        let deadline = Deadline::after(Duration::from_secs(2));
        assert!(store.begin_write(deadline).await.is_err());
        assert!(store.begin_read(deadline).await.is_err());
    })
    .await;
}
