//! The credit analyst: looks at what is over the limit and decides.

use o2c_kernel::Date;
use o2c_proto::credit::v1::{
    BatchDecideCreditReviewsRequest, BlockCreditAccountRequest, CreditReview, CreditReviewDecision, CreditReviewState,
    DecideCreditReviewRequest, FindCreditAccountRequest, ListCreditReviewsRequest, UnblockCreditAccountRequest,
};

use super::World;
use crate::demo::{
    desk::{PAGE, Person, accepted_unless, each_page, explained},
    wire::minor,
};

/// Of a hundred referred orders, so many are released.
const RELEASED_PERCENT: u64 = 85;
const BATCH: usize = 200;

/// Of a hundred customers, so many are blocked for a while, soon after their first order.
const BLOCKED_PERCENT: u64 = 10;
const BLOCKED_AFTER_DAYS: i64 = 3;
const BLOCKED_FOR_DAYS: i64 = 6;

impl World {
    /// Blocks whom the bank warns of, and lets them order again once that is settled.
    pub async fn watch_credit(&mut self, today: Date) -> anyhow::Result<()> {
        for customer in self.warned(today.add_days(-BLOCKED_AFTER_DAYS)?) {
            let request = BlockCreditAccountRequest {
                request_id: self.chance.id(&format!("{today}/{customer}"), "block"),
                credit_account_id: self.account(&customer).await?,
                reason: "a cheque bounced".to_owned(),
            };
            let request = self.desk.ask(Person::CreditManager, request);
            self.desk.credit.block_credit_account(request).await.map_err(explained)?;
        }
        for customer in self.warned(today.add_days(-BLOCKED_AFTER_DAYS - BLOCKED_FOR_DAYS)?) {
            let request = UnblockCreditAccountRequest {
                request_id: self.chance.id(&format!("{today}/{customer}"), "unblock"),
                credit_account_id: self.account(&customer).await?,
                reason: "the cheque was paid".to_owned(),
            };
            let request = self.desk.ask(Person::CreditManager, request);
            self.desk.credit.unblock_credit_account(request).await.map_err(explained)?;
        }
        Ok(())
    }

    /// The ids of those first seen on a day whom the bank warns of.
    fn warned(&self, first_seen: Date) -> Vec<String> {
        let newcomers = self.newcomers.get(&first_seen).map_or(&[][..], |newcomers| &newcomers.customers);
        let known = newcomers.iter().filter_map(|index| Some((index, self.input.customers.get(*index)?)));
        let warned =
            known.filter(|(_, about)| !about.walk_in && self.chance.percent(BLOCKED_PERCENT, &about.key, "warning"));
        warned.map(|(index, _)| self.customers.of(*index)).collect()
    }

    async fn account(&mut self, customer_id: &str) -> anyhow::Result<String> {
        let request = FindCreditAccountRequest { customer_id: customer_id.to_owned(), currency_code: "GBP".to_owned() };
        let request = self.desk.ask(Person::CreditManager, request);
        let found = self.desk.credit.find_credit_account(request).await.map_err(explained)?.into_inner();
        Ok(found.credit_account_id)
    }

    /// Decides every open review.
    pub async fn review_credit(&mut self) -> anyhow::Result<()> {
        let mut reviews = Vec::new();
        each_page(async |page_token| {
            let state = CreditReviewState::Open.into();
            let request = ListCreditReviewsRequest { page_size: PAGE, page_token, state };
            let request = self.desk.ask(Person::CreditAnalyst, request);
            let page = self.desk.credit.list_credit_reviews(request).await.map_err(explained)?.into_inner();
            reviews.extend(page.credit_reviews);
            Ok(page.next_page_token)
        })
        .await?;
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
