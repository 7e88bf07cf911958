//! The clerks: confirm what matching suggests, find out what it cannot, settle disputes, remind who is late.

use o2c_kernel::Date;
use o2c_proto::{
    collections::v1::{
        BatchResolveDisputesRequest, DisputeResolution, DisputeState, ListDisputesRequest, ResolveDisputeRequest,
        RunDunningRequest,
    },
    payments::v1::{
        BatchDecideMatchProposalsRequest, BatchResolvePaymentExceptionsRequest, DecideMatchProposalRequest,
        ListMatchProposalsRequest, ListPaymentExceptionsRequest, MatchDecision, MatchProposal, MatchProposalState,
        PaymentException, PaymentExceptionState, ResolvePaymentExceptionRequest,
    },
};

use super::{World, plan::Correction};
use crate::demo::{
    desk::{PAGE, Person, accepted_unless, each_page, explained},
    wire::{date, day},
};

const BATCH: usize = 200;
/// A suggestion below this score is not taken.
const TRUSTED_SCORE: i32 = 5_000;
/// Days that a dispute is looked into.
const REVIEW_DAYS: i64 = 3;

impl World {
    /// Suggestions that wait for a person.
    pub async fn open_proposals(&mut self) -> anyhow::Result<Vec<MatchProposal>> {
        let mut open = Vec::new();
        each_page(async |page_token| {
            let state = MatchProposalState::Proposed.into();
            let request = ListMatchProposalsRequest { page_size: PAGE, page_token, state, receipt_id: String::new() };
            let request = self.desk.ask(Person::CashClerk, request);
            let page = self.desk.payments.list_match_proposals(request).await.map_err(explained)?.into_inner();
            open.extend(page.match_proposals);
            Ok(page.next_page_token)
        })
        .await?;
        Ok(open)
    }

    /// Which of the suggestions that will be taken are slips.
    pub fn slips(&self, open: &[MatchProposal]) -> anyhow::Result<Vec<Correction>> {
        let taken = open.iter().filter(|proposal| proposal.score >= TRUSTED_SCORE);
        taken.filter_map(|proposal| self.slip(proposal).transpose()).collect()
    }

    /// Takes the good suggestions; the others go to the exceptions.
    pub async fn decide_proposals(&mut self, open: &[MatchProposal]) -> anyhow::Result<()> {
        for batch in open.chunks(BATCH) {
            let requests = batch.iter().map(|proposal| {
                let good = proposal.score >= TRUSTED_SCORE;
                let decision = if good { MatchDecision::Accept } else { MatchDecision::Reject };
                DecideMatchProposalRequest {
                    request_id: self.chance.id(&proposal.match_proposal_id, "proposal"),
                    match_proposal_id: proposal.match_proposal_id.clone(),
                    decision: decision.into(),
                    items: Vec::new(),
                }
            });
            let request = BatchDecideMatchProposalsRequest { requests: requests.collect() };
            let request = self.desk.ask(Person::CashClerk, request);
            let response =
                self.desk.payments.batch_decide_match_proposals(request).await.map_err(explained)?.into_inner();
            let results = o2c_proto::BatchResponse::into_results(response);
            accepted_unless("a decision on a proposal", &["MATCH_PROPOSAL_DECIDED"], results)?;
        }
        Ok(())
    }

    /// Finds out whose money it is and puts it on the customer's account, or where it belongs after a correction.
    pub async fn resolve_exceptions(&mut self, corrections: &[Correction]) -> anyhow::Result<()> {
        let mut open = Vec::new();
        each_page(async |page_token| {
            let state = PaymentExceptionState::Open.into();
            let request = ListPaymentExceptionsRequest { page_size: PAGE, page_token, state, ..Default::default() };
            let request = self.desk.ask(Person::CashClerk, request);
            let page = self.desk.payments.list_payment_exceptions(request).await.map_err(explained)?.into_inner();
            open.extend(page.payment_exceptions);
            Ok(page.next_page_token)
        })
        .await?;
        for batch in open.chunks(BATCH) {
            let requests = batch.iter().map(|exception| ResolvePaymentExceptionRequest {
                request_id: self.chance.id(&exception.payment_exception_id, "exception"),
                payment_exception_id: exception.payment_exception_id.clone(),
                customer_id: self.whose(exception),
                items: Self::second_look(exception, corrections),
            });
            let request = BatchResolvePaymentExceptionsRequest { requests: requests.collect() };
            let request = self.desk.ask(Person::CashClerk, request);
            let response =
                self.desk.payments.batch_resolve_payment_exceptions(request).await.map_err(explained)?.into_inner();
            let results = o2c_proto::BatchResponse::into_results(response);
            accepted_unless("a resolution", &["PAYMENT_EXCEPTION_RESOLVED"], results)?;
        }
        Ok(())
    }

    /// The payer's name ends with the customer's own key; a phone call away.
    fn whose(&self, exception: &PaymentException) -> String {
        if !exception.customer_id.is_empty() {
            return exception.customer_id.clone();
        }
        let key = exception.payer_name.trim_start_matches("Treasury of ").trim_start_matches("Customer ");
        let index =
            self.input.customers.iter().position(|known| known.key == key || self.name(known) == exception.payer_name);
        index.map(|index| self.customers.of(index)).unwrap_or_default()
    }

    /// Resolves what has been looked into for long enough: most customers are right.
    pub async fn resolve_disputes(&mut self, today: Date) -> anyhow::Result<()> {
        let mut requests = Vec::new();
        each_page(async |page_token| {
            let state = DisputeState::Open.into();
            let request = ListDisputesRequest { page_size: PAGE, page_token, state, customer_id: String::new() };
            let request = self.desk.ask(Person::Collector, request);
            let page = self.desk.collections.list_disputes(request).await.map_err(explained)?.into_inner();
            for dispute in page.disputes {
                if today.days_since(day(dispute.opened_on.as_ref())?) < REVIEW_DAYS {
                    continue;
                }
                let right = self.chance.percent(60, &dispute.number, "dispute");
                let resolution = if right { DisputeResolution::Credit } else { DisputeResolution::Rejected };
                requests.push(ResolveDisputeRequest {
                    request_id: self.chance.id(&dispute.dispute_id, "dispute"),
                    dispute_id: dispute.dispute_id,
                    resolution: resolution.into(),
                    credited_amount: None,
                    reason: if right { "goods were missing" } else { "delivery is proved" }.to_owned(),
                });
            }
            Ok(page.next_page_token)
        })
        .await?;
        for batch in requests.chunks(BATCH) {
            let request = self.desk.ask(Person::Collector, BatchResolveDisputesRequest { requests: batch.to_vec() });
            let response = self.desk.collections.batch_resolve_disputes(request).await.map_err(explained)?.into_inner();
            let results = o2c_proto::BatchResponse::into_results(response);
            accepted_unless("a dispute's resolution", &["DISPUTE_RESOLVED"], results)?;
        }
        Ok(())
    }

    /// Reminds whoever is late.
    pub async fn dun(&mut self, today: Date) -> anyhow::Result<()> {
        let request_id = self.chance.id(&today.to_string(), "dunning");
        let request = self.desk.ask(Person::Collector, RunDunningRequest { request_id, as_of: Some(date(today)) });
        self.desk.collections.run_dunning(request).await.map_err(explained)?;
        Ok(())
    }
}
