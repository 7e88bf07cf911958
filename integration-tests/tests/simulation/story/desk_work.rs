//! People at their desks: credit, cash, disputes, reminders.

use o2c::demo::desk::Person;
use o2c_integration_tests::gbp;
use o2c_proto::{
    collections::v1::{DisputeResolution, DisputeState, ListDisputesRequest, ResolveDisputeRequest, RunDunningRequest},
    credit::v1::{
        CreditReviewDecision, CreditReviewState, DecideCreditReviewRequest, GetCreditAccountRequest,
        ListCreditReviewsRequest, SetCreditLimitRequest,
    },
    payments::v1::{
        DecideMatchProposalRequest, ListMatchProposalsRequest, ListPaymentExceptionsRequest, MatchDecision,
        MatchProposalState, PaymentExceptionState, ResolvePaymentExceptionRequest,
    },
};

use super::Story;

impl Story {
    pub(super) async fn decide_reviews(&mut self) {
        let request = ListCreditReviewsRequest {
            page_size: 100,
            state: CreditReviewState::Open.into(),
            ..ListCreditReviewsRequest::default()
        };
        let page = self.look(Person::CreditAnalyst, request, async |mut desk, request| {
            desk.credit.list_credit_reviews(request).await
        });
        for review in page.await.map(|page| page.credit_reviews).unwrap_or_default() {
            let (what, decision) = match self.chance.below(100) {
                0..50 => ("released reviews", CreditReviewDecision::Release),
                50..70 => ("rejected reviews", CreditReviewDecision::Reject),
                70..85 => ("rechecked reviews", CreditReviewDecision::Recheck),
                _ => continue,
            };
            let request = DecideCreditReviewRequest {
                request_id: self.id(),
                credit_review_id: review.credit_review_id,
                etag: if self.chance.percent(50) { review.etag } else { String::new() },
                decision: decision.into(),
                reason: "looked into".to_owned(),
            };
            self.change(what, Person::CreditAnalyst, request, async |mut desk, request| {
                desk.credit.decide_credit_review(request).await
            })
            .await;
        }
    }

    /// Limits go up and down, by what was read.
    pub(super) async fn change_limits(&mut self) {
        let accounts: Vec<String> = self.customers.iter().map(|customer| customer.account.clone()).collect();
        for credit_account_id in accounts {
            if !self.chance.percent(30) {
                continue;
            }
            let request = GetCreditAccountRequest { credit_account_id: credit_account_id.clone() };
            let read = self.look(Person::CreditAnalyst, request, async |mut desk, request| {
                desk.credit.get_credit_account(request).await
            });
            let Some(read) = read.await else { continue };
            let limit = self.chance.between(50, 3_000);
            let request = SetCreditLimitRequest {
                request_id: self.id(),
                credit_account_id,
                etag: read.etag,
                limit: Some(gbp(&format!("{limit}.00"))),
                valid_from: read.valid_from,
                valid_to: read.valid_to,
                reason: "yearly look".to_owned(),
            };
            self.change("changed limits", Person::Controller, request, async |mut desk, request| {
                desk.credit.set_credit_limit(request).await
            })
            .await;
        }
    }

    pub(super) async fn work_at_desks(&mut self) {
        self.decide_proposals().await;
        self.resolve_exceptions().await;
        self.resolve_disputes().await;
    }

    async fn decide_proposals(&mut self) {
        let request = ListMatchProposalsRequest {
            page_size: 100,
            state: MatchProposalState::Proposed.into(),
            ..ListMatchProposalsRequest::default()
        };
        let page = self.look(Person::CashClerk, request, async |mut desk, request| {
            desk.payments.list_match_proposals(request).await
        });
        for proposal in page.await.map(|page| page.match_proposals).unwrap_or_default() {
            let decision = if self.chance.percent(70) { MatchDecision::Accept } else { MatchDecision::Reject };
            let request = DecideMatchProposalRequest {
                request_id: self.id(),
                match_proposal_id: proposal.match_proposal_id,
                decision: decision.into(),
                items: Vec::new(),
            };
            self.change("decided proposals", Person::CashClerk, request, async |mut desk, request| {
                desk.payments.decide_match_proposal(request).await
            })
            .await;
        }
    }

    async fn resolve_exceptions(&mut self) {
        let request = ListPaymentExceptionsRequest {
            page_size: 100,
            state: PaymentExceptionState::Open.into(),
            ..ListPaymentExceptionsRequest::default()
        };
        let page = self.look(Person::CashClerk, request, async |mut desk, request| {
            desk.payments.list_payment_exceptions(request).await
        });
        for exception in page.await.map(|page| page.payment_exceptions).unwrap_or_default() {
            let named = self.customers.iter().find(|customer| customer.name == exception.payer_name);
            let named = named.or(self.customers.first()).map(|customer| customer.id.clone()).unwrap_or_default();
            let known = exception.customer_id.clone();
            let request = ResolvePaymentExceptionRequest {
                request_id: self.id(),
                payment_exception_id: exception.payment_exception_id,
                customer_id: if known.is_empty() { named } else { known },
                items: Vec::new(),
            };
            self.change("resolved exceptions", Person::CashClerk, request, async |mut desk, request| {
                desk.payments.resolve_payment_exception(request).await
            })
            .await;
        }
    }

    async fn resolve_disputes(&mut self) {
        let request =
            ListDisputesRequest { page_size: 100, state: DisputeState::Open.into(), ..ListDisputesRequest::default() };
        let page = self
            .look(Person::Collector, request, async |mut desk, request| desk.collections.list_disputes(request).await);
        for dispute in page.await.map(|page| page.disputes).unwrap_or_default() {
            let right = self.chance.percent(50);
            let resolution = if right { DisputeResolution::Credit } else { DisputeResolution::Rejected };
            let request = ResolveDisputeRequest {
                request_id: self.id(),
                dispute_id: dispute.dispute_id,
                resolution: resolution.into(),
                credited_amount: None,
                reason: "looked into".to_owned(),
            };
            let what = if right { "disputes credited" } else { "disputes rejected" };
            self.change(what, Person::Collector, request, async |mut desk, request| {
                desk.collections.resolve_dispute(request).await
            })
            .await;
        }
    }

    pub(super) async fn remind(&mut self) {
        let as_of = Some(o2c_rpc::wire::date(self.today));
        let request = RunDunningRequest { request_id: self.id(), as_of };
        let run = self.change("dunning runs", Person::Collector, request, async |mut desk, request| {
            desk.collections.run_dunning(request).await
        });
        if let Some(run) = run.await {
            self.tally.add("reminders", u64::try_from(run.notices_issued + run.reminders_issued).unwrap_or(0));
        }
    }
}
