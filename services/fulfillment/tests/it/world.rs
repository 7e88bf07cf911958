//! A fulfilment service with its neighbours: a client over the whole stack, facts from orders, and a credit that answers
//! as it is told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use o2c_kernel::{Clock, Deadline, Instant, SetLimits, Zone, new_uuid};
use o2c_messaging::{Consumer, Envelope, TakeReport};
use o2c_proto::{
    BatchResponse, Event,
    common::v1::EventEnvelope,
    credit::v1::credit_service_server::CreditServiceServer,
    fulfillment::v1::{fulfillment_service_client::FulfillmentServiceClient, *},
    google::r#type::{Decimal, Money},
    orders::v1::{self as orders, OrderConfirmed},
};
use o2c_rpc::{
    Contract, Transport,
    server::{ServerConfig, stack},
};
use o2c_runtime::{Environment, Service};
use o2c_store::{Migration, Store};
use sea_orm::{ConnectionTrait, Statement};
use tonic::{
    Request, Status,
    service::{Routes, RoutesBuilder},
};
use uuid::Uuid;

use crate::credit_stub::Credit;

pub type Client = FulfillmentServiceClient<Transport>;

/// Tuesday, 4 January 2011, in the morning.
const MORNING: i64 = 1_294_129_560_000_000;

pub struct World {
    pub store: Store,
    pub credit: Credit,
    pub clock: Clock,
    pub service: Arc<dyn Service>,
    consumer: Consumer,
    transport: Transport,
    pub tenant: &'static str,
    sequences: Arc<Mutex<BTreeMap<Uuid, i64>>>,
}

/// A line of an order under test.
#[derive(Clone)]
pub struct LineOf {
    pub number: i32,
    pub product: Uuid,
    pub quantity: &'static str,
    pub service: bool,
    /// Pence.
    pub gross: i64,
}

pub fn goods(number: i32, product: Uuid, quantity: &'static str) -> LineOf {
    LineOf { number, product, quantity, service: false, gross: 1_000 }
}

pub fn service(number: i32, product: Uuid, quantity: &'static str) -> LineOf {
    LineOf { number, product, quantity, service: true, gross: 500 }
}

pub fn decimal(value: &str) -> Option<Decimal> {
    Some(Decimal { value: value.to_owned() })
}

pub fn text(value: &Option<Decimal>) -> String {
    value.as_ref().map(|value| value.value.clone()).unwrap_or_default()
}

pub fn pence(minor: i64) -> Option<Money> {
    let nanos = i32::try_from(minor % 100 * 10_000_000).unwrap();
    Some(Money { currency_code: "GBP".into(), units: minor / 100, nanos })
}

fn all_migrations() -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS].concat();
    all.extend(o2c_fulfillment::migrations());
    all
}

/// Runs a story on both engines.
pub async fn story<F: AsyncFn(World)>(test: F) {
    let migrations = all_migrations();
    o2c_testkit::on_both_engines_with(
        "fulfillment",
        &[&migrations],
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_fulfillment::PRIVILEGES],
        async |store| {
            test(World::new(store, SetLimits::default()).await).await;
        },
    )
    .await;
}

impl World {
    pub async fn new(store: Store, limits: SetLimits) -> World {
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let credit = Credit::default();
        let credit_server = Routes::new(CreditServiceServer::new(credit.clone()));
        let clock = Clock::simulated(Instant::from_micros(MORNING));
        let environment = Environment {
            store: store.clone(),
            clock: clock.clone(),
            zone: Zone::UTC,
            limits,
            transport: stack(credit_server, &ServerConfig::default(), contract.clone()),
            contract: contract.clone(),
            config: serde_json::Value::Null,
        };
        let service = o2c_fulfillment::open(environment).await.unwrap();
        contract.check(service.grpc_services()).unwrap();
        let mut routes = RoutesBuilder::default();
        service.clone().mount(&mut routes);
        let transport = stack(routes.routes(), &ServerConfig::default(), contract);
        let consumer = service.clone().consumer().unwrap();
        World { store, credit, clock, service, consumer, transport, tenant: "default", sequences: Arc::default() }
    }

    /// The same world, seen by another tenant.
    pub fn of_tenant(&self, tenant: &'static str) -> World {
        World {
            store: self.store.clone(),
            credit: self.credit.clone(),
            clock: self.clock.clone(),
            service: self.service.clone(),
            consumer: self.consumer.clone(),
            transport: self.transport.clone(),
            tenant,
            sequences: self.sequences.clone(),
        }
    }

