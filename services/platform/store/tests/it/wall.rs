//! The second wall between tenants: what a statement without a tenant does in a transaction about one.

use o2c_kernel::{Call, TenantId, system};
use o2c_store::{Engine, Scope, Store};
use o2c_testkit::{call, on_both_engines};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{MIGRATIONS, account, insert_accounts, soon};

fn call_of(tenant: &str) -> Call {
    let tenant = TenantId::parse(tenant).unwrap();
    Call { caller: std::sync::Arc::new(system(tenant, "test")), ..call("accounts/Open") }
}

/// Two accounts of one tenant and three of another.
async fn five_accounts(store: &Store) {
    let of = |tenant: &str, number| account::Model { tenant: tenant.to_owned(), ..account(number, 10) };
    let accounts = [of("anna", 1), of("anna", 2), of("ben", 1), of("ben", 2), of("ben", 3)];
    insert_accounts(store, accounts.into()).await;
}

async fn seen(store: &Store, scope: impl Into<Scope>) -> i64 {
    let tx = store.begin_read(scope).await.unwrap();
    let count = Statement::from_string(tx.engine().backend(), "SELECT COUNT(*) FROM account");
    tx.connection().query_one_raw(count).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// How many rows the statement changed; none where it was refused.
async fn changed(store: &Store, scope: impl Into<Scope>, sql: &str) -> Option<u64> {
    let tx = store.begin_write(scope).await.unwrap();
    let changed = tx.connection().execute_unprepared(sql).await.ok()?.rows_affected();
    tx.commit().await.unwrap();
    Some(changed)
}

#[tokio::test]
async fn a_statement_that_forgets_the_tenant_meets_only_the_callers_rows() {
    on_both_engines("store", MIGRATIONS, async |store| {
        five_accounts(&store).await;
        // SQLite has no such wall: that the statements do reach further there, shows that it is the wall that holds
        let walled = store.engine() == Engine::Postgres;
        let (anna, ben) = (call_of("anna"), call_of("ben"));
        assert_eq!(seen(&store, &anna).await, if walled { 2 } else { 5 });
        assert_eq!(seen(&store, &ben).await, if walled { 3 } else { 5 });
        assert_eq!(seen(&store, &call_of("nobody")).await, if walled { 0 } else { 5 });

        let raise = "UPDATE account SET balance = balance + 1";
        assert_eq!(changed(&store, &anna, raise).await, Some(if walled { 2 } else { 5 }));
        let delete = "DELETE FROM account WHERE balance > 0 AND tenant = 'ben'";
        assert_eq!(changed(&store, &anna, delete).await, Some(if walled { 0 } else { 3 }));
    })
    .await;
}

#[tokio::test]
async fn a_row_of_another_tenant_cannot_be_written() {
    on_both_engines("store", MIGRATIONS, async |store| {
        five_accounts(&store).await;
        let walled = store.engine() == Engine::Postgres;
        let entry =
            "INSERT INTO entry (tenant, account, amount) SELECT 'ben', id, 1 FROM account WHERE tenant = 'anna'";
        assert_eq!(changed(&store, &call_of("anna"), entry).await.is_none(), walled);
        let give_away = "UPDATE account SET tenant = 'ben', balance = 7 WHERE owner IS NULL AND tenant = 'anna'";
        assert!(!walled || changed(&store, &call_of("anna"), give_away).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_a_service_does_of_its_own_accord_is_about_all_tenants() {
    on_both_engines("store", MIGRATIONS, async |store| {
        five_accounts(&store).await;
        assert_eq!(seen(&store, soon()).await, 5);
        // the next transaction of the same session is not about the tenant of the last one
        for _ in 0..8 {
            seen(&store, &call_of("anna")).await;
            assert_eq!(seen(&store, soon()).await, 5);
        }
        assert_eq!(changed(&store, soon(), "UPDATE account SET balance = 1").await, Some(5));
    })
    .await;
}

#[tokio::test]
async fn who_names_no_tenant_sees_nothing() {
    on_both_engines("store", MIGRATIONS, async |store| {
        five_accounts(&store).await;
        if store.engine() == Engine::Postgres {
            let tx = store.begin_read(soon()).await.unwrap();
            tx.connection().execute_unprepared("SET LOCAL o2c.tenant TO DEFAULT").await.unwrap();
            tx.connection().execute_unprepared("SET LOCAL o2c.tenant = ''").await.unwrap();
            let any = Statement::from_string(tx.engine().backend(), "SELECT 1 FROM account");
            assert!(tx.connection().query_one_raw(any).await.unwrap().is_none());
        }
    })
    .await;
}
