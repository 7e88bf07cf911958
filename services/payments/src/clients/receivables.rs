//! The owner of the open items.

use o2c_kernel::{Call, Id, Kind, Money, Violations};
use o2c_proto::{
    google::r#type as wire_type,
    receivables::v1::{
        AppliedItem, ApplyCashRequest, ApplyCashResponse, BatchApplyCashRequest, ProposedApplication, ReceiptFacts,
        apply_cash_result::Outcome as Wire, receivables_service_client::ReceivablesServiceClient,
    },
};
use o2c_rpc::{Transport, outbound, parse, status, wire};
use o2c_saga::SagaError;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::domain::{ApplyOrder, ItemOutcome, Outcome};

/// A client that every call clones.
#[derive(Clone)]
pub struct Receivables(ReceivablesServiceClient<Transport>);

/// What became of one proposal.
pub enum Answered {
    Decided(Outcome),
    /// Not now, for this reason.
    Again(String),
}

impl Receivables {
    pub fn new(transport: Transport) -> Self {
        Self(ReceivablesServiceClient::new(transport))
    }

    /// Asks for a set of proposals, in their order. Deciding one twice has one effect: by its request id and, beyond
    /// that, by its own id.
    pub async fn apply_cash(&self, call: &Call, orders: &[(Uuid, ApplyOrder)]) -> Result<Vec<Answered>, SagaError> {
        let requests = orders.iter().map(|(id, order)| request(*id, order)).collect();
        let message = outbound(call, BatchApplyCashRequest { requests });
        let response = self.0.clone().batch_apply_cash(message).await.map_err(failed)?.into_inner();
        if response.results.len() != orders.len() {
            return Err(SagaError::failed(Kind::Internal, "receivables answered too few or too many"));
        }
        orders.iter().zip(response.results).map(|((_, order), result)| answered(order, result.outcome)).collect()
    }
}

fn request(request_id: Uuid, order: &ApplyOrder) -> ApplyCashRequest {
    let money = |minor: i64| wire::money(Money::new(minor, order.amount.currency()));
    let application = |(item, amount, write_off): &(Id<_>, i64, i64)| ProposedApplication {
        open_item_id: item.to_string(),
        amount: Some(money(*amount)),
        write_off_amount: (*write_off > 0).then(|| money(*write_off)),
    };
    ApplyCashRequest {
        request_id: request_id.to_string(),
        proposal_id: order.proposal.to_string(),
        receipt: Some(ReceiptFacts {
            receipt_id: order.receipt.to_string(),
            customer_id: order.customer.to_string(),
            amount: Some(wire::money(order.amount)),
            value_date: Some(wire::date(order.value_date)),
        }),
        applications: order.applications.iter().map(application).collect(),
    }
}

fn answered(order: &ApplyOrder, outcome: Option<Wire>) -> Result<Answered, SagaError> {
    match outcome {
        Some(Wire::Response(response)) => {
            let items = decided(order, response).map_err(|bad| SagaError::failed(Kind::Internal, bad.to_string()))?;
            Ok(Answered::Decided(Outcome::Decided(items)))
        }
        Some(Wire::Error(error)) => Ok(not_taken(status::as_tonic(error))),
        None => Err(SagaError::failed(Kind::Internal, "receivables did not say what became of a proposal")),
    }
}

fn decided(order: &ApplyOrder, response: ApplyCashResponse) -> Result<Vec<ItemOutcome>, Violations> {
    let mut v = Violations::default();
    let currency = order.amount.currency();
    let items: Vec<Option<ItemOutcome>> = response
        .applications
        .into_iter()
        .map(|application| {
            let AppliedItem { open_item_id, application_id, refusal_reason, .. } = &application;
            let minor = |v: &mut Violations, field: &str, money: Option<wire_type::Money>| {
                let money = parse::optional_money(v, field, money)?.unwrap_or(Money::zero(currency));
                Some(money.minor())
            };
            let applied = minor(&mut v, "applied_amount", application.applied_amount.clone());
            let written_off = minor(&mut v, "write_off_amount", application.write_off_amount.clone());
            Some(ItemOutcome {
                item: parse::id(&mut v, "open_item_id", open_item_id)?,
                application: parse::optional_id(&mut v, "application_id", application_id)?,
                applied: applied?,
                written_off: written_off?,
                refusal: refusal_reason.clone(),
            })
        })
        .collect();
    parse::finish(v, || items.into_iter().collect())
}

/// A reason of the business is a refusal; anything else may be different next time.
fn not_taken(error: Status) -> Answered {
    let reason = status::reason_of(&error).unwrap_or_else(|| error.code().to_string());
    match error.code() {
        Code::InvalidArgument | Code::NotFound | Code::AlreadyExists | Code::FailedPrecondition | Code::OutOfRange => {
            Answered::Decided(Outcome::Refused(reason))
        }
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::Unimplemented
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss
        | Code::Unauthenticated => Answered::Again(reason),
    }
}

/// The call itself failed: whether it had an effect is not known.
fn failed(error: Status) -> SagaError {
    let kind = match error.code() {
        Code::Unavailable => Kind::Unavailable,
        Code::DeadlineExceeded | Code::Cancelled => Kind::DeadlineExceeded,
        Code::ResourceExhausted => Kind::ResourceExhausted,
        Code::Aborted => Kind::Aborted,
        Code::InvalidArgument => Kind::InvalidArgument,
        Code::PermissionDenied => Kind::PermissionDenied,
        Code::Unauthenticated => Kind::Unauthenticated,
        Code::NotFound => Kind::NotFound,
        Code::AlreadyExists => Kind::AlreadyExists,
        Code::FailedPrecondition => Kind::FailedPrecondition,
        Code::OutOfRange => Kind::OutOfRange,
        Code::Ok | Code::Unknown | Code::Unimplemented | Code::Internal | Code::DataLoss => Kind::Internal,
    };
    SagaError::failed(kind, format!("receivables: {}", error.message()))
}
