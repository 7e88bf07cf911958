//! Waiting for a fact of another aggregate.

use o2c_kernel::TenantId;
use o2c_messaging::{backlog, parked};

use crate::support::{Closed, Rumoured, aggregate, fact, news, noted, waiting, with_notes};

#[tokio::test]
async fn a_fact_that_waits_is_taken_right_after_what_it_waits_for() {
    with_notes(async |notes| {
        notes.publish(vec![waiting(1, 2), noted(1), noted(3), noted(2), noted(4)]).await;
        let stream = notes.stream().await;
        let first = notes.take(&stream[..3]).await;
        assert_eq!((first.handled, first.waiting, first.behind), (1, 1, 1));
        let held = parked::list(&notes.store, "notes", &TenantId::default(), None, 10).await.unwrap();
        assert_eq!(held.iter().map(|p| p.waits_for).collect::<Vec<_>>(), [Some(aggregate(2)), None]);
        assert!(parked::oldest_age(&notes.store, "notes").await.unwrap().is_some());
        notes.take(&stream[3..]).await;
        let order: Vec<_> = notes.journal().await.iter().map(|(id, n)| (id.as_u128(), *n)).collect();
        assert_eq!(order, [(3, 1), (2, 1), (1, 1), (1, 2), (4, 1)]);
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
    })
    .await;
}

#[tokio::test]
async fn the_order_is_that_of_single_facts_whatever_the_size_of_sets() {
    let one_by_one = journal_of_size(1).await;
    assert_eq!(one_by_one.len(), 11);
    for size in [2, 3, 7, 256] {
        assert_eq!(journal_of_size(size).await, one_by_one, "sets of {size}");
    }
}

/// The journal that sets of a size give, on SQLite.
async fn journal_of_size(size: usize) -> Vec<(u128, i64)> {
    let database = o2c_testkit::TestDatabase::sqlite();
    let store = database.open("notes").await;
    store.migrate(crate::support::MIGRATIONS).await.unwrap();
    let notes = crate::support::Notes::new(store).await.with_set_size(size);
    notes
        .publish(vec![
            waiting(1, 5),
            noted(2),
            waiting(3, 1),
            noted(1),
            noted(4),
            waiting(6, 5),
            noted(5),
            noted(7),
            fact(1, &Closed {}),
            waiting(8, 7),
            noted(3),
        ])
        .await;
    notes.take(&notes.stream().await).await;
    assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
    notes.journal().await.iter().map(|(id, n)| (id.as_u128(), *n)).collect()
}

#[tokio::test]
async fn a_fact_that_nobody_handles_wakes_too_and_the_wait_goes_on() {
    with_notes(async |notes| {
        notes.publish(vec![waiting(1, 2), fact(2, &Rumoured {}), noted(2)]).await;
        let stream = notes.stream().await;
        notes.take(&stream[..2]).await;
        assert_eq!(notes.journal().await, []);
        notes.take(&stream[2..]).await;
        assert_eq!(notes.journal().await, [(aggregate(2), 2), (aggregate(1), 1)]);
    })
    .await;
}

/// What is waited for need not state a fact of its own.
#[tokio::test]
async fn news_of_what_is_waited_for_wake_whatever_tells_them() {
    with_notes(async |notes| {
        // known to the journal, so that who waits for it is done once it is asked again
        notes.publish(vec![waiting(1, 2), waiting(3, 9), noted(4), news(5, 2), noted(6)]).await;
        let stream = notes.stream().await;
        notes.take(&stream[..2]).await;
        crate::support::write_one(&notes.store, aggregate(2)).await;
        let report = notes.take(&stream[2..]).await;
        assert_eq!((report.handled, report.failed), (4, 0), "{report:?}");
        let held = parked::list(&notes.store, "notes", &TenantId::default(), None, 10).await.unwrap();
        assert_eq!(held.iter().map(|p| p.waits_for).collect::<Vec<_>>(), [Some(aggregate(9))]);
    })
    .await;
}

/// One set brings both: who waits was parked on the way.
#[tokio::test]
async fn news_wake_who_came_with_them() {
    with_notes(async |notes| {
        notes.publish(vec![waiting(1, 2), fact(7, &Closed {}), news(5, 2)]).await;
        crate::support::write_one(&notes.store, aggregate(3)).await;
        let stream = notes.stream().await;
        notes.take(&stream[..1]).await;
        crate::support::write_one(&notes.store, aggregate(2)).await;
        notes.take(&stream[1..]).await;
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
    })
    .await;
}

#[tokio::test]
async fn a_wait_costs_no_try() {
    with_notes(async |notes| {
        notes.publish(vec![waiting(1, 2)]).await;
        notes.publish((0..20).map(|_| fact(2, &Rumoured {})).collect()).await;
        notes.publish(vec![noted(2)]).await;
        for envelope in notes.stream().await {
            notes.take(&[envelope]).await;
        }
        assert_eq!(notes.taken_of(1).await, [1]);
    })
    .await;
}

#[tokio::test]
async fn many_that_wait_for_one_are_all_woken() {
    with_notes(async |notes| {
        notes.publish((10..2_500).map(|number| waiting(number, 1)).collect()).await;
        notes.publish(vec![noted(1)]).await;
        let stream = notes.stream().await;
        notes.take(&stream).await;
        assert_eq!(notes.journal().await.len(), 2_491);
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
    })
    .await;
}
