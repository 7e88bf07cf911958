//! What the bus lost is found by comparing heads, and pulled.

use o2c_messaging::{StoreHeads, heads};
use o2c_testkit::HostileBus;

use crate::support::{noted, troubled, with_notes};

#[tokio::test]
async fn a_lost_tail_is_pulled() {
    with_notes(async |notes| {
        notes.publish((0..300).map(noted).collect()).await;
        notes.publish((0..300).map(noted).collect()).await;
        let stream = notes.stream().await;
        notes.take(&stream[..350]).await;
        let heads = StoreHeads::new(notes.store.clone());
        let report = heads::catch_up(&notes.consumer, &heads, None).await.unwrap();
        assert_eq!((report.handled, report.doubles), (250, 0));
        notes.assert_taken(300, 2).await;
        let again = heads::catch_up(&notes.consumer, &heads, None).await.unwrap();
        assert_eq!(again.handled, 0);
    })
    .await;
}

#[tokio::test]
async fn a_bus_that_loses_a_fifth_of_all_loses_nothing() {
    with_notes(async |notes| {
        for _ in 0..20 {
            notes.publish((0..30).map(noted).collect()).await;
        }
        let bus = HostileBus::new(5).losing(20);
        for set in notes.stream().await.chunks(100) {
            for set in bus.disturb(set) {
                notes.take(&set).await;
            }
        }
        assert_ne!(notes.journal().await.len(), 600);
        let heads = StoreHeads::new(notes.store.clone());
        heads::catch_up(&notes.consumer, &heads, None).await.unwrap();
        notes.assert_taken(30, 20).await;
        assert_eq!(o2c_messaging::backlog::backlog(&notes.store).await.unwrap().parked, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_held_is_not_missing() {
    with_notes(async |notes| {
        notes.break_the_world(true);
        notes.publish(vec![troubled(1, 1), noted(1), noted(1)]).await;
        notes.take(&notes.stream().await).await;
        let heads = StoreHeads::new(notes.store.clone());
        let report = heads::catch_up(&notes.consumer, &heads, None).await.unwrap();
        assert_eq!(report.doubles + report.behind, 0, "nothing was pulled");
    })
    .await;
}
