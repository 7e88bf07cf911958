use std::time::Duration;

use o2c_store::{Migration, MigrationError, PostgresOptions, Store, StoreError};
use o2c_testkit::{engines, on_both_engines};
use sea_orm::ConnectionTrait;

use crate::support::{MIGRATIONS, soon};

#[tokio::test]
async fn a_migration_is_applied_once() {
    for database in engines().await {
        let store = database.open("store").await;
        let missing = store.check_version(MIGRATIONS).await;
        assert!(matches!(missing, Err(StoreError::Migration(MigrationError::Missing(names))) if names.len() == 5));

        let first = store.migrate(MIGRATIONS).await.unwrap();
        assert_eq!(
            first.applied,
            [
                "store/0001_idempotency_key",
                "store/0002_number_series",
                "store/0003_audit_trail",
                "store/0004_audit_trail_apart",
                "test/0001_tables"
            ]
        );
        let second = store.migrate(MIGRATIONS).await.unwrap();
        assert_eq!((second.applied.len(), second.already), (0, 5));
        store.check_version(MIGRATIONS).await.unwrap();
        assert!(!store.is_newer_than(MIGRATIONS).await.unwrap());
        // an older program on a newer schema
        store.check_version(&MIGRATIONS[..1]).await.unwrap();
        assert!(store.is_newer_than(&MIGRATIONS[..1]).await.unwrap());
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn a_changed_migration_is_refused() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let changed = [Migration { name: "test/0001_tables", sql: "CREATE TABLE account (id UUID);" }];
        let migrated = store.migrate(&[&changed]).await;
        assert!(matches!(migrated, Err(StoreError::Migration(MigrationError::Changed("test/0001_tables")))));
        let checked = store.check_version(&[&changed]).await;
        assert!(matches!(checked, Err(StoreError::Migration(MigrationError::Changed("test/0001_tables")))));
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    for database in engines().await {
        let store = database.open("store").await;
        let bad =
            [Migration { name: "test/0001_bad", sql: "CREATE TABLE half (id UUID);\nCREATE TABLE half (id UUID);" }];
        assert!(store.migrate(&[&bad]).await.is_err());
        let good = [Migration { name: "test/0001_bad", sql: "CREATE TABLE half (id UUID);" }];
        assert_eq!(store.migrate(&[&good]).await.unwrap().applied, ["test/0001_bad"]);
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn two_processes_may_migrate_at_once() {
    for database in engines().await {
        let (one, other) = (database.open("store").await, database.open("store").await);
        let (left, right) = tokio::join!(one.migrate(MIGRATIONS), other.migrate(MIGRATIONS));
        assert_eq!(left.unwrap().applied.len() + right.unwrap().applied.len(), 5);
        one.close().await;
        other.close().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn two_migrations_with_one_name_are_refused() {
    on_both_engines("store", &[], async |store| {
        let twice = [Migration { name: "test/0001", sql: "" }, Migration { name: "test/0001", sql: "" }];
        let migrated = store.migrate(&[&twice]).await;
        assert!(matches!(migrated, Err(StoreError::Migration(MigrationError::Twice("test/0001")))));
    })
    .await;
}

#[tokio::test]
async fn who_waits_in_vain_for_another_migration_is_told_for_whom() {
    let place = o2c_testkit::postgres::database().await;
    let options = PostgresOptions { migration_patience: Duration::from_millis(100), ..PostgresOptions::default() };
    let open = async |service| Store::postgres(&place.url, &place.schema, service, options.clone()).await.unwrap();
    let (one, other) = (open("one").await, open("other").await);
    let migrating = one.begin_write(soon()).await.unwrap();
    let lock = format!("SELECT pg_advisory_xact_lock(hashtextextended('o2c migrate {}', 0))", place.schema);
    migrating.connection().execute_unprepared(&lock).await.unwrap();
    let waited = other.migrate(MIGRATIONS).await.unwrap_err();
    let StoreError::Migration(waited @ MigrationError::Waited { .. }) = waited else { panic!("{waited:?}") };
    let told = waited.to_string();
    assert!(
        told.starts_with(&format!("other waited 100ms to migrate schema {}, which process ", place.schema)),
        "{told}"
    );
    assert!(told.ends_with(" (one, role postgres) is migrating"), "{told}");
    migrating.rollback().await;
    other.migrate(MIGRATIONS).await.unwrap();

    let reading = one.begin_read(soon()).await.unwrap();
    reading.connection().execute_unprepared("SELECT 1 FROM account").await.unwrap();
    let next = [Migration { name: "test/0002_next", sql: "ALTER TABLE account ADD COLUMN next BIGINT;" }];
    let waited = other.migrate(&[&next]).await.unwrap_err();
    assert_eq!(
        std::error::Error::source(&waited).unwrap().to_string(),
        "migration test/0002_next waited 100ms for a table that is in use"
    );
    reading.rollback().await;
    other.migrate(&[&next]).await.unwrap();
}

#[tokio::test]
async fn who_reads_a_table_does_not_wait_behind_a_migration_that_does() {
    let place = o2c_testkit::postgres::database().await;
    let store = Store::postgres(&place.url, &place.schema, "one", PostgresOptions::default()).await.unwrap();
    store.migrate(MIGRATIONS).await.unwrap();
    let select = async |reading: &o2c_store::Tx| {
        reading.connection().execute_unprepared("SELECT 1 FROM account").await.unwrap();
    };
    let long = store.begin_read(soon()).await.unwrap();
    select(&long).await;
    let next = [Migration { name: "test/0002_next", sql: "ALTER TABLE account ADD COLUMN next BIGINT;" }];
    let migrating = tokio::spawn({
        let store = store.clone();
        async move { store.migrate(&[&next]).await }
    });
    let waiting =
        format!("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '{}.account'::regclass", place.schema);
    loop {
        let look = store.begin_read(soon()).await.unwrap();
        let rows = look.connection().execute_unprepared(&waiting).await.unwrap();
        look.rollback().await;
        if rows.rows_affected() > 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    // while the migration waits for the one that reads for long
    let short = store.begin_read(soon()).await.unwrap();
    select(&short).await;
    short.rollback().await;
    assert!(!migrating.is_finished());
    long.rollback().await;
    assert_eq!(migrating.await.unwrap().unwrap().applied, ["test/0002_next"]);
}

const INDEX: Migration = Migration {
    name: "test/0002_index",
    sql: "CREATE INDEX CONCURRENTLY account_by_balance ON account (tenant, balance);",
};

fn insert(owner: &str) -> String {
    format!(
        "INSERT INTO account (tenant, id, owner, balance, frozen, version) VALUES ('acme', '{}', '{owner}', 1, false, 1)",
        o2c_kernel::new_uuid()
    )
}

#[tokio::test]
async fn an_index_is_made_of_a_table_with_rows_and_of_one_without() {
    for rows in [0, 3] {
        for database in engines().await {
            let store = database.open("store").await;
            store.migrate(MIGRATIONS).await.unwrap();
            let writing = store.begin_write(soon()).await.unwrap();
            for row in 0..rows {
                writing.connection().execute_unprepared(&insert(&row.to_string())).await.unwrap();
            }
            writing.commit().await.unwrap();
            assert_eq!(store.migrate(&[&[INDEX]]).await.unwrap().applied, [INDEX.name]);
            assert_eq!(store.migrate(&[&[INDEX]]).await.unwrap().already, 1);
            let writing = store.begin_write(soon()).await.unwrap();
            writing.connection().execute_unprepared("DROP INDEX account_by_balance").await.expect("it is there");
            writing.rollback().await;
            store.close().await;
            database.remove().await;
        }
    }
}

#[tokio::test]
async fn who_writes_does_not_wait_for_an_index_and_what_was_cut_off_is_made_anew() {
    let place = o2c_testkit::postgres::database().await;
    let options = PostgresOptions { migration_patience: Duration::from_secs(1), ..PostgresOptions::default() };
    let store = Store::postgres(&place.url, &place.schema, "one", options).await.unwrap();
    store.migrate(MIGRATIONS).await.unwrap();
    let write = async |owner: &str| {
        let writing = store.begin_write(soon()).await.unwrap();
        writing.connection().execute_unprepared(&insert(owner)).await.unwrap();
        writing
    };
    write("first").await.commit().await.unwrap();
    let index = format!("'{}.account_by_balance'::regclass", place.schema);
    let is = async |what: &str| {
        let look = store.begin_read(soon()).await.unwrap();
        let found = look.connection().execute_unprepared(what).await;
        look.rollback().await;
        found.is_ok_and(|found| found.rows_affected() > 0)
    };

    let long = write("long").await;
    let migrating = tokio::spawn({
        let store = store.clone();
        async move { store.migrate(&[&[INDEX]]).await }
    });
    let begun = format!("SELECT 1 FROM pg_index WHERE indexrelid = {index} AND NOT indisvalid");
    while !is(&begun).await {
        tokio::task::yield_now().await;
    }
    write("short").await.commit().await.unwrap();
    assert!(!migrating.is_finished(), "it waits for who was at work when it began");
    let given_up = migrating.await.unwrap().unwrap_err();
    assert!(matches!(given_up, StoreError::Migration(MigrationError::InUse { .. })), "{given_up:?}");
    assert!(is(&begun).await, "what is left of it");

    long.commit().await.unwrap();
    assert_eq!(store.migrate(&[&[INDEX]]).await.unwrap().applied, [INDEX.name]);
    assert!(is(&format!("SELECT 1 FROM pg_index WHERE indexrelid = {index} AND indisvalid")).await);
}
