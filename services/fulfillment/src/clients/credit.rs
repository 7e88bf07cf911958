//! Credit: does the approval still hold?

use std::{collections::BTreeSet, sync::Arc};

use o2c_kernel::{Call, system};
use o2c_proto::{
    BatchResponse,
    credit::v1::{
        BatchCheckCreditRequest, CheckCreditRequest, CheckCreditResponse, CreditCheckpoint, CreditOutcome,
        credit_service_client::CreditServiceClient,
    },
};
use o2c_rpc::{Transport, outbound, status};
use tonic::Code;

use crate::{
    NAME,
    app::check_credit::Checkpoint,
    domain::{CreditAnswers, ids::OrderId},
    error::FulfillmentError,
};

/// Orders per call: a set of ours.
const MOST: usize = 256;

/// Asks about each order once. The service asks for itself: who may release goods need not have a scope of credit.
pub async fn check(
    transport: &Transport,
    call: &Call,
    orders: &BTreeSet<OrderId>,
    checkpoint: Checkpoint,
) -> Result<CreditAnswers, FulfillmentError> {
    let checkpoint = match checkpoint {
        Checkpoint::Delivery => CreditCheckpoint::Delivery,
        Checkpoint::GoodsIssue => CreditCheckpoint::GoodsIssue,
    };
    let own = Call { caller: Arc::new(system(call.tenant().clone(), NAME)), ..call.clone() };
    let mut client = CreditServiceClient::new(transport.clone());
    let mut answers = CreditAnswers::default();
    let orders: Vec<OrderId> = orders.iter().copied().collect();
    for chunk in orders.chunks(MOST) {
        let requests =
            chunk.iter().map(|order| CheckCreditRequest { order_id: order.to_string(), checkpoint: checkpoint.into() });
        let request = outbound(&own, BatchCheckCreditRequest { requests: requests.collect() });
        let response = client.batch_check_credit(request).await.map_err(|status| unavailable(&status))?;
        for (order, result) in chunk.iter().zip(response.into_inner().into_results()) {
            note(&mut answers, *order, result)?;
        }
    }
    Ok(answers)
}

fn note(
    answers: &mut CreditAnswers,
    order: OrderId,
    result: Result<CheckCreditResponse, tonic_types::Status>,
) -> Result<(), FulfillmentError> {
    match result {
        Ok(answer) if answer.outcome() == CreditOutcome::Approved => answers.approve(order),
        Ok(answer) => answers.object(order, answer.reasons),
        Err(item) => {
            let item = status::as_tonic(item);
            match item.code() {
                // an answer about the order, such as that credit does not know it
                Code::NotFound | Code::FailedPrecondition | Code::InvalidArgument => {
                    answers.object(order, status::reason_of(&item).into_iter().collect());
                }
                _ => return Err(unavailable(&item)),
            }
        }
    }
    Ok(())
}

fn unavailable(status: &tonic::Status) -> FulfillmentError {
    tracing::warn!(code = ?status.code(), message = status.message(), "credit cannot be asked");
    FulfillmentError::CreditUnavailable
}
