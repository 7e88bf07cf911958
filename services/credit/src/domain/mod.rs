//! The rules of credit, pure: no database, no clock, no wire.
//!
//! [`Desk`] is where a set is decided: it holds the accounts, orders and reviews that the set names, decides in the
//! order given, and remembers what has changed.

mod account;
mod category;
mod check;
mod decision;
mod desk;
mod document;
mod entry;
mod exposure;
mod fact;
mod ids;
mod movement;
mod policy;
mod reason;
mod refusal;
mod reservation;
mod review;

pub use account::{AccountTerms, CreditAccount, RiskClass, TermsChange, TermsChangeKind};
pub use category::Category;
pub use check::{Approval, Checkpoint, check, renew};
pub use decision::{Decision, Inputs, Outcome, Standing, Verdict, decide};
pub use desk::{
    Again, Attempt, Because, Cancellation, Changes, Desk, EndOfOrder, Given, NotAgain, ReviewCommand, ReviewEnd,
    TermsDone, TermsEntry, TermsSet,
};
pub use document::{Document, DocumentExposure, DocumentType};
pub use entry::{Entry, EntryKind, Move, Posting};
pub use exposure::Exposure;
pub use fact::{CreditFact, Decided, GivenBack};
pub use ids::{
    CreditAccountId, CreditReviewId, CustomerId, OrderId, ReservationId, account_of, override_of, recheck_of,
    renewal_of, review_of,
};
pub use movement::{Cause, FactMovement};
pub use policy::Policy;
pub use reason::Reason;
pub use refusal::{DOMAIN, Refusal};
pub use reservation::{Holding, Reservation, ReservationKind, ReservationState};
pub use review::{CreditReview, ReviewDecision, ReviewState};
