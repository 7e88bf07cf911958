use super::*;
use crate::domain::{CreditFact, Reason};

fn referred() -> (Desk, CreditReviewId) {
    let mut desk = desk(100);
    desk.asks(1, 1, 80).unwrap();
    let review = desk.asks(2, 2, 40).unwrap().review.unwrap();
    (desk, review)
}

#[test]
fn a_referred_order_waits_with_what_was_decided_on() {
    let (desk, review) = referred();
    let review = desk.review(review);
    assert_eq!((review.limit, review.exposure, review.amount), (100, 80, gbp(40)));
    assert_eq!(review.reasons, [Reason::LimitExceeded]);
    assert_eq!(review.requested_by, person("olivia"));
}

#[test]
fn who_asked_for_the_order_decides_nothing_about_it() {
    let (mut desk, review) = referred();
    for decision in [ReviewDecision::Release, ReviewDecision::Reject, ReviewDecision::Recheck] {
        assert_eq!(desk.says(review, decision, "olivia"), Err(Refusal::RequesterIsApprover { review }));
    }
    assert_eq!((desk.review_state(review), desk.used()), (ReviewState::Open, 80));
}

#[test]
fn a_key_of_who_asked_decides_nothing_either_and_one_of_another_is_that_other() {
    let (mut desk, review) = referred();
    let key_of = |name| o2c_kernel::Actor::new(person("key:1"), Some(person(name)));
    let say = |decision| ReviewCommand { review, seen: None, decision, reason: "because".to_owned() };
    for decision in [ReviewDecision::Release, ReviewDecision::Reject, ReviewDecision::Recheck] {
        let own = desk.decide_review(&say(decision), &key_of("olivia"), &Policy::default(), NOW, today());
        assert_eq!(own, Err(Refusal::RequesterIsApprover { review }));
    }
    let said =
        desk.decide_review(&say(ReviewDecision::Release), &key_of("rita"), &Policy::default(), NOW, today()).unwrap();
    assert_eq!(said.decided_by, Some(person("rita")));
}

/// Every state against every decision: only an open review is decided, and a refused decision changes nothing.
#[test]
fn the_table_of_states_and_decisions() {
    use ReviewDecision::{Recheck, Reject, Release};
    use ReviewState::{Closed, Open, Rejected, Released};
    let ends = [(Open, None), (Released, Some(Release)), (Rejected, Some(Reject))];
    for (state, way) in ends {
        for (decision, next) in [(Release, Released), (Reject, Rejected), (Recheck, Open)] {
            let (mut desk, review) = referred();
            if let Some(way) = way {
                desk.says(review, way, "rita").unwrap();
            }
            let (used, before) = (desk.used(), desk.review(review).clone());
            let said = desk.says(review, decision, "rita");
            if state == Open {
                assert_eq!(said.unwrap().state, next, "{state:?} {decision:?}");
            } else {
                assert_eq!(said, Err(Refusal::ReviewDecided { review }), "{state:?} {decision:?}");
                assert_eq!((desk.used(), desk.review(review)), (used, &before));
            }
            assert_ne!(desk.review_state(review), Closed);
        }
    }
}

#[test]
fn a_recheck_releases_what_fits_by_now() {
    let (mut desk, review) = referred();
    let still = desk.says(review, ReviewDecision::Recheck, "rita").unwrap();
    assert_eq!((still.state, still.revision), (ReviewState::Open, 2));
    desk.gives_back(1, 1);
    let released = desk.says(review, ReviewDecision::Recheck, "rita").unwrap();
    assert_eq!((released.state, desk.used()), (ReviewState::Released, 40));
    let decision = desk.asks(3, 2, 40).unwrap();
    assert_eq!((decision.verdict.outcome, decision.verdict.reasons), (Outcome::Approved, vec![]));
}

#[test]
fn a_recheck_of_a_blocked_account_stays_open_with_the_new_reason() {
    let (mut desk, review) = referred();
    let by = person("carla");
    desk.set_blocked(account(), true, Because { by: &by, reason: "unpaid", at: NOW }).unwrap();
    let still = desk.says(review, ReviewDecision::Recheck, "rita").unwrap();
    assert_eq!((still.state, still.reasons), (ReviewState::Open, vec![Reason::AccountBlocked]));
}

#[test]
fn a_decision_on_what_was_seen_before_a_change_is_refused() {
    let (mut desk, review) = referred();
    desk.asks(3, 2, 50).unwrap();
    assert_eq!((desk.review(review).amount, desk.review(review).revision), (gbp(50), 2));
    let seen = |seen| ReviewCommand { review, seen, decision: ReviewDecision::Reject, reason: "no".to_owned() };
    let by = person("rita").into();
    let stale = desk.decide_review(&seen(Some(1)), &by, &Policy::default(), NOW, today());
    assert_eq!(stale, Err(Refusal::Changed));
    assert!(desk.decide_review(&seen(Some(2)), &by, &Policy::default(), NOW, today()).is_ok());
}

#[test]
fn each_decision_of_a_person_is_told_once() {
    let (mut desk, review) = referred();
    desk.says(review, ReviewDecision::Reject, "rita").unwrap();
    let rejected = desk.into_changes().facts.into_iter().filter(|fact| matches!(fact, CreditFact::Rejected(_))).count();
    assert_eq!(rejected, 1);
}
