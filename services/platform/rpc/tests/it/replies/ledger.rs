//! A small service with a verb, written as the services are: messages, parse, app, and a line per RPC.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use o2c_kernel::{Call, Clock, Explain, Kind, Outcome, PerItem, Set, SetLimits, Violations, Zone};
use o2c_proto::{BatchRequest, BatchResponse, Documents, Mutation};
use o2c_rpc::{Host, parse, reply};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use super::super::subject;

/// An amount that the ledger refuses, and one at which the whole set fails.
pub const REFUSED: i64 = 1_000_001;
pub const BREAKS: i64 = 1_000_002;

// The wire.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Deposit {
    #[prost(string, tag = "1")]
    pub request_id: String,
    #[prost(int64, tag = "2")]
    pub amount: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Entry {
    #[prost(int64, tag = "1")]
    pub amount: i64,
}

impl Mutation for Deposit {
    fn take_request_id(&mut self) -> String {
        std::mem::take(&mut self.request_id)
    }
}

impl Documents for Deposit {}

impl Documents for Entry {}

struct Batch(Vec<Deposit>);

impl BatchRequest for Batch {
    type Item = Deposit;

    fn into_items(self) -> Vec<Deposit> {
        self.0
    }
}

struct Results(Vec<Result<Entry, tonic_types::Status>>);

impl BatchResponse for Results {
    type Item = Entry;

    fn from_results(results: Vec<Result<Entry, tonic_types::Status>>) -> Self {
        Results(results)
    }

    fn into_results(self) -> Vec<Result<Entry, tonic_types::Status>> {
        self.0
    }
}

// The domain.
pub struct Booked(i64);

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the ledger is closed")]
    Closed,
    #[error("another came first")]
    LostRace,
}

impl Explain for LedgerError {
    fn kind(&self) -> Kind {
        match self {
            LedgerError::Closed => Kind::FailedPrecondition,
            LedgerError::LostRace => Kind::Aborted,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            LedgerError::Closed => "LEDGER_CLOSED",
            LedgerError::LostRace => "LOST_RACE",
        }
    }

    fn domain(&self) -> &'static str {
        "ledger.o2c"
    }
}

// The state.
pub struct Ledger {
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
    sets: Mutex<Vec<Vec<i64>>>,
    stored: Mutex<HashMap<Uuid, Vec<u8>>>,
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger::with_limits(SetLimits::default())
    }
}

impl Ledger {
    pub fn with_limits(limits: SetLimits) -> Ledger {
        Ledger { clock: Clock::system(), zone: Zone::UTC, limits, sets: Mutex::default(), stored: Mutex::default() }
    }

    pub fn sets(&self) -> Vec<Vec<i64>> {
        self.sets.lock().unwrap().clone()
    }

    pub fn stored(&self) -> usize {
        self.stored.lock().unwrap().len()
    }
}

impl Host for Ledger {
    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn zone(&self) -> &Zone {
        &self.zone
    }

    fn domain(&self) -> &'static str {
        "ledger.o2c"
    }

    fn limits(&self) -> SetLimits {
        self.limits
    }
}

// app/
async fn deposit(
    ledger: &Ledger,
    call: &Call,
    set: Set<i64, Booked>,
) -> Result<PerItem<Booked, LedgerError>, LedgerError> {
    assert!(!call.deadline.expired());
    tokio::task::yield_now().await;
    ledger.sets.lock().unwrap().push(set.items.iter().map(|item| item.command).collect());
    if set.items.iter().any(|item| item.command == BREAKS) {
        return Err(LedgerError::LostRace);
    }
    let mut stored = ledger.stored.lock().unwrap();
    let outcomes = set.items.into_iter().map(|item| {
        if let Some(bytes) = item.key.and_then(|key| stored.get(&key.request_id)) {
            return Outcome::Replayed(bytes.clone());
        }
        if item.command == REFUSED {
            return Outcome::Refused(LedgerError::Closed);
        }
        let booked = Booked(item.command);
        if let Some(key) = item.key {
            stored.insert(key.request_id, (set.encode)(&booked).bytes);
        }
        Outcome::Accepted(booked)
    });
    Ok(outcomes.collect())
}

async fn entry(_ledger: &Ledger, _call: &Call, amount: i64) -> Result<Booked, LedgerError> {
    tokio::task::yield_now().await;
    if amount == REFUSED { Err(LedgerError::Closed) } else { Ok(Booked(amount)) }
}

// api/
impl From<&Booked> for Entry {
    fn from(booked: &Booked) -> Entry {
        Entry { amount: booked.0 }
    }
}

fn parse_deposit(message: Deposit) -> Result<i64, Violations> {
    let mut v = Violations::default();
    let amount = parse::in_range(&mut v, "amount", message.amount, 1..=i64::MAX);
    parse::finish(v, || amount)
}

#[tonic::async_trait]
trait Api {
    async fn deposit(&self, r: Request<Deposit>) -> Result<Response<Entry>, Status>;
    async fn batch_deposit(&self, r: Request<Batch>) -> Result<Response<Results>, Status>;
    async fn entry(&self, r: Request<Deposit>) -> Result<Response<Entry>, Status>;
}

#[tonic::async_trait]
impl Api for Arc<Ledger> {
    async fn deposit(&self, r: Request<Deposit>) -> Result<Response<Entry>, Status> {
        reply::one(&**self, r, parse_deposit, deposit).await
    }

    async fn batch_deposit(&self, r: Request<Batch>) -> Result<Response<Results>, Status> {
        reply::many(&**self, r, parse_deposit, |_| 1, deposit).await
    }

    async fn entry(&self, r: Request<Deposit>) -> Result<Response<Entry>, Status> {
        reply::read(&**self, r, parse_deposit, entry).await
    }
}

// What the tests do: a request that went through the stack, with the message in it exchanged for ours.
pub async fn book(ledger: Ledger, message: Deposit) -> (Result<Entry, Status>, Ledger) {
    let ledger = Arc::new(ledger);
    let request = subject::through_the_stack(message).await;
    let answer = ledger.deposit(request).await.map(Response::into_inner);
    (answer, Arc::into_inner(ledger).unwrap())
}

pub async fn book_batch(ledger: Ledger, messages: Vec<Deposit>) -> (Result<Vec<Result<i64, Code>>, Status>, Ledger) {
    let ledger = Arc::new(ledger);
    let request = subject::through_the_stack(Batch(messages)).await;
    let answer = ledger.batch_deposit(request).await.map(|response| {
        let results = response.into_inner().into_results().into_iter();
        results.map(|result| result.map(|entry| entry.amount).map_err(|status| Code::from(status.code))).collect()
    });
    (answer, Arc::into_inner(ledger).unwrap())
}

pub async fn show(amount: i64) -> Result<Entry, Status> {
    let ledger = Arc::new(Ledger::default());
    let request = subject::through_the_stack(Deposit { request_id: String::new(), amount }).await;
    ledger.entry(request).await.map(Response::into_inner)
}
