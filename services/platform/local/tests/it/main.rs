//! Servers that are killed in the middle and come back with what they had.

use std::{process::Command, time::Duration};

use o2c_local::{Child, Durability, Nats, Postgres, secret_file};

#[tokio::test]
async fn a_cluster_keeps_what_was_committed_when_it_is_killed() {
    let home = tempfile::tempdir().unwrap();
    // reachable for the user that the server runs as
    Command::new("chmod").arg("755").arg(home.path()).status().unwrap();
    let mut postgres = Postgres::start(home.path(), Durability::Process).await.unwrap();
    postgres.create("ledger", "clerk", "secret").unwrap();
    postgres.create("ledger", "clerk", "secret").unwrap();
    postgres.sql("ledger", "CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (7)").unwrap();

    postgres.kill();
    assert!(!postgres.is_running());
    assert!(postgres.sql("ledger", "SELECT 1").is_err());
    postgres.restart().await.unwrap();
    assert_eq!(postgres.sql("ledger", "SELECT n FROM t").unwrap().trim(), "7");

    postgres.stop(Duration::from_secs(20)).await;
    let mut again = Postgres::start(home.path(), Durability::Process).await.unwrap();
    assert_eq!(again.sql("ledger", "SELECT n FROM t").unwrap().trim(), "7");
    again.stop(Duration::from_secs(20)).await;
}

#[tokio::test]
async fn a_bus_listens_again_after_it_was_killed() {
    let home = tempfile::tempdir().unwrap();
    let mut nats = Nats::start(home.path()).await.unwrap();
    let url = nats.url();
    nats.kill();
    assert!(!nats.is_running());
    nats.restart().await.unwrap();
    assert_eq!(nats.url(), url);
    nats.wipe();
    nats.restart().await.unwrap();
    assert!(nats.is_running());
}

#[tokio::test]
async fn a_child_ends_when_it_is_told_and_when_it_is_dropped() {
    let home = tempfile::tempdir().unwrap();
    let mut sleep = Command::new("sleep");
    sleep.arg("600");
    let mut child = Child::spawn("sleep", &sleep, &home.path().join("log")).unwrap();
    assert!(child.is_running());
    assert!(child.ended(Duration::from_millis(20)).await.is_none());
    child.stop(Duration::from_secs(10)).await;
    assert!(!child.is_running());
}

#[test]
fn a_program_that_is_not_installed_is_named() {
    let home = tempfile::tempdir().unwrap();
    let error = Child::spawn("the-ledger", &Command::new("no-such-program"), &home.path().join("log")).unwrap_err();
    assert!(error.to_string().contains("the-ledger"), "{error}");
}

#[test]
fn a_secret_is_made_once_and_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("secret");
    let made = secret_file(&file).unwrap();
    assert_eq!(made, secret_file(&file).unwrap());
    assert!(made.len() >= 32);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}
