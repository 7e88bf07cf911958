use super::*;
use crate::domain::{Reason, override_of};

/// An order over the limit that a person released: it holds 150 of 100.
fn released() -> (Desk, CreditReviewId) {
    let mut desk = desk(100);
    let review = desk.asks(1, 1, 150).unwrap().review.unwrap();
    desk.says(review, ReviewDecision::Release, "rita").unwrap();
    (desk, review)
}

#[test]
fn a_release_holds_the_amount_over_the_limit() {
    let (mut desk, review) = released();
    assert_eq!((desk.used(), desk.order_value(id(1))), (150, 150));
    assert!(desk.holds(override_of(review)));
    assert_eq!(desk.outcome(2, 2, 1), Outcome::Referred);
}

#[test]
fn the_next_attempt_takes_the_place_of_the_override() {
    let (mut desk, review) = released();
    let decision = desk.asks(2, 1, 160).unwrap();
    assert_eq!(decision.verdict.outcome, Outcome::Approved);
    assert_eq!(decision.verdict.reasons, [Reason::ReleasedByReview]);
    assert_eq!(decision.review, Some(review));
    assert_eq!(desk.used(), 160);
    assert!(!desk.holds(override_of(review)));
    assert!(desk.holds(id(2)));
}

#[test]
fn a_further_attempt_after_a_technical_failure_needs_no_second_release() {
    let (mut desk, _) = released();
    desk.asks(2, 1, 150).unwrap();
    desk.gives_back(2, 1);
    assert_eq!(desk.used(), 0);
    assert_eq!(desk.outcome(3, 1, 150), Outcome::Approved);
}

#[test]
fn an_order_that_grew_too_much_is_referred_and_holds_nothing() {
    let (mut desk, first) = released();
    let decision = desk.asks(2, 1, 166).unwrap();
    assert_eq!(decision.verdict.outcome, Outcome::Referred);
    assert_eq!(decision.verdict.reasons, [Reason::LimitExceeded, Reason::ReleaseExceeded]);
    assert_eq!((desk.used(), desk.holds(override_of(first))), (0, false));
    let second = decision.review.unwrap();
    assert_ne!(first, second);
    assert_eq!(desk.review_state(second), ReviewState::Open);
}

#[test]
fn an_attempt_that_fits_needs_no_override_and_gives_it_back() {
    let (mut desk, review) = released();
    let decision = desk.asks(2, 1, 90).unwrap();
    assert_eq!((decision.verdict.outcome, decision.review), (Outcome::Approved, None));
    assert_eq!((desk.used(), desk.holds(override_of(review))), (90, false));
}

#[test]
fn a_release_is_over_when_its_time_is() {
    let (mut desk, _) = released();
    let late = NOW.plus(Policy::default().approval).plus(std::time::Duration::from_micros(1));
    let decision = desk.reserve(&attempt(2, 1, 150), &Policy::default(), late, today()).unwrap();
    assert_eq!(decision.verdict.outcome, Outcome::Referred);
}
