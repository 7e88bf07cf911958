//! What things are called.

use o2c_kernel::{Currency, Id};

use super::{CreditAccount, CreditReview, Reservation};

/// Marks ids of customers; the master data is that of orders.
#[derive(Debug)]
pub enum Customer {}

/// Marks ids of orders.
#[derive(Debug)]
pub enum Order {}

pub type CreditAccountId = Id<CreditAccount>;
pub type CreditReviewId = Id<CreditReview>;
pub type CustomerId = Id<Customer>;
pub type OrderId = Id<Order>;
/// One attempt of an order to get credit, or the override that a person's release holds.
pub type ReservationId = Id<Reservation>;

/// The account of a customer in a currency.
///
/// Its id follows from the two: a fact and a command that meet a customer for the first time at the same moment open
/// the same row, and a set can lock its accounts in key order without looking them up first.
pub fn account_of(customer: CustomerId, currency: Currency) -> CreditAccountId {
    Id::derive(customer.uuid(), &format!("credit-account {currency}"))
}

/// The override that the release of a review holds until the order's next attempt.
pub fn override_of(review: CreditReviewId) -> ReservationId {
    Id::derive(review.uuid(), "release")
}

/// A recheck that did not release: it holds nothing, but its decision is kept.
pub fn recheck_of(review: CreditReviewId, revision: i64) -> ReservationId {
    Id::derive(review.uuid(), &format!("recheck {revision}"))
}

/// A review of whether the approval of an attempt is renewed, after so many reviews of its order.
pub fn renewal_of(attempt: ReservationId, reviews: usize) -> CreditReviewId {
    Id::derive(attempt.uuid(), &format!("renewal {reviews}"))
}

/// The review of an attempt that was referred.
pub fn review_of(attempt: ReservationId) -> CreditReviewId {
    Id::derive(attempt.uuid(), "review")
}
