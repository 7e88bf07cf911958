//! The role that runs and the role that migrates, on PostgreSQL.

use o2c_store::{MigrationError, Store, StoreError, TablePrivileges, set};
use o2c_testkit::postgres::{OWNER, PostgresSchema, RUNNING, database};
use sea_orm::ConnectionTrait;

use crate::support::{MIGRATIONS, account, accounts, balances, insert_accounts, load, soon};

const PRIVILEGES: &[&[TablePrivileges]] = &[
    o2c_store::PRIVILEGES,
    &[TablePrivileges::append_only("entry"), TablePrivileges::changing("account", &["balance", "version"])],
];

async fn open(place: &PostgresSchema, role: &str) -> Store {
    let options = o2c_store::PostgresOptions { pool: 2, ..Default::default() };
    Store::postgres(&place.acting_as(role), &place.schema, "store", options).await.unwrap()
}

/// An owner that has migrated and granted, and the running role.
async fn two_roles() -> (PostgresSchema, Store, Store) {
    let place = database().await;
    let owner = open(&place, OWNER).await;
    owner.migrate(MIGRATIONS).await.unwrap();
    owner.grant_running_role(RUNNING, PRIVILEGES).await.unwrap();
    let running = open(&place, RUNNING).await;
    (place, owner, running)
}

/// What becomes of a statement.
async fn run(store: &Store, sql: &str) -> Result<u64, String> {
    let tx = store.begin_write(soon()).await.unwrap();
    let ran = tx.connection().execute_unprepared(sql).await.map_err(|error| error.to_string())?;
    tx.commit().await.unwrap();
    Ok(ran.rows_affected())
}

async fn assert_not_allowed(store: &Store, sql: &str) {
    let refused = run(store, sql).await;
    let told = refused.as_ref().err().map_or("", String::as_str);
    assert!(told.contains("permission denied") || told.contains("must be owner"), "{sql}: {refused:?}");
}

#[tokio::test]
async fn the_running_role_works_and_changes_only_what_may_change() {
    let (_, owner, running) = two_roles().await;
    running.check_version(MIGRATIONS).await.unwrap();

    insert_accounts(&running, vec![account(1, 10)]).await;
    let tx = running.begin_write(soon()).await.unwrap();
    let mut rows = load(&tx, &[1]).await;
    rows[0].balance = 20;
    set::update_columns::<account::Entity>(&tx, rows, &[account::Column::Balance]).await.unwrap();
    assert_eq!(o2c_store::numbers::counter_block(&tx, &crate::support::tenant(), "invoice", 3).await.unwrap(), 1);
    tx.commit().await.unwrap();
    run(&running, "INSERT INTO entry (tenant, account, amount) SELECT tenant, id, 20 FROM account").await.unwrap();
    assert_eq!(balances(&running).await, [(1, 20)]);

    for sql in [
        "UPDATE entry SET amount = 21",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "SELECT 1 FROM entry FOR UPDATE",
        "UPDATE account SET owner = 'Eve'",
        "DELETE FROM account",
        "DELETE FROM number_series",
        "UPDATE number_series SET series = 'other'",
        "DELETE FROM schema_migration",
        "INSERT INTO schema_migration SELECT 'x', 0, 'x'",
        "CREATE TABLE mine (id BIGINT)",
        "ALTER TABLE account ADD COLUMN mine BIGINT",
        "DROP TABLE entry",
        "DROP INDEX account_owner",
        "ALTER TABLE entry DISABLE ROW LEVEL SECURITY",
    ] {
        assert_not_allowed(&running, sql).await;
    }
    assert_eq!(accounts(&owner).await, accounts(&running).await);
}

#[tokio::test]
async fn rows_that_are_kept_for_a_while_may_be_deleted_but_not_changed() {
    let (_, owner, running) = two_roles().await;
    let kept = [TablePrivileges::append_only("entry").and_deleting()];
    owner.grant_running_role(RUNNING, &[&kept]).await.unwrap();
    run(&running, "DELETE FROM entry").await.unwrap();
    assert_not_allowed(&running, "UPDATE entry SET amount = 1").await;
}

#[tokio::test]
async fn rights_that_were_given_before_and_are_not_named_now_are_taken_back() {
    let (_, owner, running) = two_roles().await;
    run(&running, "UPDATE account SET balance = 1").await.unwrap();
    owner.grant_running_role(RUNNING, &[&[TablePrivileges::append_only("account")]]).await.unwrap();
    assert_not_allowed(&running, "UPDATE account SET balance = 1").await;
    run(&running, "UPDATE entry SET amount = 1").await.unwrap();
    owner.grant_running_role(RUNNING, PRIVILEGES).await.unwrap();
    owner.grant_running_role(RUNNING, PRIVILEGES).await.unwrap();
    run(&running, "UPDATE account SET balance = 1").await.unwrap();
    assert_not_allowed(&running, "UPDATE entry SET amount = 1").await;
}

#[tokio::test]
async fn a_running_role_without_rights_is_told_who_gives_them() {
    let place = database().await;
    let (owner, running) = (open(&place, OWNER).await, open(&place, RUNNING).await);
    let early = running.check_version(MIGRATIONS).await;
    assert!(matches!(early, Err(StoreError::Migration(MigrationError::Missing(_)))), "{early:?}");
    owner.migrate(MIGRATIONS).await.unwrap();
    let checked = running.check_version(MIGRATIONS).await;
    assert!(matches!(checked, Err(StoreError::Migration(MigrationError::NotGranted { .. }))), "{checked:?}");
    owner.grant_running_role(RUNNING, PRIVILEGES).await.unwrap();
    running.check_version(MIGRATIONS).await.unwrap();
}

#[tokio::test]
async fn the_running_role_finds_nothing_to_migrate_and_cannot_migrate() {
    let (_, _, running) = two_roles().await;
    let all: usize = MIGRATIONS.iter().map(|of_one| of_one.len()).sum();
    assert_eq!(running.migrate(MIGRATIONS).await.unwrap().already, all);
    let next = [o2c_store::Migration { name: "test/0002_next", sql: "CREATE TABLE next (id UUID);" }];
    let refused = running.migrate(&[&next]).await;
    assert!(matches!(refused, Err(StoreError::Migration(MigrationError::NotOwner { .. }))), "{refused:?}");
}

#[tokio::test]
async fn a_role_that_cannot_be_held_back_is_not_taken_for_a_running_role() {
    let (_, owner, _) = two_roles().await;
    for role in ["postgres", OWNER] {
        let granted = owner.grant_running_role(role, PRIVILEGES).await;
        assert!(matches!(granted, Err(StoreError::Migration(MigrationError::NotApart { .. }))), "{granted:?}");
    }
    let granted = owner.grant_running_role("nobody's", PRIVILEGES).await;
    assert!(matches!(granted, Err(StoreError::Migration(MigrationError::NoRole { .. }))), "{granted:?}");
}

#[tokio::test]
async fn privileges_that_name_what_is_not_there_are_refused_and_change_nothing() {
    let (_, owner, running) = two_roles().await;
    for wrong in [TablePrivileges::append_only("entries"), TablePrivileges::changing("account", &["balanse"])] {
        let granted = owner.grant_running_role(RUNNING, &[&[wrong]]).await;
        assert!(matches!(granted, Err(StoreError::Database(_))), "{granted:?}");
    }
    assert_not_allowed(&running, "UPDATE entry SET amount = 1").await;
}
