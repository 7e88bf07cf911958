//! Questions about the review queue.

use o2c_kernel::Call;

use super::{PageQuery, cut};
use crate::{
    domain::{CreditReview, CreditReviewId, Refusal, ReviewState},
    error::CreditError,
    service::Credit,
    storage::reviews,
};

/// A page of reviews, oldest first.
#[derive(Debug)]
pub struct ReviewsPage {
    pub reviews: Vec<CreditReview>,
    pub state: ReviewState,
    pub more: bool,
}

#[derive(Clone, Debug)]
pub struct ReviewsQuery {
    pub state: ReviewState,
    pub page: PageQuery,
}

pub async fn get_credit_review(credit: &Credit, call: &Call, id: CreditReviewId) -> Result<CreditReview, CreditError> {
    let tx = credit.store.begin_read(call).await?;
    let found = reviews::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.into_iter().next().ok_or(CreditError::Refused(Refusal::ReviewNotFound))
}

pub async fn list_credit_reviews(
    credit: &Credit,
    call: &Call,
    query: ReviewsQuery,
) -> Result<ReviewsPage, CreditError> {
    let ReviewsQuery { state, page } = query;
    let tx = credit.store.begin_read(call).await?;
    let rows = reviews::page(&tx, call.tenant(), state, &page.after, page.size.get() + 1).await?;
    tx.rollback().await;
    let (reviews, more) = cut(rows, page.size);
    Ok(ReviewsPage { reviews, state, more })
}
