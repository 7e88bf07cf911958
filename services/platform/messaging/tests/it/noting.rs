//! What was delivered last within a process is noted beside the files.

use std::time::Duration;

use o2c_messaging::{Bus, Relay, RelayOptions, Standing, standing};
use tokio_util::sync::CancellationToken;

use crate::support::{Notes, noted, with_notes};

const PATIENCE: Duration = Duration::from_secs(10);

/// A life of the process on these notes: two facts are told and taken.
async fn live(notes: &Notes, bus: &Bus) {
    let consumer = notes.consumer.clone().spawn(bus, vec![], CancellationToken::new());
    let (store, outbox) = (notes.store.clone(), notes.outbox.clone());
    let relay = Relay::spawn(store, outbox, bus.clone(), RelayOptions::default(), CancellationToken::new());
    notes.publish(vec![noted(1), noted(1)]).await;
    notes.settled().await;
    relay.shutdown().await;
    consumer.shutdown().await;
}

#[tokio::test]
async fn a_file_that_was_put_back_is_found_behind_until_it_knows_what_was_delivered() {
    with_notes(async |notes| {
        let directory = tempfile::tempdir().unwrap();
        let bus = || Bus::local_noting(&directory.path().join("made/if/absent"));
        let stands = async || standing(&notes.store, &bus(), PATIENCE).await.unwrap();
        assert!(matches!(stands().await, Standing::Current), "the first start");
        live(&notes, &bus()).await;
        assert!(matches!(stands().await, Standing::Current));
        notes.execute("UPDATE aggregate_head SET last_sequence = 1").await;
        let Standing::Behind(behind) = stands().await else { panic!("what was delivered is not on record") };
        let told = behind.to_string();
        assert!(told.contains("o2c recover run notes") && told.contains("k8s/runbooks/restore.md"), "{told}");
        notes.execute("UPDATE aggregate_head SET last_sequence = 2").await;
        assert!(matches!(stands().await, Standing::Current));

        std::fs::write(directory.path().join("made/if/absent/notes"), [0xff]).unwrap();
        assert!(matches!(stands().await, Standing::Unknown(_)), "a note that cannot be read says nothing");
    })
    .await;
}
