//! The outbox: dense numbers, in the order given, in the transaction of the command.

use o2c_messaging::{backlog, prune, publish};

use crate::support::{deadline, noted, with_notes};

#[tokio::test]
async fn numbers_are_dense_per_aggregate_and_follow_the_order_given() {
    with_notes(async |notes| {
        notes.publish(vec![noted(2), noted(1), noted(2), noted(2)]).await;
        notes.publish(vec![noted(1), noted(3), noted(2)]).await;
        let stream: Vec<_> = notes.stream().await.iter().map(|e| (e.aggregate_id.as_u128(), e.sequence)).collect();
        assert_eq!(stream, [(2, 1), (1, 1), (2, 2), (2, 3), (1, 2), (3, 1), (2, 4)]);
    })
    .await;
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_gap() {
    with_notes(async |notes| {
        let tx = notes.store.begin_write(deadline()).await.unwrap();
        publish(&tx, &notes.outbox, &o2c_testkit::call("test"), vec![noted(1)]).await.unwrap();
        tx.rollback().await;
        notes.publish(vec![noted(1)]).await;
        let stream = notes.stream().await;
        assert_eq!(stream.iter().map(|e| e.sequence).collect::<Vec<_>>(), [1]);
    })
    .await;
}

#[tokio::test]
async fn two_that_publish_for_one_aggregate_at_once_share_its_numbers() {
    with_notes(async |notes| {
        let publishers: Vec<_> = (0..8)
            .map(|_| {
                let notes = notes.clone();
                tokio::spawn(async move {
                    for _ in 0..10 {
                        notes.publish(vec![noted(1), noted(2), noted(1)]).await;
                    }
                })
            })
            .collect();
        for publisher in publishers {
            publisher.await.unwrap();
        }
        let stream = notes.stream().await;
        let of =
            |id: u128| stream.iter().filter(|e| e.aggregate_id.as_u128() == id).map(|e| e.sequence).collect::<Vec<_>>();
        // in the order of positions, too
        assert_eq!(of(1), (1..=160).collect::<Vec<_>>());
        assert_eq!(of(2), (1..=80).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn only_what_is_published_and_old_is_pruned() {
    with_notes(async |notes| {
        notes.publish(vec![noted(1), noted(1), noted(1)]).await;
        let backlog = backlog::backlog(&notes.store).await.unwrap();
        assert_eq!(backlog.outbox, 3);
        let now = o2c_kernel::machine_now();
        notes.execute("UPDATE outbox SET recorded_at = 1 WHERE sequence <> 2").await;
        assert_eq!(prune::prune(&notes.store, now, 100).await.unwrap(), 0, "nothing is published yet");
        notes.execute("UPDATE outbox_unpublished SET first_position = 3").await;
        assert_eq!(prune::prune(&notes.store, now, 100).await.unwrap(), 1);
        assert_eq!(prune::prune(&notes.store, now, 100).await.unwrap(), 0);
        assert_eq!(notes.stream().await.len(), 2);
    })
    .await;
}
