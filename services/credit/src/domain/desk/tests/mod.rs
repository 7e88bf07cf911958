//! The desk, told in the business's words.

mod again;
mod chain;
mod laws;
mod overrides;
mod reservations;
mod reviews;

use o2c_kernel::{Currency, Date, Id, Instant, Money, Principal};
use uuid::Uuid;

use super::{Attempt, Because, Desk, ReviewCommand};
use crate::domain::{
    AccountTerms, Cause, CreditAccount, CreditAccountId, CreditReview, CreditReviewId, CustomerId, Decision, OrderId,
    Outcome, Policy, Refusal, ReservationId, ReviewDecision, ReviewState, RiskClass, account_of,
};

pub const NOW: Instant = Instant::from_micros(1_300_000_000_000_000);

pub fn today() -> Date {
    Date::parse("2011-03-13").unwrap()
}

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

pub fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

pub fn person(name: &str) -> Principal {
    Principal::parse(name).unwrap()
}

pub const CUSTOMER: u128 = 7;

pub fn customer() -> CustomerId {
    id(CUSTOMER)
}

pub fn account() -> CreditAccountId {
    account_of(customer(), Currency::GBP)
}

/// A desk on which one customer has credit.
pub fn desk(limit: i64) -> Desk {
    let mut desk = Desk::default();
    let terms = AccountTerms { limit: gbp(limit), valid_from: None, valid_to: None };
    let because = Because { by: &person("carla"), reason: "opened", at: NOW };
    desk.open_account(customer(), terms, RiskClass::Medium, false, because).unwrap();
    desk
}

pub fn attempt(reservation: u128, order: u128, amount: i64) -> Attempt {
    Attempt {
        reservation: id(reservation),
        order: id(order),
        customer: customer(),
        amount: gbp(amount),
        requested_by: person("olivia"),
    }
}

pub fn cause(event: u128) -> Cause {
    Cause { event: Uuid::from_u128(event), at: NOW }
}

impl Desk {
    pub fn asks(&mut self, reservation: u128, order: u128, amount: i64) -> Result<Decision, Refusal> {
        self.reserve(&attempt(reservation, order, amount), &Policy::default(), NOW, today())
    }

    pub fn outcome(&mut self, reservation: u128, order: u128, amount: i64) -> Outcome {
        self.asks(reservation, order, amount).unwrap().verdict.outcome
    }

    pub fn gives_back(&mut self, reservation: u128, order: u128) -> bool {
        self.release(id::<crate::domain::Reservation>(reservation), id(order), NOW).unwrap().tombstone
    }

    pub fn says(
        &mut self,
        review: CreditReviewId,
        decision: ReviewDecision,
        by: &str,
    ) -> Result<CreditReview, Refusal> {
        let command = ReviewCommand { review, seen: None, decision, reason: "because".to_owned() };
        self.decide_review(&command, &person(by).into(), &Policy::default(), NOW, today())
    }

    pub fn the_account(&self) -> &CreditAccount {
        self.account(account()).unwrap()
    }

    pub fn used(&self) -> i64 {
        self.the_account().exposure.total()
    }

    pub fn review(&self, id: CreditReviewId) -> &CreditReview {
        self.reviews.get(&id).unwrap()
    }

    pub fn review_state(&self, id: CreditReviewId) -> ReviewState {
        self.review(id).state
    }

    pub fn holds(&self, reservation: ReservationId) -> bool {
        self.reservations.get(&reservation).is_some_and(|one| one.held().is_some())
    }

    pub fn order_value(&self, order: OrderId) -> i64 {
        self.document(order.uuid()).map_or(0, |row| row.exposure.open_orders)
    }
}
