//! Bank statements, and what people make of receipts.

use o2c::demo::desk::Person::{Bank, CashClerk};
use o2c_integration_tests::gbp;
use o2c_proto::payments::v1::{
    ApplyOnAccountRequest, BatchDecideMatchProposalsRequest, BatchResolvePaymentExceptionsRequest,
    DecideMatchProposalRequest, MatchDecision, ResolvePaymentExceptionRequest,
};

use super::Example;
use crate::business::{Business, for_item, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "ImportBankStatement" => {
            business.pay(10, "somebody", "something").await;
            let torn = business.torn_statement();
            let request = business.next_statement();
            Example::new(Bank, request, "STATEMENT_DOES_NOT_CHAIN", |request| request.content = torn.content)
        }
        "ApplyOnAccount" => {
            let receipt_id = business.on_account().await.receipt_id;
            let items = vec![for_item(&business.open_item().await, "25.00")];
            let request = ApplyOnAccountRequest { request_id: id(), receipt_id, items };
            Example::new(CashClerk, request, "EXCEEDS_RECEIPT", |request| {
                request.items[0].amount = Some(gbp("30.01"));
            })
        }
        "DecideMatchProposal" => {
            Example::new(CashClerk, decide(business).await, "MATCH_PROPOSAL_NOT_FOUND", |request| {
                request.match_proposal_id = id();
            })
        }
        "BatchDecideMatchProposals" => {
            let request = BatchDecideMatchProposalsRequest { requests: vec![decide(business).await] };
            Example::new(CashClerk, request, "MATCH_PROPOSAL_NOT_FOUND", |batch| {
                batch.requests[0].match_proposal_id = id();
            })
        }
        "ResolvePaymentException" => Example::new(CashClerk, resolve(business).await, "EXCEEDS_RECEIPT", too_much),
        "BatchResolvePaymentExceptions" => {
            let request = BatchResolvePaymentExceptionsRequest { requests: vec![resolve(business).await] };
            Example::new(CashClerk, request, "EXCEEDS_RECEIPT", |batch| too_much(&mut batch.requests[0]))
        }
        _ => return None,
    })
}

async fn decide(business: &mut Business) -> DecideMatchProposalRequest {
    let proposal = business.suggestion().await;
    let mut item = proposal.items[0].clone();
    item.amount = Some(gbp("40.00"));
    DecideMatchProposalRequest {
        request_id: id(),
        match_proposal_id: proposal.match_proposal_id,
        decision: MatchDecision::Edit.into(),
        items: vec![item],
    }
}

async fn resolve(business: &mut Business) -> ResolvePaymentExceptionRequest {
    let exception = business.exception(60).await;
    ResolvePaymentExceptionRequest {
        request_id: id(),
        payment_exception_id: exception.payment_exception_id,
        customer_id: business.life.customer.clone(),
        items: vec![for_item(&business.open_item().await, "55.00")],
    }
}

fn too_much(request: &mut ResolvePaymentExceptionRequest) {
    request.items[0].amount = Some(gbp("60.01"));
}
