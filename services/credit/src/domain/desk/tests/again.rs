use super::*;
use crate::domain::{Changes, CreditFact, Decided, NotAgain, Reason, ReviewEnd};

/// What was decided, in the order in which it was told.
fn decided(changes: &Changes) -> Vec<Decided> {
    let decided = |fact: &CreditFact| match fact {
        CreditFact::Decided(decided) => Some(decided.clone()),
        _ => None,
    };
    changes.facts.iter().filter_map(decided).collect()
}

/// An order that was referred, released, and approved behind what it held.
fn told() -> (Vec<Decided>, ReviewEnd) {
    let mut desk = desk(100);
    desk.asks(1, 1, 80).unwrap();
    let review = desk.asks(2, 2, 40).unwrap().review.unwrap();
    let released = desk.says(review, ReviewDecision::Release, "rita").unwrap();
    desk.asks(3, 2, 40).unwrap();
    let end = ReviewEnd {
        review,
        released_until: released.valid_until,
        by: person("rita"),
        reason: released.decision_reason,
        at: NOW,
        revision: released.revision,
    };
    (decided(&desk.into_changes()), end)
}

#[test]
fn a_decision_finds_its_exposure_in_a_ledger_of_another_order() {
    let (told, _) = told();
    let mut desk = desk(100);
    // the referred one first: nothing is reserved yet
    for decided in [&told[1], &told[0]] {
        assert!(desk.decide_again(decided).unwrap().now().is_some());
    }
    assert_eq!((desk.used(), desk.order_value(id(2))), (80, 0));
    let changes = desk.into_changes();
    for decision in &changes.decisions {
        let behind = changes.entries.iter().find(|entry| entry.sequence == decision.after_entry);
        let stood = behind.map_or(0, |entry| entry.exposure_after);
        assert_eq!(Some(stood), decision.inputs.standing.map(|standing| standing.exposure));
    }
    let kinds: Vec<_> = changes.entries.iter().map(|entry| (entry.change.kind.as_str(), entry.change.minor)).collect();
    assert_eq!(kinds, [("restatement", 80), ("restatement", -80), ("reservation", 80)]);
}

#[test]
fn an_attempt_waits_for_the_release_whose_amount_it_gave_back() {
    let (told, end) = told();
    let mut desk = desk(100);
    let missing = desk.decide_again(&told[2]).unwrap_err();
    assert_eq!(missing, NotAgain::ReservationMissing(told[2].given_back[0]));
    let missing = desk.end_review_again(&end).unwrap_err();
    assert_eq!(missing, NotAgain::ReviewElsewhere { review: end.review, has: 0, told: 2 });
    desk.decide_again(&told[1]).unwrap();
    desk.end_review_again(&end).unwrap();
    assert_eq!(desk.used(), 40);
    desk.decide_again(&told[2]).unwrap();
    assert_eq!((desk.used(), desk.order_value(id(2))), (40, 40));
    assert_eq!(told[2].decision.verdict.reasons, [Reason::ReleasedByReview]);
}

#[test]
fn what_is_there_is_passed_over() {
    let (told, end) = told();
    let mut desk = desk(100);
    for _ in 0..2 {
        for decided in &told[..2] {
            desk.decide_again(decided).unwrap();
        }
        desk.end_review_again(&end).unwrap();
        desk.decide_again(&told[2]).unwrap();
    }
    assert_eq!(desk.used(), 120);
    assert!(desk.decide_again(&told[2]).unwrap().now().is_none());
    assert!(desk.end_review_again(&end).unwrap().now().is_none());
}
