use o2c_kernel::TenantId;
use o2c_store::{StoreError, set};
use o2c_testkit::on_both_engines;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};

use crate::support::{MIGRATIONS, account, accounts, balances, entry, id, insert_accounts, load, soon, tenant};

#[tokio::test]
async fn every_type_and_every_null_comes_back_as_it_was() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let full = account::Model {
            owner: Some("Grün & Söhne".to_owned()),
            opened: Some(-3),
            frozen: true,
            secret: Some(vec![0, 255]),
            ..account(1, i64::MAX)
        };
        // beyond the integers that a float holds
        let rows = vec![full, account(2, (1 << 53) + 1), account(3, i64::MIN)];
        insert_accounts(&store, rows.clone()).await;
        assert_eq!(accounts(&store).await, rows);

        let tx = store.begin_write(soon()).await.unwrap();
        let emptied = account::Model { owner: None, opened: None, frozen: false, secret: None, ..rows[0].clone() };
        let filled = account::Model {
            owner: Some(String::new()),
            opened: Some(0),
            frozen: true,
            secret: Some(Vec::new()),
            ..rows[1].clone()
        };
        // the first row decides nothing about the types of a column: once it is NULL, once it is not
        set::update::<account::Entity>(&tx, [filled.clone(), emptied.clone()]).await.unwrap();
        tx.commit().await.unwrap();
        let now = accounts(&store).await;
        assert_eq!(now[0], account::Model { version: 2, ..emptied });
        assert_eq!(now[1], account::Model { version: 2, ..filled });
        assert_eq!(now[2], rows[2]);
    })
    .await;
}

#[tokio::test]
async fn what_a_query_selects_comes_whole_and_in_its_order() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let rows: Vec<_> = (0..300_u32).map(|number| account(number.into(), i64::from(number % 100))).collect();
        insert_accounts(&store, rows).await;
        let tx = store.begin_read(soon()).await.unwrap();
        let query = account::Entity::find()
            .filter(account::Column::Balance.gte(98))
            .order_by_desc(account::Column::Balance)
            .order_by_asc(account::Column::Id);
        let found = set::select(&tx, query.clone()).await.unwrap();
        assert_eq!(found, [99, 199, 299, 98, 198, 298].map(|number| account(number, number as i64 % 100)));
        assert_eq!(set::select(&tx, query.clone().limit(4)).await.unwrap(), found[..4]);
        assert_eq!(set::select(&tx, query.filter(account::Column::Frozen.eq(true))).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_update_of_some_columns_leaves_the_others_and_a_found_row_is_the_row_written() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let full = account::Model {
            owner: Some("Zoë \"Z\" \\ 1".to_owned()),
            balance: i64::MAX,
            opened: Some(-1),
            frozen: true,
            secret: Some(vec![0, 255, 10]),
            ..account(1, 0)
        };
        let bare = account::Model { secret: Some(Vec::new()), balance: i64::MIN, ..account(2, 0) };
        insert_accounts(&store, vec![full.clone(), bare.clone(), account(3, 3)]).await;

        let tx = store.begin_write(soon()).await.unwrap();
        let emptied = [&full, &bare].map(|row| account::Model { owner: None, balance: 7, ..row.clone() });
        let updated = set::update_columns::<account::Entity>(&tx, emptied, &[account::Column::Balance]).await;
        assert_eq!(updated.unwrap(), 2);
        let stale = [account::Model { version: 1, ..full.clone() }];
        let lost = set::update_columns::<account::Entity>(&tx, stale, &[account::Column::Balance]).await;
        assert!(matches!(lost, Err(StoreError::LostRace { .. })));

        let ids = (1..4).map(id);
        let mut found = set::find::<account::Entity>(&tx, &tenant(), account::Column::Id, ids).await.unwrap();
        found.sort_by_key(|row| row.id);
        let counted = |row: account::Model| account::Model { balance: 7, version: 2, ..row };
        assert_eq!(found, [counted(full), counted(bare), account(3, 3)]);
    })
    .await;
}

#[tokio::test]
async fn sets_of_any_size_arrive_whole() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let mut first = 0_u128;
        for size in [0_usize, 1, 3, 7, 16, 100, 256, 257, 1000] {
            let rows: Vec<_> = (0..size).map(|at| account(first + at as u128, at as i64)).rev().collect();
            let tx = store.begin_write(soon()).await.unwrap();
            assert_eq!(set::insert::<account::Entity>(&tx, rows.clone()).await.unwrap(), size as u64);
            let updated = set::update::<account::Entity>(&tx, rows).await.unwrap();
            assert_eq!(updated, size as u64);
            let ids = (0..size).map(|at| id(first + at as u128));
            let found = set::find::<account::Entity>(&tx, &tenant(), account::Column::Id, ids.clone()).await.unwrap();
            assert_eq!(found.len(), size);
            assert!(found.iter().all(|row| row.version == 2));
            if size == 257 {
                let gone = set::delete_by_keys::<account::Entity>(&tx, &tenant(), account::Column::Id, ids).await;
                assert_eq!(gone.unwrap(), 257);
            }
            tx.commit().await.unwrap();
            first += size as u128;
        }
        assert_eq!(accounts(&store).await.len(), 1 + 3 + 7 + 16 + 100 + 256 + 1000);
    })
    .await;
}

