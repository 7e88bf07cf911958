//! Every command in every state.

use o2c_kernel::Applied;

use super::build::{accepted, anna, customer, hold, now, order_in, release};
use crate::domain::{
    Cancellation, FulfilmentStatus, HoldId, HoldStatus, HoldType, Order, OrderFact, OrderState, Referral, Refusal,
};

/// What a command did: the state after it, or that it was refused.
fn outcome(state: OrderState, command: fn(&mut Order) -> Result<(), Refusal>) -> Option<OrderState> {
    let mut order = order_in(state);
    let before = order.clone();
    match command(&mut order) {
        Ok(()) => Some(order.state),
        Err(_) => {
            assert_eq!(order, before, "a refused command changed something");
            None
        }
    }
}

fn outcomes(command: fn(&mut Order) -> Result<(), Refusal>) -> Vec<Option<OrderState>> {
    OrderState::ALL.into_iter().map(|state| outcome(state, command)).collect()
}

use OrderState::{Cancelled, Completed, Confirmed, Draft, Rejected, Submitted};

// In the order: draft, submitted, confirmed, completed, rejected, cancelled.

#[test]
fn only_a_draft_is_submitted() {
    let submit = |order: &mut Order| order.submit(&customer(), &anna(), now()).map(drop);
    assert_eq!(outcomes(submit), [Some(Submitted), Some(Submitted), None, None, None, None]);
}

#[test]
fn only_a_submitted_order_is_confirmed() {
    let confirm = |order: &mut Order| order.confirm(&accepted(order)).map(drop);
    assert_eq!(outcomes(confirm), [None, Some(Confirmed), Some(Confirmed), Some(Completed), None, None]);
}

#[test]
fn only_a_submitted_order_is_rejected() {
    let reject = |order: &mut Order| order.reject("NO", now()).map(drop);
    assert_eq!(outcomes(reject), [None, Some(Rejected), None, None, Some(Rejected), None]);
}

#[test]
fn what_is_just_being_accepted_is_not_cancelled_and_what_is_confirmed_asks_first() {
    let cancel = |order: &mut Order| order.cancel(&[], "NOT_WANTED", &anna(), now()).map(drop);
    assert_eq!(outcomes(cancel), [Some(Cancelled), None, Some(Confirmed), None, None, None]);
}

#[test]
fn an_order_that_has_ended_takes_no_hold() {
    let place = |order: &mut Order| order.place_hold(hold(HoldType::Pricing)).map(drop);
    assert_eq!(outcomes(place), [Some(Draft), Some(Submitted), Some(Confirmed), None, None, None]);
}

#[test]
fn a_referral_holds_once_and_its_release_begins_another_acceptance() {
    let mut order = order_in(Submitted);
    let review = HoldId::new();
    let held = order.refer(review, "LIMIT_EXCEEDED", now()).unwrap();
    assert!(matches!(held, Applied::Now(Referral::Held(OrderFact::Held { .. }))));
    assert_eq!((order.accepting, order.statuses.hold), (false, HoldStatus::CreditHold));
    assert_eq!(order.refer(review, "LIMIT_EXCEEDED", now()).unwrap(), Applied::Already);

    let released = order.credit_released(review, release()).unwrap().now().unwrap();
    assert!(matches!(released.as_slice(), [OrderFact::HoldReleased { .. }]));
    assert_eq!((order.accepting, order.attempt, order.statuses.hold), (true, 2, HoldStatus::None));
    assert_eq!(order.credit_released(review, release()).unwrap(), Applied::Already);
}

#[test]
fn a_release_that_is_heard_before_its_referral_is_not_lost() {
    let mut order = order_in(Submitted);
    let review = HoldId::new();
    let facts = order.credit_released(review, release()).unwrap().now().unwrap();
    assert!(matches!(facts.as_slice(), [OrderFact::Held { .. }, OrderFact::HoldReleased { .. }]));
    // The first acceptance has not ended: its end begins the second.
    assert_eq!((order.accepting, order.attempt), (true, 1));
    assert_eq!(order.refer(review, "LIMIT_EXCEEDED", now()).unwrap(), Applied::Now(Referral::ReleasedAlready));
    assert_eq!((order.accepting, order.attempt, order.holds.len()), (true, 2, 1));
}

#[test]
fn a_rejection_that_is_heard_before_its_referral_is_not_lost() {
    let mut order = order_in(Submitted);
    assert_eq!(order.credit_rejected("NO", now()).unwrap().len(), 1);
    assert_eq!(order.refer(HoldId::new(), "LIMIT_EXCEEDED", now()).unwrap(), Applied::Already);
    assert_eq!((order.state, order.holds.len()), (Rejected, 0));
}

#[test]
fn an_allocation_that_is_reported_before_confirmation_is_newer_than_the_acceptances() {
    let mut order = order_in(Submitted);
    order.allocated(&[crate::domain::LineQuantity { line: 1, quantity: super::build::units(4) }]).unwrap();
    assert_eq!(order.statuses.fulfilment, FulfilmentStatus::NotStarted);
    order.confirm(&accepted(&order)).unwrap();
    assert_eq!(order.lines[0].progress.allocated, super::build::units(4));
    assert_eq!(order.statuses.fulfilment, FulfilmentStatus::Backordered);
}

#[test]
fn marked_quantities_are_not_asked_for_twice() {
    let mut order = order_in(Confirmed);
    let Cancellation::Asked(asked) = order.cancel(&[], "A", &anna(), now()).unwrap() else { panic!("asked") };
    assert_eq!(asked.len(), 2);
    assert!(order.cancel(&[], "B", &anna(), now()).is_err());
    let refused = order.refuse_cancellation(&asked, "QUANTITY_NOT_RELEASABLE").unwrap();
    let reason = "QUANTITY_NOT_RELEASABLE".to_owned();
    assert_eq!(refused, OrderFact::CancellationRefused { reason, lines: asked.clone() });
    assert!(matches!(order.cancel(&[], "C", &anna(), now()), Ok(Cancellation::Asked(again)) if again == asked));
}
