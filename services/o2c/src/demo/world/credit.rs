//! The credit analyst: looks at what is over the limit and decides.

use o2c_proto::credit::v1::{
    BatchDecideCreditReviewsRequest, CreditReview, CreditReviewDecision, CreditReviewState, DecideCreditReviewRequest,
    ListCreditReviewsRequest,
};

use super::World;
use crate::demo::{
    desk::{PAGE, Person, accepted_unless, explained},
    wire::minor,
};

/// Of a hundred referred orders, so many are released.
const RELEASED_PERCENT: u64 = 85;
const BATCH: usize = 200;

impl World {
    /// Decides every open review.
    pub async fn review_credit(&mut self) -> anyhow::Result<()> {
        let mut page_token = String::new();
        let mut reviews = Vec::new();
        loop {
            let state = CreditReviewState::Open.into();
            let request = ListCreditReviewsRequest { page_size: PAGE, page_token, state };
            let request = self.desk.ask(Person::CreditAnalyst, request);
            let page = self.desk.credit.list_credit_reviews(request).await.map_err(explained)?.into_inner();
            reviews.extend(page.credit_reviews);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        for batch in reviews.chunks(BATCH) {
            let requests = batch.iter().map(|review| self.decision(review)).collect::<anyhow::Result<_>>()?;
            let request = self.desk.ask(Person::CreditAnalyst, BatchDecideCreditReviewsRequest { requests });
            let response = self.desk.credit.batch_decide_credit_reviews(request).await.map_err(explained)?.into_inner();
            let results = o2c_proto::BatchResponse::into_results(response);
            accepted_unless("a credit decision", &["CREDIT_REVIEW_DECIDED"], results)?;
        }
        Ok(())
    }

    /// By customer and amount: they are the same at every run, an id of the product is not.
    fn decision(&self, review: &CreditReview) -> anyhow::Result<DecideCreditReviewRequest> {
        let subject = format!("{}/{}", self.customer_key(&review.customer_id), minor(review.amount.as_ref())?);
        let release = self.chance.percent(RELEASED_PERCENT, &subject, "release");
        let (decision, reason) = if release {
            (CreditReviewDecision::Release, "good payer, order released")
        } else {
            (CreditReviewDecision::Reject, "too much at risk")
        };
        Ok(DecideCreditReviewRequest {
            request_id: self.chance.id(&review.credit_review_id, "credit review"),
            credit_review_id: review.credit_review_id.clone(),
            etag: String::new(),
            decision: decision.into(),
            reason: reason.to_owned(),
        })
    }
}