#[tokio::test]
async fn what_is_written_over_is_written_into_the_rows_that_were_named_and_no_others() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, (0..300).map(|at| account(at, 1)).collect()).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let by = account::Column::Id;
        let over = |tenant, ids| {
            set::overwrite::<account::Entity>(&tx, tenant, by, ids, [(account::Column::Balance, Value::from(9_i64))])
        };
        let (owner, stranger) = (tenant(), TenantId::parse("stranger").unwrap());
        assert_eq!(over(&stranger, (0..300).map(id).collect::<Vec<_>>()).await.unwrap(), 0);
        assert_eq!(over(&owner, (1..299).map(id).collect()).await.unwrap(), 298);
        assert_eq!(over(&owner, Vec::new()).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let kept: Vec<u128> = balances(&store).await.into_iter().filter(|(_, to)| *to == 1).map(|(id, _)| id).collect();
        assert_eq!(kept, [0, 299]);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_somebody_else_changed_is_a_lost_race() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(1, 1), account(2, 2)]).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let stale = vec![account(1, 9), account::Model { version: 0, ..account(2, 9) }];
        let lost = set::update::<account::Entity>(&tx, stale).await;
        assert!(matches!(lost, Err(StoreError::LostRace { table: "account" })));
        drop(tx);
        assert_eq!(balances(&store).await, [(1, 1), (2, 2)]);
    })
    .await;
}

#[tokio::test]
async fn one_key_twice_in_a_call_is_an_error() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(1, 1)]).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let twice = || [account(1, 2), account(2, 0), account(1, 3)];
        let update = set::update::<account::Entity>(&tx, twice()).await;
        assert!(matches!(update, Err(StoreError::DuplicateKey { table: "account" })));
        let upsert = set::upsert::<account::Entity>(&tx, twice()).await;
        assert!(matches!(upsert, Err(StoreError::DuplicateKey { table: "account" })));
    })
    .await;
}

#[tokio::test]
async fn conflicts_are_ignored_or_overwritten_as_asked() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(2, 2)]).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let ignored = set::insert_ignoring_conflicts::<account::Entity>(&tx, [account(1, 1), account(2, 9)]).await;
        assert_eq!(ignored.unwrap(), 1);
        let rows = [account(2, 9), account(4, 4), account(3, 3), account(4, 5)];
        let new = set::insert_returning_new::<account::Entity>(&tx, rows, &[account::Column::Id]).await;
        assert_eq!(new.unwrap(), [false, true, true, false]);
        set::upsert::<account::Entity>(&tx, [account(1, 10), account(5, 50)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(balances(&store).await, [(1, 10), (2, 2), (3, 3), (4, 4), (5, 50)]);
    })
    .await;
}

#[tokio::test]
async fn a_conflict_on_any_unique_key_counts() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let owned = |number| account::Model { owner: Some("one".to_owned()), ..account(number, 0) };
        insert_accounts(&store, vec![owned(1)]).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let ignored = set::insert_ignoring_conflicts::<account::Entity>(&tx, [owned(2)]).await;
        assert_eq!(ignored.unwrap(), 0);
        let refused = set::insert::<account::Entity>(&tx, [owned(3)]).await;
        assert!(matches!(refused, Err(StoreError::Constraint { .. })));
    })
    .await;
}

#[tokio::test]
async fn the_database_numbers_rows_in_the_order_given() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let tx = store.begin_write(soon()).await.unwrap();
        let rows = (0..300_u128).rev().map(|number| entry::Model {
            position: 0,
            tenant: tenant().as_str().to_owned(),
            account: id(number),
            amount: i64::try_from(number).unwrap(),
        });
        set::insert::<entry::Entity>(&tx, rows).await.unwrap();
        let mut found =
            set::find::<entry::Entity>(&tx, &tenant(), entry::Column::Account, (0..300).map(id)).await.unwrap();
        found.sort_by_key(|row| row.position);
        let amounts: Vec<i64> = found.iter().map(|row| row.amount).collect();
        assert_eq!(amounts, (0..300).rev().collect::<Vec<i64>>());
    })
    .await;
}

#[tokio::test]
async fn an_id_may_be_asked_for_twice_and_another_tenant_sees_nothing() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, vec![account(1, 1), account(2, 2)]).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let found = load(&tx, &[2, 1, 2, 7]).await;
        assert_eq!(found.len(), 2);
        let other = o2c_kernel::TenantId::parse("other").unwrap();
        let found = set::find::<account::Entity>(&tx, &other, account::Column::Id, [id(1)]).await.unwrap();
        assert!(found.is_empty());
    })
    .await;
}

#[tokio::test]
async fn sets_that_lock_the_same_rows_in_other_orders_do_not_deadlock() {
    on_both_engines("store", MIGRATIONS, async |store| {
        insert_accounts(&store, (0..50).map(|number| account(number, 0)).collect()).await;
        let turns = (0..12).map(|turn: u128| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin_write(soon()).await?;
                let mut numbers: Vec<u128> = (0..50).collect();
                numbers.rotate_left(usize::try_from(turn * 4).unwrap());
                let mut rows = load(&tx, &numbers).await;
                rows.iter_mut().for_each(|row| row.balance += 1);
                rows.rotate_left(usize::try_from(turn * 3).unwrap());
                set::update::<account::Entity>(&tx, rows).await?;
                tx.commit().await
            })
        });
        for turn in turns.collect::<Vec<_>>() {
            turn.await.unwrap().unwrap();
        }
        assert!(balances(&store).await.iter().all(|(_, balance)| *balance == 12));
    })
    .await;
}

#[tokio::test]
async fn a_float_is_refused_before_it_loses_money() {
    use sea_orm::{ConnectionTrait, Statement, Value};
    on_both_engines("store", MIGRATIONS, async |store| {
        let tx = store.begin_write(soon()).await.unwrap();
        let backend = store.engine().backend();
        let sql = if backend == sea_orm::DbBackend::Sqlite { "SELECT ?" } else { "SELECT $1" };
        let statement = Statement::from_sql_and_values(backend, sql, [Value::Double(Some(0.1))]);
        assert!(tx.connection().query_one_raw(statement).await.is_err());
    })
    .await;
}
