//! Stand-ins for billing, credit and fulfillment: they answer as those do, remember what they were asked, and repeat
//! their answers for a request id.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use o2c_proto::{
    BatchRequest, BatchResponse, billing::v1 as billing, credit::v1 as credit, fulfillment::v1 as fulfillment,
    google::r#type as google,
};
use o2c_rpc::Transport;
use o2c_runtime::Switchboard;
use prost::Message;
use tonic::body::Body;
use uuid::Uuid;

/// What the neighbours will say, and what they were asked.
#[derive(Default)]
pub struct World {
    /// Customers whom credit denies.
    pub denied: HashSet<String>,
    /// Customers whom credit refers, until an order is released.
    pub referred: HashSet<String>,
    pub released_orders: HashSet<String>,
    /// Products of which nothing is there.
    pub missing: HashSet<String>,
    /// Fulfillment lets go of nothing.
    pub picked: bool,
    /// Billing knows no tax.
    pub no_tax: bool,
    /// Reservations that stand: id → minor units.
    pub reserved: HashMap<String, i64>,
    /// Allocations that stand.
    pub allocated: HashSet<String>,
    pub released_quantities: Vec<(String, i32, String)>,
    pub calls: usize,
    answered: HashMap<String, Vec<u8>>,
}

#[derive(Clone, Default)]
pub struct Neighbours(pub Arc<Mutex<World>>);

impl Neighbours {
    pub fn connect(&self, board: &Switchboard) {
        for service in
            ["o2c.billing.v1.BillingService", "o2c.credit.v1.CreditService", "o2c.fulfillment.v1.FulfillmentService"]
        {
            board.connect(service, self.transport());
        }
    }

    fn transport(&self) -> Transport {
        let neighbours = self.clone();
        Transport::local(tower::service_fn(move |request: http::Request<Body>| {
            let neighbours = neighbours.clone();
            async move {
                let path = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
                let body = request.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
                let answer = neighbours.answer(&path, body.slice(5..));
                let mut framed = BytesMut::new();
                framed.put_u8(0);
                framed.put_u32(u32::try_from(answer.len()).unwrap());
                framed.put_slice(&answer);
                let response = http::Response::builder()
                    .header("content-type", "application/grpc")
                    .header("grpc-status", "0")
                    .body(Body::new(Full::new(framed.freeze()).map_err(|never| match never {})));
                Ok::<_, String>(response.unwrap())
            }
        }))
    }

    fn answer(&self, method: &str, body: Bytes) -> Vec<u8> {
        let world = &mut *self.0.lock().unwrap();
        world.calls += 1;
        match method {
            "BatchDetermineTax" => {
                each::<billing::BatchDetermineTaxRequest, billing::BatchDetermineTaxResponse>(body, |r| world.tax(r))
            }
            "BatchReserveCredit" => {
                each::<credit::BatchReserveCreditRequest, credit::BatchReserveCreditResponse>(body, |r| {
                    world.reserve(r)
                })
            }
            "BatchReleaseCredit" => {
                each::<credit::BatchReleaseCreditRequest, credit::BatchReleaseCreditResponse>(body, |r| {
                    Ok(world.give_back(r))
                })
            }
            "BatchAllocateStock" => each::<
                fulfillment::BatchAllocateStockRequest,
                fulfillment::BatchAllocateStockResponse,
            >(body, |r| Ok(world.allocate(r))),
            "BatchReleaseStock" => {
                each::<fulfillment::BatchReleaseStockRequest, fulfillment::BatchReleaseStockResponse>(body, |r| {
                    world.release(r)
                })
            }
            other => panic!("nobody calls {other}"),
        }
    }
}

fn each<Q, P>(body: Bytes, mut answer: impl FnMut(Q::Item) -> Result<P::Item, tonic_types::Status>) -> Vec<u8>
where
    Q: BatchRequest + Message + Default,
    P: BatchResponse + Message,
{
    let items = Q::decode(body).unwrap().into_items();
    P::from_results(items.into_iter().map(&mut answer).collect()).encode_to_vec()
}

fn no(reason: &str) -> tonic_types::Status {
    tonic_types::Status {
        code: tonic::Code::FailedPrecondition as i32,
        message: reason.to_owned(),
        details: Vec::new(),
    }
}

