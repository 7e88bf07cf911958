use super::*;
use crate::domain::{Reason, ReservationState};

#[test]
fn orders_are_decided_in_the_order_given_until_the_limit_is_used() {
    let mut desk = desk(100);
    assert_eq!(desk.outcome(1, 1, 60), Outcome::Approved);
    assert_eq!(desk.outcome(2, 2, 50), Outcome::Referred);
    assert_eq!(desk.outcome(3, 3, 40), Outcome::Approved);
    assert_eq!(desk.used(), 100);
    assert_eq!(desk.order_value(id(2)), 0);
}

#[test]
fn a_customer_without_an_account_is_denied_and_leaves_no_review() {
    let mut desk = Desk::default();
    let decision = desk.asks(1, 1, 10).unwrap();
    assert_eq!((decision.verdict.outcome, decision.review), (Outcome::Denied, None));
    assert_eq!(decision.verdict.reasons, [Reason::NoAccount]);
    assert!(desk.account(account()).is_none());
}

#[test]
fn the_same_attempt_again_gets_the_same_answer_and_reserves_once() {
    let mut desk = desk(100);
    let first = desk.asks(1, 1, 60).unwrap();
    assert_eq!(desk.asks(1, 1, 60).unwrap(), first);
    assert_eq!(desk.used(), 60);
    assert_eq!(desk.asks(1, 1, 61), Err(Refusal::ReservationReused { reservation: id(1) }));
    assert_eq!(desk.asks(1, 2, 60), Err(Refusal::ReservationReused { reservation: id(1) }));
}

#[test]
fn what_is_given_back_is_free_for_others_once() {
    let mut desk = desk(100);
    desk.asks(1, 1, 60).unwrap();
    assert!(!desk.gives_back(1, 1));
    assert!(!desk.gives_back(1, 1));
    assert_eq!(desk.used(), 0);
    assert_eq!(desk.asks(1, 1, 60), Err(Refusal::ReservationReleased { reservation: id(1) }));
    assert_eq!(desk.outcome(2, 2, 100), Outcome::Approved);
}

#[test]
fn a_release_that_overtakes_its_reservation_leaves_a_tombstone() {
    let mut desk = desk(100);
    assert!(desk.gives_back(1, 1));
    assert!(desk.gives_back(1, 1));
    assert_eq!(desk.asks(1, 1, 60), Err(Refusal::ReservationReleased { reservation: id(1) }));
    assert_eq!(desk.used(), 0);
    let changes = desk.into_changes();
    assert_eq!(changes.reservations.first().unwrap().state, ReservationState::Tombstone);
}

#[test]
fn giving_back_what_was_refused_changes_nothing() {
    let mut desk = desk(100);
    assert_eq!(desk.outcome(1, 1, 101), Outcome::Referred);
    assert!(desk.gives_back(1, 1));
    assert_eq!(desk.outcome(1, 1, 101), Outcome::Referred);
    assert_eq!(desk.used(), 0);
}

#[test]
fn what_was_shipped_in_the_meantime_is_not_given_back() {
    let mut desk = desk(100);
    desk.asks(1, 1, 60).unwrap();
    chain::ships(&mut desk, 1, 11, 45);
    desk.gives_back(1, 1);
    assert_eq!((desk.order_value(id(1)), desk.used()), (0, 45));
}

#[test]
fn a_blocked_account_denies_and_an_unblocked_one_approves_again() {
    let mut desk = desk(100);
    let by = person("carla");
    let because = Because { by: &by, reason: "unpaid", at: NOW };
    desk.set_blocked(account(), true, because).unwrap();
    assert_eq!(desk.outcome(1, 1, 1), Outcome::Denied);
    desk.set_blocked(account(), false, because).unwrap();
    desk.set_blocked(account(), false, because).unwrap();
    assert_eq!(desk.outcome(2, 1, 1), Outcome::Approved);
    assert_eq!(desk.into_changes().terms.len(), 3);
}

#[test]
fn amounts_that_no_number_holds_are_refused_and_change_nothing() {
    let mut desk = desk(i64::MAX);
    desk.asks(1, 1, i64::MAX).unwrap();
    let before = desk.the_account().clone();
    assert_eq!(desk.outcome(2, 2, i64::MAX), Outcome::Referred);
    assert_eq!(*desk.the_account(), before);
}
