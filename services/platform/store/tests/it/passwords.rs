//! Passwords in files, and lines that are protected.

use std::path::{Path, PathBuf};

use o2c_store::{PostgresOptions, Store, StoreError};
use o2c_testkit::plant;
use o2c_testkit::postgres::{PostgresSchema, RUNNING, ThrowAwayCluster};
use tempfile::TempDir;

use crate::support::{MIGRATIONS, account, insert_accounts, soon};

const CANARY: &str = "canary 'in the' mine\\%";

/// A server that lets the running role in with this password only, and a file with another text.
async fn guarded(password: &str, filed: &str) -> (ThrowAwayCluster, PostgresSchema, Store, TempDir, PathBuf) {
    let server = ThrowAwayCluster::start("").await;
    let place = server.schema();
    let owner = Store::postgres(&place.url, &place.schema, "store", PostgresOptions::default()).await.unwrap();
    owner.migrate(MIGRATIONS).await.unwrap();
    owner.grant_running_role(RUNNING, &[]).await.unwrap();
    set_password(&owner, password).await;
    server.demand_passwords();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("password");
    std::fs::write(&file, filed).unwrap();
    let running = PostgresSchema { url: place.url.replace("postgres@", &format!("{RUNNING}@")), ..place };
    (server, running, owner, directory, file)
}

async fn set_password(owner: &Store, password: &str) {
    plant(owner, &format!("ALTER ROLE {RUNNING} PASSWORD '{}'", password.replace('\'', "''"))).await;
}

async fn open(place: &PostgresSchema, password_file: &Path) -> Result<Store, StoreError> {
    let options = PostgresOptions { password_file: Some(password_file.to_owned()), ..PostgresOptions::default() };
    Store::postgres(&place.url, &place.schema, "store", options).await
}

/// An error, and all that stands behind it.
fn told(error: &StoreError) -> String {
    let mut told = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        told.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_rotated_is_read_again() {
    let (_server, place, owner, _directory, file) = guarded(CANARY, &format!("{CANARY}\n")).await;
    let store = open(&place, &file).await.unwrap();
    insert_accounts(&store, vec![account(1, 1)]).await;

    set_password(&owner, "next").await;
    plant(&owner, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{RUNNING}'")).await;
    let refused = store.begin_write(soon()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)) && refused.is_transient(), "{refused:?}");
    std::fs::write(&file, "next").unwrap();
    insert_accounts(&store, vec![account(2, 2)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_in_no_text_that_is_printed() {
    let (_server, place, _owner, directory, file) = guarded("another", CANARY).await;
    let refused = told(&open(&place, &file).await.unwrap_err());
    assert!(refused.contains("password authentication failed") && !refused.contains("canary"), "{refused}");

    let missing = told(&open(&place, &directory.path().join("none")).await.unwrap_err());
    assert!(missing.contains("none: No such file"), "{missing}");

    for url in ["postgres://o2c:canary@localhost:port/o2c", "canary", "postgres://o2c:canary@localhost/o2c?sslmode=no"]
    {
        let wrong = told(&Store::postgres(url, "s", "store", PostgresOptions::default()).await.unwrap_err());
        assert!(!wrong.contains("canary"), "{wrong}");
    }
    let away = format!("postgres://o2c:canary@localhost/o2c?host={}", directory.path().display());
    let away = told(&Store::postgres(&away, "s", "store", PostgresOptions::default()).await.unwrap_err());
    assert!(!away.contains("canary"), "{away}");

    std::fs::write(&file, "another").unwrap();
    let store = open(&place, &file).await.unwrap();
    let options = PostgresOptions { password_file: Some(file), ..PostgresOptions::default() };
    let tx = store.begin_read(soon()).await.unwrap();
    assert!(!format!("{store:?} {options:?} {tx:?}").contains("another"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_url_says_how_the_line_is_protected() {
    let server = ThrowAwayCluster::start_with_tls().await;
    let place = server.schema();
    let owner = Store::postgres(&place.url, &place.schema, "store", PostgresOptions::default()).await.unwrap();
    owner.migrate(MIGRATIONS).await.unwrap();
    owner.grant_running_role(RUNNING, &[]).await.unwrap();
    set_password(&owner, "secret").await;
    server.demand_passwords();
    let user = format!("{RUNNING}:secret");
    let open = async |parameters: &str| {
        let url = server.loopback_url(&user, parameters);
        Store::postgres(&url, &place.schema, "store", PostgresOptions::default()).await
    };
    let root = format!("sslmode=verify-full&sslrootcert={}", server.certificate().display());
    insert_accounts(&open(&root).await.unwrap(), vec![account(1, 1)]).await;
    insert_accounts(&open("sslmode=require").await.unwrap(), vec![account(2, 2)]).await;
    let unprotected = open("sslmode=disable").await.unwrap_err();
    assert!(told(&unprotected).contains("pg_hba.conf"), "{unprotected:?}");
    let unknown = open("sslmode=verify-full").await.unwrap_err();
    assert!(matches!(unknown, StoreError::Unavailable(_)), "{unknown:?}");
}
