//! Getting to the broker: who we are, and what happens while it is not there.

use std::time::Duration;

use o2c_messaging::{Bus, Credentials, JetStreamError, JetStreamOptions, replay};
use o2c_testkit::NatsServer;

use super::{bus, consumer, known, options, publish_rounds, relay, settled};
use crate::support::{noted, with_notes};

const BY_PASSWORD: &str = "authorization { user: o2c, password: \"open sesame\" }";
const BY_TOKEN: &str = "authorization { token: \"open sesame\" }";

fn secret(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_come_from_files_and_show_nowhere() {
    let file = secret("open sesame\n");
    let password = Credentials::Password { user: "o2c".to_owned(), password_file: file.path().to_owned() };
    let token = Credentials::Token { token_file: file.path().to_owned() };
    for (settings, credentials) in [(BY_PASSWORD, password), (BY_TOKEN, token)] {
        let server = NatsServer::start_with(settings);
        with_notes(async |notes| {
            let options = JetStreamOptions { credentials: credentials.clone(), ..options(&server) };
            let bus = Bus::jetstream(options).await.unwrap();
            assert!(!format!("{bus:?}").contains("sesame"));
            let subscription = bus.subscribe("notes", &["notes"], &notes.store);
            known(&bus).await;
            subscription.close().await;
        })
        .await;
    }
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_the_start() {
    let server = NatsServer::start();
    let nowhere = Credentials::Token { token_file: "/nowhere/token".into() };
    let missing = Bus::jetstream(JetStreamOptions { credentials: nowhere, ..options(&server) }).await;
    assert!(matches!(missing, Err(JetStreamError::File { .. })), "{missing:?}");
    let groups = Bus::jetstream(JetStreamOptions { groups: 17, ..options(&server) }).await;
    assert!(matches!(groups, Err(JetStreamError::Setting { setting: "groups", .. })), "{groups:?}");
    let no_creds = secret("nothing of the kind");
    let creds = Credentials::Creds { creds_file: no_creds.path().to_owned() };
    let unread = Bus::jetstream(JetStreamOptions { credentials: creds, ..options(&server) }).await;
    assert!(matches!(unread, Err(JetStreamError::File { .. })), "{unread:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_starts_and_stops_without_a_broker_and_works_once_it_is_there() {
    with_notes(async |notes| {
        let mut server = NatsServer::start();
        server.wipe();
        let bus = bus(&server).await;
        for _ in 0..2 {
            let workers = [consumer(&notes, &bus), relay(&notes, &bus, 7)];
            publish_rounds(&notes).await;
            for worker in workers {
                let stopped = tokio::time::timeout(Duration::from_secs(30), worker.shutdown()).await;
                assert!(stopped.is_ok(), "it waits for the broker");
            }
        }
        let workers = [consumer(&notes, &bus), relay(&notes, &bus, 7)];
        server.restart();
        settled(&notes, &bus).await;
        notes.taken(400).await;
        notes.assert_taken(20, 20).await;
        for worker in workers {
            worker.shutdown().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_waits_for_a_broker_that_is_not_connected_yet() {
    with_notes(async |notes| {
        let mut server = NatsServer::start();
        notes.publish(vec![noted(1), noted(1)]).await;
        server.kill();
        let bus = bus(&server).await;
        let replaying = replay::replay(&notes.store, &bus, 0);
        let later = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            server.restart();
        };
        let (replayed, ()) = tokio::join!(replaying, later);
        let replayed = replayed.unwrap();
        assert_eq!((replayed.facts, replayed.complete), (2, true));
    })
    .await;
}
