//! Facts that cannot be taken in: they harm nobody but their own aggregate.

use o2c_kernel::TenantId;
use o2c_messaging::{TakeError, backlog, dead_letters};
use o2c_store::StoreError;

use crate::support::{Notes, aggregate, noted, troubled, with_notes};

/// Publishes a bad fact among good ones and takes all; the bad one's successor waits behind it.
async fn with_a_bad_fact(notes: &Notes, trouble: i32) {
    notes.break_the_world(true);
    notes.publish(vec![noted(1), troubled(2, trouble), noted(3), noted(2), noted(1)]).await;
    notes.take(&notes.stream().await).await;
    assert_eq!(notes.taken_of(1).await, [1, 2]);
    assert_eq!(notes.taken_of(3).await, [1]);
    assert_eq!(notes.taken_of(2).await, [] as [i64; 0]);
    assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 2);
}

#[tokio::test]
async fn one_bad_fact_of_a_set_harms_nobody() {
    for trouble in [1, 2, 3] {
        with_notes(async |notes| {
            with_a_bad_fact(&notes, trouble).await;
            // mended in time, it needs nobody's help
            notes.break_the_world(false);
            notes.take_all_due().await;
            assert_eq!(notes.taken_of(2).await, [1, 2]);
            assert_eq!(backlog::backlog(&notes.store).await.unwrap().dead_letters, 0);
            assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn a_try_that_a_clock_put_off_which_was_put_back_since_is_due() {
    with_notes(async |notes| {
        with_a_bad_fact(&notes, 1).await;
        notes.break_the_world(false);
        notes.execute("UPDATE parked_event SET due_at = due_at + 7200000000 WHERE due_at IS NOT NULL").await;
        o2c_messaging::take_due(&notes.consumer).await.unwrap();
        assert_eq!(notes.taken_of(2).await, [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn after_five_tries_it_is_a_dead_letter_and_blocks_its_aggregate_only() {
    for trouble in [1, 2, 3] {
        with_notes(async |notes| {
            with_a_bad_fact(&notes, trouble).await;
            let report = notes.take_all_due().await;
            assert_eq!((report.failed, report.dead), (3, 1));
            let letters = dead_letters::list(&notes.store, "notes", &TenantId::default(), None, 10).await.unwrap();
            assert_eq!(letters.len(), 1);
            assert_eq!((letters[0].tries, letters[0].envelope.aggregate_id), (5, aggregate(2)));

            // delivered again, the letter is a double; what is new of its aggregate goes behind it
            notes.publish(vec![noted(2), noted(3)]).await;
            notes.take(&notes.stream().await).await;
            assert_eq!(notes.taken_of(2).await, [] as [i64; 0]);
            assert_eq!(notes.taken_of(3).await, [1, 2]);
            let now = backlog::backlog(&notes.store).await.unwrap();
            assert_eq!((now.parked, now.dead_letters), (2, 1));

            let event = letters[0].envelope.event_id;
            let again = dead_letters::retry(&notes.consumer, &TenantId::default(), event).await.unwrap();
            assert_eq!(again.dead, 1, "the world is still broken");
            let reason = async || dead_letters::reason(&notes.consumer, &TenantId::default(), event).await.unwrap();
            assert!(reason().await.is_some());
            notes.break_the_world(false);
            dead_letters::retry(&notes.consumer, &TenantId::default(), event).await.unwrap();
            assert_eq!(reason().await, None);
            assert_eq!(notes.taken_of(2).await, [1, 2, 3]);
            let now = backlog::backlog(&notes.store).await.unwrap();
            assert_eq!((now.parked, now.dead_letters), (0, 0));
        })
        .await;
    }
}

#[tokio::test]
async fn a_database_that_is_away_makes_no_dead_letter() {
    with_notes(async |notes| {
        notes.break_the_world(true);
        notes.publish(vec![troubled(1, 4)]).await;
        let set = notes.stream().await;
        for _ in 0..8 {
            let failed = o2c_messaging::take(&notes.consumer, &set).await;
            assert!(matches!(failed, Err(TakeError::Store(StoreError::Unavailable(_)))), "{failed:?}");
        }
        notes.break_the_world(false);
        assert_eq!(notes.take(&set).await.handled, 1);
        assert_eq!(notes.taken_of(1).await, [1]);
        let now = backlog::backlog(&notes.store).await.unwrap();
        assert_eq!((now.parked, now.dead_letters), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_discarded_letter_lets_pass_what_is_behind_it() {
    with_notes(async |notes| {
        with_a_bad_fact(&notes, 1).await;
        notes.take_all_due().await;
        let tenant = TenantId::default();
        let letters = dead_letters::list(&notes.store, "notes", &tenant, None, 10).await.unwrap();
        let event = letters[0].envelope.event_id;
        dead_letters::discard(&notes.consumer, &tenant, event, "entered by hand").await.unwrap();
        assert_eq!(notes.taken_of(2).await, [2]);
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().dead_letters, 0);
        // it stays out when it comes again, and cannot be discarded twice
        notes.take(&notes.stream().await).await;
        assert_eq!(notes.taken_of(2).await, [2]);
        let twice = dead_letters::discard(&notes.consumer, &tenant, event, "again").await;
        assert!(matches!(twice, Err(TakeError::NoDeadLetter { .. })));
    })
    .await;
}

#[tokio::test]
async fn an_undecodable_payload_is_a_failure_of_its_fact_alone() {
    with_notes(async |notes| {
        notes.publish(vec![noted(1), noted(2), noted(3)]).await;
        let mut stream = notes.stream().await;
        stream[1].payload = vec![0xFF; 3].into();
        let report = notes.take(&stream).await;
        assert_eq!((report.handled, report.failed), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_later_fact_of_the_same_run_does_not_overtake_a_failed_one() {
    with_notes(async |notes| {
        notes.break_the_world(true);
        notes.publish(vec![noted(1), troubled(1, 1), noted(1), noted(2), noted(1)]).await;
        notes.take(&notes.stream().await).await;
        assert_eq!(notes.taken_of(1).await, [1]);
        assert_eq!(notes.taken_of(2).await, [1]);
        notes.break_the_world(false);
        notes.take_all_due().await;
        assert_eq!(notes.taken_of(1).await, [1, 2, 3, 4]);
    })
    .await;
}