fn minor(amount: &google::Money) -> i64 {
    amount.units * 100 + i64::from(amount.nanos / 10_000_000)
}

fn pounds(minor: i64) -> google::Money {
    google::Money {
        currency_code: "GBP".to_owned(),
        units: minor / 100,
        nanos: i32::try_from(minor % 100 * 10_000_000).unwrap(),
    }
}

impl World {
    /// A fifth of every line.
    fn tax(
        &mut self,
        request: billing::DetermineTaxRequest,
    ) -> Result<billing::DetermineTaxResponse, tonic_types::Status> {
        if self.no_tax {
            return Err(no("TAX_RULE_NOT_FOUND"));
        }
        let lines = request.lines.iter().map(|line| billing::DeterminedLine {
            line_number: line.line_number,
            tax_category: "S".to_owned(),
            tax_rate: Some(google::Decimal { value: "0.2".to_owned() }),
            tax_amount: Some(pounds(minor(line.net_amount.as_ref().unwrap()) / 5)),
        });
        Ok(billing::DetermineTaxResponse { key: request.key, lines: lines.collect(), tax_amount: None })
    }

    fn reserve(
        &mut self,
        request: credit::ReserveCreditRequest,
    ) -> Result<credit::ReserveCreditResponse, tonic_types::Status> {
        let mut repeated = request.clone();
        let key = std::mem::take(&mut repeated.request_id);
        let body = repeated.encode_to_vec();
        let first = self.answered.entry(key).or_insert_with(|| body.clone());
        assert_eq!(*first, body, "the same request id came with another body");
        let released = self.released_orders.contains(&request.order_id);
        let outcome = if self.denied.contains(&request.customer_id) {
            credit::CreditOutcome::Denied
        } else if self.referred.contains(&request.customer_id) && !released {
            credit::CreditOutcome::Referred
        } else {
            self.reserved.insert(request.reservation_id.clone(), minor(request.amount.as_ref().unwrap()));
            credit::CreditOutcome::Approved
        };
        let review = Uuid::new_v5(&Uuid::NAMESPACE_OID, request.reservation_id.as_bytes());
        Ok(credit::ReserveCreditResponse {
            reservation_id: request.reservation_id,
            outcome: outcome.into(),
            reasons: if outcome == credit::CreditOutcome::Approved {
                Vec::new()
            } else {
                vec!["LIMIT_EXCEEDED".to_owned()]
            },
            credit_review_id: review.to_string(),
            valid_until_micros: 0,
        })
    }

    fn give_back(&mut self, request: credit::ReleaseCreditRequest) -> credit::ReleaseCreditResponse {
        let tombstone = self.reserved.remove(&request.reservation_id).is_none();
        credit::ReleaseCreditResponse { reservation_id: request.reservation_id, tombstone }
    }

    fn allocate(&mut self, request: fulfillment::AllocateStockRequest) -> fulfillment::AllocateStockResponse {
        self.allocated.insert(request.allocation_id.clone());
        let lines = request.lines.into_iter().map(|line| {
            let nothing = google::Decimal { value: "0".to_owned() };
            let missing = self.missing.contains(&line.product_id);
            fulfillment::AllocatedQuantity {
                line_number: line.line_number,
                allocated_quantity: if missing { Some(nothing) } else { line.quantity },
            }
        });
        fulfillment::AllocateStockResponse { allocation_id: request.allocation_id, lines: lines.collect() }
    }

    fn release(
        &mut self,
        request: fulfillment::ReleaseStockRequest,
    ) -> Result<fulfillment::ReleaseStockResponse, tonic_types::Status> {
        if self.picked && !request.lines.is_empty() {
            return Err(no("QUANTITY_NOT_RELEASABLE"));
        }
        if request.lines.is_empty() {
            self.allocated.remove(&request.allocation_id);
        }
        for line in &request.lines {
            let quantity = line.quantity.clone().unwrap().value;
            self.released_quantities.push((request.order_id.clone(), line.line_number, quantity));
        }
        Ok(fulfillment::ReleaseStockResponse { allocation_id: request.allocation_id, tombstone: false })
    }
}
