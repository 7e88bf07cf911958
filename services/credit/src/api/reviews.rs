//! Requests about the review queue.

use o2c_kernel::Violations;
use o2c_proto::credit::v1::{
    CreditReviewDecision, CreditReviewState, DecideCreditReviewRequest, GetCreditReviewRequest,
    ListCreditReviewsRequest,
};
use o2c_rpc::parse;

use super::{REASON_LENGTH, page::page};
use crate::{
    app::ReviewsQuery,
    domain::{CreditReviewId, ReviewCommand, ReviewDecision, ReviewState},
};

/// The list of reviews in a state, for its tokens.
pub fn reviews_in(state: ReviewState) -> String {
    format!("credit.reviews/{state:?}")
}

pub fn get(message: GetCreditReviewRequest) -> Result<CreditReviewId, Violations> {
    let mut v = Violations::default();
    let review = parse::id(&mut v, "credit_review_id", &message.credit_review_id);
    parse::finish(v, || review)
}

pub fn list(message: ListCreditReviewsRequest) -> Result<ReviewsQuery, Violations> {
    let mut v = Violations::default();
    let state = parse::optional_enum::<CreditReviewState>(&mut v, "state", message.state);
    let state = state.map(|state| match state {
        None | Some(CreditReviewState::Unspecified | CreditReviewState::Open) => ReviewState::Open,
        Some(CreditReviewState::Released) => ReviewState::Released,
        Some(CreditReviewState::Rejected) => ReviewState::Rejected,
        Some(CreditReviewState::Closed) => ReviewState::Closed,
    });
    let filter = state.map(reviews_in).unwrap_or_default();
    let page = page(&mut v, message.page_size, &message.page_token, &filter);
    parse::finish(v, || Some(ReviewsQuery { state: state?, page: page? }))
}

pub fn decide(message: DecideCreditReviewRequest) -> Result<ReviewCommand, Violations> {
    let mut v = Violations::default();
    let review = parse::id(&mut v, "credit_review_id", &message.credit_review_id);
    let seen = parse::etag(&mut v, "etag", &message.etag);
    let decision = parse::known_enum::<CreditReviewDecision>(&mut v, "decision", message.decision);
    let decision = decision.and_then(|decision| match decision {
        CreditReviewDecision::Release => Some(ReviewDecision::Release),
        CreditReviewDecision::Reject => Some(ReviewDecision::Reject),
        CreditReviewDecision::Recheck => Some(ReviewDecision::Recheck),
        CreditReviewDecision::Unspecified => None,
    });
    // a recheck is decided by the rules: it needs no reason
    let reason = match decision {
        Some(ReviewDecision::Recheck) => parse::optional_text(&mut v, "reason", message.reason, REASON_LENGTH),
        _ => parse::text(&mut v, "reason", message.reason, REASON_LENGTH),
    };
    parse::finish(v, || Some(ReviewCommand { review: review?, seen: seen?, decision: decision?, reason: reason? }))
}
