//! A measurement, not a test: `cargo nextest run --release -p o2c-messaging --run-ignored only --no-capture throughput`.

use std::time::Duration;

use o2c_messaging::{Bus, Relay, RelayOptions};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::support::{noted, with_notes};

const SETS: u128 = 200;
const SET: u128 = 256;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures and asserts nothing: to be run by hand on a quiet machine"]
async fn throughput_of_the_whole_way() {
    with_notes(async |notes| {
        let rate = |since: Instant| SETS * SET * 1000 / since.elapsed().as_millis().max(1);
        let start = Instant::now();
        for set in 0..SETS {
            // half of the facts are of new aggregates, half are the second of an old one
            notes.publish((0..SET).map(|fact| noted(set * SET / 2 + fact)).collect()).await;
        }
        eprintln!("{:?} published: {}/s", notes.store.engine(), rate(start));

        let start = Instant::now();
        let bus = Bus::local();
        let consumer = notes.consumer.clone().spawn(&bus, vec![], CancellationToken::new());
        let options = RelayOptions { lease: Duration::from_secs(30), ..RelayOptions::default() };
        let relay = Relay::spawn(notes.store.clone(), notes.outbox.clone(), bus, options, CancellationToken::new());
        notes.settled().await;
        eprintln!("{:?} delivered: {}/s", notes.store.engine(), rate(start));
        relay.shutdown().await;
        consumer.shutdown().await;
    })
    .await;
}
