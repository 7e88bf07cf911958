//! Facts that trickle are taken together, unless somebody waits.

use std::{sync::Arc, time::Duration};

use o2c_messaging::{Bus, Haste};
use tokio_util::sync::CancellationToken;

use crate::support::{noted, with_notes};

const FAR_AWAY: Duration = Duration::from_secs(3600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_wait_for_company_until_somebody_waits_for_them() {
    with_notes(async |notes| {
        notes.publish((0..4).map(noted).collect()).await;
        let facts = notes.stream().await;
        let (bus, haste) = (Bus::local(), Haste::default());
        let consumer = notes.consumer.clone().with_company(FAR_AWAY, haste.clone());
        let worker = consumer.spawn(&bus, vec![], CancellationToken::new());
        let deliver = |number: usize| bus.deliver("notes", Arc::from(vec![facts[number].clone()]));

        assert!(deliver(0).await.await, "the first has nobody to wait for");
        let commits = notes.store.commits();
        let before = *commits.borrow();
        let later = [deliver(1).await, deliver(2).await, deliver(3).await];
        assert_eq!(notes.journal().await.len(), 1, "those after it wait for more");

        let waiting = haste.hurry();
        assert_eq!(futures::future::join_all(later).await, [true; 3]);
        assert_eq!(*commits.borrow() - before, 1, "they were taken together");
        notes.assert_taken(4, 1).await;
        drop(waiting);
        worker.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_set_waits_for_nobody() {
    with_notes(async |notes| {
        notes.publish((0..9).map(noted).collect()).await;
        let facts = notes.stream().await;
        let bus = Bus::local();
        let consumer = notes.consumer.clone().with_set_size(4).with_company(FAR_AWAY, Haste::default());
        let worker = consumer.spawn(&bus, vec![], CancellationToken::new());
        let mut sets = facts.chunks(4);
        let first = bus.deliver("notes", Arc::from(sets.next().unwrap())).await;
        let second = bus.deliver("notes", Arc::from(sets.next().unwrap())).await;
        assert!(first.await && second.await);
        notes.assert_taken(8, 1).await;
        worker.shutdown().await;
    })
    .await;
}
