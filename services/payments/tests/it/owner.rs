//! A stand-in for receivables: it decides as that one does, edge by edge, once per proposal, and remembers the facts
//! that it would state.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use o2c_proto::{
    BatchResponse,
    google::r#type::Money,
    receivables::v1::{
        AppliedItem, ApplyCashRequest, ApplyCashResponse, BatchApplyCashRequest, BatchApplyCashResponse, PaymentApplied,
    },
};
use o2c_rpc::Transport;
use o2c_runtime::Switchboard;
use prost::Message;
use tonic::body::Body;

/// What receivables knows, and what it was asked.
#[derive(Default)]
pub struct Books {
    /// Open item → minor units.
    pub open: HashMap<String, i64>,
    /// Proposal → its answer: deciding one twice has one effect.
    pub decided: HashMap<String, ApplyCashResponse>,
    /// Facts that were not delivered yet.
    pub facts: Vec<PaymentApplied>,
    /// Open items that take nothing, for this reason.
    pub refusing: HashMap<String, String>,
    /// Proposals are refused as a whole.
    pub refuse_all: bool,
    /// So many calls fail first.
    pub failing: usize,
    /// What is decided is not answered.
    pub losing_answers: bool,
    pub calls: usize,
    pub customers: HashSet<String>,
}

#[derive(Clone, Default)]
pub struct Owner(pub Arc<Mutex<Books>>);

impl Owner {
    pub fn connect(&self, board: &Switchboard) {
        board.connect("o2c.receivables.v1.ReceivablesService", self.transport());
    }

    fn transport(&self) -> Transport {
        let owner = self.clone();
        Transport::local(tower::service_fn(move |request: http::Request<Body>| {
            let owner = owner.clone();
            async move {
                let body = request.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
                let (status, answer) = owner.answer(body.slice(5..));
                let mut framed = BytesMut::new();
                framed.put_u8(0);
                framed.put_u32(u32::try_from(answer.len()).unwrap());
                framed.put_slice(&answer);
                let response = http::Response::builder()
                    .header("content-type", "application/grpc")
                    .header("grpc-status", status)
                    .body(Body::new(Full::new(framed.freeze()).map_err(|never| match never {})));
                Ok::<_, String>(response.unwrap())
            }
        }))
    }

    fn answer(&self, body: Bytes) -> (&'static str, Vec<u8>) {
        let books = &mut *self.0.lock().unwrap();
        books.calls += 1;
        if books.failing > 0 {
            books.failing -= 1;
            return ("14", Vec::new());
        }
        let request = BatchApplyCashRequest::decode(body).unwrap();
        let results = request.requests.into_iter().map(|request| books.decide(request)).collect();
        if books.losing_answers {
            return ("14", Vec::new());
        }
        ("0", BatchApplyCashResponse::from_results(results).encode_to_vec())
    }
}

impl Books {
    fn decide(&mut self, request: ApplyCashRequest) -> Result<ApplyCashResponse, tonic_types::Status> {
        if self.refuse_all {
            return Err(tonic_types::Status { code: 9, message: "closed".to_owned(), details: Vec::new() });
        }
        if let Some(answer) = self.decided.get(&request.proposal_id) {
            return Ok(answer.clone());
        }
        let receipt = request.receipt.clone().unwrap();
        self.customers.insert(receipt.customer_id.clone());
        let applications = request.applications.iter().map(|application| {
            let item = &application.open_item_id;
            let (amount, write_off) =
                (minor(application.amount.as_ref()), minor(application.write_off_amount.as_ref()));
            let open = self.open.get(item).copied().unwrap_or(0);
            let refusal = match self.refusing.get(item) {
                Some(reason) => reason.clone(),
                None if amount + write_off > open => "EXCEEDS_OPEN_AMOUNT".to_owned(),
                None => String::new(),
            };
            let taken = if refusal.is_empty() { amount + write_off } else { 0 };
            self.open.insert(item.clone(), open - taken);
            let mut answer = AppliedItem {
                open_item_id: item.clone(),
                refusal_reason: refusal,
                open_amount_after: pence(open - taken),
                ..AppliedItem::default()
            };
            if taken > 0 {
                answer.application_id = o2c_kernel::new_uuid().to_string();
                answer.applied_amount = pence(amount);
                answer.write_off_amount = pence(write_off);
                self.facts.push(PaymentApplied {
                    open_item_id: item.clone(),
                    receipt_id: receipt.receipt_id.clone(),
                    customer_id: receipt.customer_id.clone(),
                    proposal_id: request.proposal_id.clone(),
                    application_id: answer.application_id.clone(),
                    amount: pence(amount),
                    write_off_amount: pence(write_off),
                    open_amount_after: pence(open - taken),
                    ..PaymentApplied::default()
                });
            }
            answer
        });
        let answer =
            ApplyCashResponse { proposal_id: request.proposal_id.clone(), applications: applications.collect() };
        self.decided.insert(request.proposal_id, answer.clone());
        Ok(answer)
    }
}

pub fn pence(minor: i64) -> Option<Money> {
    let nanos = i32::try_from(minor % 100).unwrap() * 10_000_000;
    Some(Money { currency_code: "GBP".to_owned(), units: minor / 100, nanos })
}

pub fn minor(money: Option<&Money>) -> i64 {
    money.map_or(0, |money| money.units * 100 + i64::from(money.nanos / 10_000_000))
}
