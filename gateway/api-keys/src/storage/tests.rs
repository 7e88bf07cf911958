//! Keys that were made before they had ids of documents.

use std::time::Duration;

use o2c_kernel::{Deadline, machine_now};
use o2c_store::Engine;
use o2c_testkit::engines;
use sea_orm::ConnectionTrait;

use crate::{KeyStore, LATER_MIGRATIONS, MIGRATIONS, PRIVILEGES, Secret};

#[tokio::test]
async fn keys_of_before_keep_working() {
    let text = format!("o2ck_00000000000000ff_{}", "a".repeat(64));
    let shown = Secret::parse(&text).unwrap();
    let hash: String = shown.hash().iter().map(|byte| format!("{byte:02x}")).collect();
    for database in engines().await {
        let before = database.migrated("gateway", &[o2c_store::MIGRATIONS, MIGRATIONS], &[]).await;
        let until = machine_now().plus(Duration::from_secs(60)).micros();
        // as the program of before has left it
        let row = format!(
            "INSERT INTO api_key (tenant, key_id, name, roles, secret_hash, created_at, expires_at) \
             VALUES ('acme', '00000000000000ff', 'shop', 'integration auditor', {}, 1, {until})",
            match database.engine() {
                Engine::Sqlite => format!("x'{hash}'"),
                Engine::Postgres => format!("'\\x{hash}'::bytea"),
            }
        );
        let tx = before.begin_write(Deadline::after(Duration::from_secs(60))).await.unwrap();
        tx.connection().execute_unprepared(&row).await.unwrap();
        tx.commit().await.unwrap();
        before.close().await;

        let migrations = [o2c_store::MIGRATIONS, MIGRATIONS, LATER_MIGRATIONS];
        let store = database.migrated("gateway", &migrations, &[o2c_store::PRIVILEGES, PRIVILEGES]).await;
        let known = KeyStore::new(store.clone()).find(shown.id()).await.unwrap().unwrap();
        assert!(shown.fits(&known.secret_hash) && known.key.roles == ["integration", "auditor"]);
        assert_eq!((known.tenant.as_str(), known.key.expires_at.micros()), ("acme", until));
        store.close().await;
        database.remove().await;
    }
}