    pub fn client(&self) -> Client {
        FulfillmentServiceClient::new(self.transport.clone())
    }

    pub fn request<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("o2c-tenant", self.tenant.parse().unwrap());
        request.set_timeout(Duration::from_secs(60));
        request
    }

    pub fn advance(&self, days: u64) {
        self.clock.advance_to(self.clock.now().plus(Duration::from_secs(days * 86_400))).unwrap();
    }

    pub async fn warehouse(&self, code: &str) -> String {
        let warehouse = Warehouse { code: code.into(), name: code.into(), ..Warehouse::default() };
        let request = CreateWarehouseRequest { request_id: String::new(), warehouse: Some(warehouse) };
        self.client().create_warehouse(self.request(request)).await.unwrap().into_inner().warehouse_id
    }

    pub async fn receive(&self, warehouse: &str, product: Uuid, quantity: &str) -> StockLevel {
        let request = ReceiveStockRequest {
            warehouse_id: warehouse.into(),
            product_id: product.to_string(),
            quantity: decimal(quantity),
            reference: "PO-1".into(),
            ..ReceiveStockRequest::default()
        };
        let batch = BatchReceiveStockRequest { requests: vec![request], validate_only: false };
        one(self.client().batch_receive_stock(self.request(batch)).await.unwrap().into_inner()).unwrap()
    }

    pub async fn adjust(&self, warehouse: &str, product: Uuid, change: &str) -> Result<StockLevel, Status> {
        let request = AdjustStockRequest {
            warehouse_id: warehouse.into(),
            product_id: product.to_string(),
            quantity_change: decimal(change),
            reason: "count".into(),
            ..AdjustStockRequest::default()
        };
        let batch = BatchAdjustStockRequest { requests: vec![request] };
        one(self.client().batch_adjust_stock(self.request(batch)).await.unwrap().into_inner())
    }

    /// On hand, allocated, available, backordered.
    pub async fn stock(&self, warehouse: &str, product: Uuid) -> [String; 4] {
        let request = ListStockLevelsRequest {
            warehouse_id: warehouse.into(),
            product_ids: vec![product.to_string()],
            ..ListStockLevelsRequest::default()
        };
        let levels = self.client().list_stock_levels(self.request(request)).await.unwrap().into_inner().stock_levels;
        let level = levels.first().cloned().unwrap_or_default();
        [text(&level.on_hand), text(&level.allocated), text(&level.available), text(&level.backordered)]
    }

    pub fn allocation(allocation: Uuid, order: Uuid, lines: &[LineOf]) -> AllocateStockRequest {
        let lines = lines.iter().map(|line| AllocationLine {
            line_number: line.number,
            product_id: line.product.to_string(),
            quantity: decimal(line.quantity),
            service: line.service,
        });
        AllocateStockRequest {
            request_id: String::new(),
            allocation_id: allocation.to_string(),
            order_id: order.to_string(),
            lines: lines.collect(),
        }
    }

    pub async fn allocate_as(&self, allocation: Uuid, order: Uuid, lines: &[LineOf]) -> Result<Vec<String>, Status> {
        let batch = BatchAllocateStockRequest { requests: vec![Self::allocation(allocation, order, lines)] };
        let answer = one(self.client().batch_allocate_stock(self.request(batch)).await.unwrap().into_inner())?;
        Ok(answer.lines.iter().map(|line| text(&line.allocated_quantity)).collect())
    }

    /// What each line got. The allocation has the order's id.
    pub async fn allocate(&self, order: Uuid, lines: &[LineOf]) -> Vec<String> {
        self.allocate_as(order, order, lines).await.unwrap()
    }

    pub async fn release(
        &self,
        allocation: Uuid,
        order: Uuid,
        lines: &[(i32, &str)],
    ) -> Result<ReleaseStockResponse, Status> {
        let lines = lines
            .iter()
            .map(|(line_number, quantity)| ReleasedQuantity { line_number: *line_number, quantity: decimal(quantity) });
        let request = ReleaseStockRequest {
            request_id: String::new(),
            allocation_id: allocation.to_string(),
            order_id: order.to_string(),
            reason: "cancelled".into(),
            lines: lines.collect(),
        };
        let batch = BatchReleaseStockRequest { requests: vec![request] };
        one(self.client().batch_release_stock(self.request(batch)).await.unwrap().into_inner())
    }

    /// A fact of orders, as its next.
    pub fn fact<M: Event>(&self, aggregate_type: &str, aggregate: Uuid, message: &M) -> Envelope {
        let mut sequences = self.sequences.lock().unwrap();
        let sequence = sequences.entry(aggregate).or_insert(0);
        *sequence += 1;
        Envelope::try_from(EventEnvelope {
            event_id: new_uuid().to_string(),
            tenant: self.tenant.into(),
            producer: "orders".into(),
            aggregate_type: aggregate_type.into(),
            aggregate_id: aggregate.to_string(),
            sequence: *sequence,
            r#type: M::TYPE.into(),
            payload: message.encode_to_vec(),
            occurred_at_micros: self.clock.now().micros(),
            traceparent: String::new(),
            incarnation: Uuid::nil().to_string(),
        })
        .unwrap()
    }

    pub async fn take(&self, facts: &[Envelope]) -> TakeReport {
        o2c_messaging::take(&self.consumer, facts).await.unwrap()
    }

    pub fn confirmation(&self, order: Uuid, lines: &[LineOf], got: &[String], ship_complete: bool) -> Envelope {
        self.confirmation_of(Uuid::nil(), order, lines, got, ship_complete)
    }

    pub fn confirmation_of(
        &self,
        customer: Uuid,
        order: Uuid,
        lines: &[LineOf],
        got: &[String],
        ship_complete: bool,
    ) -> Envelope {
        let lines = lines.iter().enumerate().map(|(index, line)| orders::ConfirmedLine {
            line_number: line.number,
            product_id: line.product.to_string(),
            sku: format!("SKU-{}", line.number),
            service: line.service,
            quantity: decimal(line.quantity),
            net_amount: pence(line.gross),
            gross_estimate: pence(line.gross),
            allocated_quantity: got.get(index).and_then(|quantity| decimal(quantity)),
            ..orders::ConfirmedLine::default()
        });
        let message = OrderConfirmed {
            order_id: order.to_string(),
            number: "SO-1".into(),
            customer: Some(o2c_proto::common::v1::CustomerSnapshot {
                customer_id: customer.to_string(),
                ..Default::default()
            }),
            currency_code: "GBP".into(),
            lines: lines.collect(),
            ship_complete,
            ..OrderConfirmed::default()
        };
        self.fact("order", order, &message)
    }

    /// Allocates and confirms a new order.
    pub async fn order(&self, lines: &[LineOf]) -> Uuid {
        self.order_with(lines, false).await
    }

    /// The same, of a customer.
    pub async fn order_of(&self, customer: Uuid, lines: &[LineOf]) -> Uuid {
        let order = new_uuid();
        let got = self.allocate(order, lines).await;
        let report = self.take(&[self.confirmation_of(customer, order, lines, &got, false)]).await;
        assert_eq!((report.handled, report.failed), (1, 0));
        order
    }

    pub async fn order_with(&self, lines: &[LineOf], ship_complete: bool) -> Uuid {
        let order = new_uuid();
        let got = self.allocate(order, lines).await;
        let report = self.take(&[self.confirmation(order, lines, &got, ship_complete)]).await;
        assert_eq!((report.handled, report.failed), (1, 0));
        order
    }

    pub async fn shipments(&self, order: Uuid) -> Vec<Shipment> {
        let request = ListShipmentsRequest { order_id: order.to_string(), ..ListShipmentsRequest::default() };
        self.client().list_shipments(self.request(request)).await.unwrap().into_inner().shipments
    }

    /// The order's one shipment in this state.
    pub async fn shipment(&self, order: Uuid, state: ShipmentState) -> Shipment {
        let shipments = self.shipments(order).await;
        let mut found: Vec<_> = shipments.into_iter().filter(|shipment| shipment.state() == state).collect();
        assert_eq!(found.len(), 1, "shipments {}", state.as_str_name());
        found.remove(0)
    }

    pub async fn release_shipment(&self, id: &str) -> Result<ShipmentProgress, Status> {
        let request = ReleaseShipmentRequest { shipment_id: id.into(), ..ReleaseShipmentRequest::default() };
        self.client().release_shipment(self.request(request)).await.map(|answer| answer.into_inner())
    }

    pub async fn pick(&self, id: &str, lines: &[(i32, &str)]) -> Result<ShipmentProgress, Status> {
        let lines = lines
            .iter()
            .map(|(line_number, quantity)| PickedQuantity { line_number: *line_number, quantity: decimal(quantity) });
        let request = PickShipmentRequest { request_id: String::new(), shipment_id: id.into(), lines: lines.collect() };
        self.client().pick_shipment(self.request(request)).await.map(|answer| answer.into_inner())
    }

    pub async fn pack(&self, id: &str) -> Result<ShipmentProgress, Status> {
        let package = Package { package_number: 1, sscc: "376104250021234569".into(), weight_grams: 1_200 };
        let request =
            PackShipmentRequest { request_id: String::new(), shipment_id: id.into(), packages: vec![package] };
        self.client().pack_shipment(self.request(request)).await.map(|answer| answer.into_inner())
    }

    pub async fn ship(&self, id: &str) -> Result<ShipmentProgress, Status> {
        let request = ShipShipmentRequest {
            request_id: String::new(),
            shipment_id: id.into(),
            carrier: "DPD".into(),
            tracking_number: "TN-1".into(),
        };
        self.client().ship_shipment(self.request(request)).await.map(|answer| answer.into_inner())
    }

    pub async fn deliver(&self, id: &str) -> Result<ShipmentProgress, Status> {
        let proof = ProofOfDelivery { received_by: "J. Smith".into(), received_at_micros: 0 };
        let request = DeliverShipmentRequest {
            request_id: String::new(),
            shipment_id: id.into(),
            proof_of_delivery: Some(proof),
        };
        self.client().deliver_shipment(self.request(request)).await.map(|answer| answer.into_inner())
    }

    pub async fn cancel(&self, id: &str) -> Result<ShipmentProgress, Status> {
        let request =
            CancelShipmentRequest { request_id: String::new(), shipment_id: id.into(), reason: "wrong".into() };
        self.client().cancel_shipment(self.request(request)).await.map(|answer| answer.into_inner())
    }

    /// Release, pick as planned, pack, ship.
    pub async fn send(&self, id: &str) {
        self.release_shipment(id).await.unwrap();
        self.pick(id, &[]).await.unwrap();
        self.pack(id).await.unwrap();
        self.ship(id).await.unwrap();
    }

    /// All facts of a type that were published, in order.
    pub async fn published<M: Event>(&self) -> Vec<M> {
        let tx = self.store.begin_read(Deadline::after(Duration::from_secs(10))).await.unwrap();
        let connection = tx.connection();
        let statement = Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT payload FROM outbox WHERE type = $1 ORDER BY position",
            [M::TYPE.into()],
        );
        let rows = connection.query_all_raw(statement).await.unwrap();
        let payload = |row: &sea_orm::QueryResult| row.try_get_by_index::<Vec<u8>>(0).unwrap();
        rows.iter().map(|row| M::decode(payload(row).as_slice()).unwrap()).collect()
    }

    /// Runs SQL as nobody should.
    pub async fn tamper(&self, sql: &str) {
        o2c_testkit::plant(&self.store, sql).await;
    }

    /// The laws that fail, each with how often.
    pub async fn broken_laws(&self) -> Vec<(&'static str, u64)> {
        let audit = self.service.audit();
        let mut broken = Vec::new();
        for law in audit.laws() {
            let report = (law.check)(audit.store()).await.unwrap();
            if report.failed > 0 {
                assert!(!report.failures.is_empty());
                broken.push((law.id, report.failed));
            }
        }
        broken
    }

    pub async fn assert_clean(&self) {
        let audit = self.service.audit();
        for law in audit.laws() {
            let report = (law.check)(audit.store()).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
        }
    }
}

/// The answer to a batch of one.
pub fn one<B: BatchResponse>(batch: B) -> Result<B::Item, Status> {
    let mut results = batch.into_results();
    assert_eq!(results.len(), 1);
    results.remove(0).map_err(o2c_rpc::status::as_tonic)
}

pub fn reason(result: Result<impl std::fmt::Debug, Status>) -> String {
    o2c_rpc::status::reason_of(&result.unwrap_err()).unwrap_or_default()
}
