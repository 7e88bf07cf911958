//! An order desk for tests: the service at work on one engine, with a client, and builders in the business's words.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use o2c_kernel::{Clock, Deadline, Instant, SetLimits, TenantId, Zone, new_uuid};
use o2c_messaging::{Bus, Envelope, RelayOptions};
use o2c_proto::{
    Event,
    common::v1::{Address, PaymentTerms},
    google::r#type::{Decimal, Money},
    orders::v1::{self as proto, orders_service_client::OrdersServiceClient},
};
use o2c_rpc::{Contract, Transport, client, client::ClientConfig, server::ServerConfig};
use o2c_runtime::{Environment, Node, NodeOptions, Service, Switchboard};
use o2c_store::{Migration, Store};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::neighbours::Neighbours;

pub type Client = OrdersServiceClient<Transport>;

pub fn migrations() -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_saga::MIGRATIONS].concat();
    all.extend(o2c_orders::migrations());
    all
}

pub struct Desk {
    pub client: Client,
    pub neighbours: Neighbours,
    pub store: Store,
    pub clock: Clock,
    transport: Transport,
    pub service: Arc<dyn Service>,
    pub node: Node,
    bus: Bus,
    sequences: Mutex<HashMap<(String, Uuid), i64>>,
    heard: Mutex<Vec<Envelope>>,
}

/// Runs a test on both engines.
pub async fn on_both_engines(test: impl AsyncFn(&Desk)) {
    on_both_engines_in_sets_of(256, test).await;
}

pub async fn on_both_engines_in_sets_of(items: usize, test: impl AsyncFn(&Desk)) {
    let migrations = migrations();
    o2c_testkit::on_both_engines_with(
        "orders",
        &[&migrations],
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, o2c_orders::PRIVILEGES],
        async |store| {
            let desk = Desk::open(store, items).await;
            test(&desk).await;
            desk.close().await;
        },
    )
    .await;
}

impl Desk {
    pub async fn open(store: Store, items: usize) -> Self {
        Self::open_among(Neighbours::default(), store, items).await
    }

    /// Among neighbours who have been there before.
    pub async fn open_among(neighbours: Neighbours, store: Store, items: usize) -> Self {
        let clock = Clock::simulated(Instant::parse("2010-12-01T09:00:00Z").unwrap());
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let board = Switchboard::default();
        neighbours.connect(&board);
        let transport = client::client(board.transport(), &ClientConfig::default(), contract.clone());
        let environment = Environment {
            store: store.clone(),
            clock: clock.clone(),
            zone: Zone::UTC,
            limits: SetLimits::of_items(items),
            transport: transport.clone(),
            contract: contract.clone(),
            config: serde_json::Value::Null,
        };
        let service = o2c_orders::open(environment).await.unwrap();
        let bus = Bus::local();
        let options = NodeOptions {
            clock: clock.clone(),
            zone: o2c_kernel::Zone::UTC,
            server: ServerConfig::default(),
            relay: RelayOptions::default(),
            bus: bus.clone(),
            set_size: items,
            remote_heads: Vec::new(),
            attestation: None,
        };
        let node = Node::start(vec![service.clone()], &board, &contract, &options).unwrap();
        let client = OrdersServiceClient::new(transport.clone());
        let (sequences, heard) = (Mutex::default(), Mutex::default());
        Self { client, neighbours, store, clock, transport, service, node, bus, sequences, heard }
    }

    pub async fn close(self) {
        for law in self.service.audit().laws() {
            let report = (law.check)(&self.store).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
        }
        self.node.shutdown().await;
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A client of another tenant.
    pub fn stranger(&self) -> OrdersServiceClient<tonic::service::interceptor::InterceptedService<Transport, Strange>> {
        OrdersServiceClient::with_interceptor(self.transport.clone(), strange as Strange)
    }

    /// Waits until no saga and no fact is under way.
    pub async fn settled(&self) {
        let backlog = self.node.settled(Deadline::after(Duration::from_secs(20))).await.unwrap();
        assert!(backlog.is_settled(), "{backlog:?}");
    }

    pub async fn customer(&self) -> proto::Customer {
        let request = proto::CreateCustomerRequest { request_id: id(), customer: Some(customer("Anna's Kettles")) };
        self.client().create_customer(request).await.unwrap().into_inner()
    }

    pub async fn product(&self, sku: &str) -> proto::Product {
        let product = proto::Product {
            sku: sku.to_owned(),
            description: format!("{sku}, red"),
            kind: proto::ProductKind::Stocked.into(),
            tax_category: "STANDARD".to_owned(),
            active: true,
            ..Default::default()
        };
        let request = proto::CreateProductRequest { request_id: id(), product: Some(product) };
        self.client().create_product(request).await.unwrap().into_inner()
    }

    pub async fn create(&self, order: proto::Order, submit: bool) -> Result<proto::Order, Status> {
        let request = proto::CreateOrderRequest { request_id: id(), order: Some(order), submit };
        self.client().create_order(request).await.map(tonic::Response::into_inner)
    }

    /// A submitted order of 10 kettles at 19.99 and 2 cups at 0.855, after its acceptance has ended.
    pub async fn accepted(&self, customer: &proto::Customer, products: &[&proto::Product]) -> proto::Order {
        let lines = products.iter().zip([("10", "19.99"), ("2", "0.855")]);
        let lines = lines.map(|(product, (quantity, price))| line(product, quantity, Some(price)));
        let order = self.create(order(customer, lines.collect()), true).await.unwrap();
        self.settled().await;
        self.order(&order.order_id).await
    }

    pub async fn order(&self, order_id: &str) -> proto::Order {
        let request = proto::GetOrderRequest { order_id: order_id.to_owned(), ..proto::GetOrderRequest::default() };
        self.client().get_order(request).await.unwrap().into_inner()
    }

    pub async fn cancel(&self, order: &proto::Order, lines: &[(i32, &str)]) -> Result<proto::Order, Status> {
        let lines = lines.iter().map(|(line_number, quantity)| proto::CancelledQuantity {
            line_number: *line_number,
            quantity: decimal(quantity),
        });
        let request = proto::CancelOrderRequest {
            request_id: id(),
            order_id: order.order_id.clone(),
            etag: String::new(),
            reason: "NOT_WANTED".to_owned(),
            lines: lines.collect(),
        };
        self.client().cancel_order(request).await.map(tonic::Response::into_inner)
    }

    /// A neighbour states a fact; waits until it is taken in.
    pub async fn hear<M: Event>(&self, producer: &str, aggregate_type: &str, aggregate: &str, message: M) {
        self.tell(producer, aggregate_type, aggregate, message).await;
        self.settled().await;
    }

    /// A neighbour states a fact, which may have to wait.
    pub async fn tell<M: Event>(&self, producer: &str, aggregate_type: &str, aggregate: &str, message: M) {
        let aggregate_id = Uuid::parse_str(aggregate).unwrap();
        let sequence = {
            let mut sequences = self.sequences.lock().unwrap();
            let last = sequences.entry((producer.to_owned(), aggregate_id)).or_default();
            *last += 1;
            *last
        };
        let envelope = Envelope {
            event_id: new_uuid(),
            tenant: TenantId::default(),
            producer: producer.into(),
            aggregate_type: aggregate_type.into(),
            aggregate_id,
            sequence,
            type_name: M::TYPE.into(),
            payload: message.encode_to_vec().into(),
            occurred_at: self.clock.now(),
            traceparent: None,
            incarnation: Uuid::nil(),
        };
        self.heard.lock().unwrap().push(envelope.clone());
        let delivered = self.bus.deliver(producer, vec![envelope].into()).await;
        assert!(delivered.await, "the fact was not dealt with");
    }

    /// All that another has heard is heard here, too; some of it may wait.
    pub async fn hear_again(&self, other: &Self) {
        let heard = other.heard.lock().unwrap().clone();
        for envelope in &heard {
            let delivered = self.bus.deliver(&envelope.producer, vec![envelope.clone()].into()).await;
            assert!(delivered.await, "the fact was not dealt with");
        }
        self.heard.lock().unwrap().extend(heard);
        self.sequences.lock().unwrap().clone_from(&other.sequences.lock().unwrap());
    }

    /// The types of the facts that were stated of an aggregate, in order.
    pub async fn stated(&self, aggregate: &str) -> Vec<String> {
        let facts = self.facts(aggregate).await;
        facts.into_iter().map(|fact| fact.0.rsplit('.').next().unwrap_or_default().to_owned()).collect()
    }

    /// The last fact of a type that was stated of an aggregate.
    pub async fn fact<M: Event>(&self, aggregate: &str) -> M {
        let facts = self.facts(aggregate).await;
        let found = facts.iter().rev().find(|fact| fact.0 == M::TYPE).expect("the fact was stated");
        M::decode(found.1.as_slice()).unwrap()
    }

    async fn facts(&self, aggregate: &str) -> Vec<(String, Vec<u8>)> {
        use o2c_messaging::{HeadSource, StoreHeads, Want};
        let want = Want { tenant: TenantId::default(), aggregate_id: Uuid::parse_str(aggregate).unwrap(), after: 0 };
        let heads = StoreHeads::new(self.store.clone());
        let facts = heads.pull(&[want]).await.unwrap();
        facts.into_iter().map(|fact| (fact.type_name.to_string(), fact.payload.to_vec())).collect()
    }
}

type Strange = fn(Request<()>) -> Result<Request<()>, Status>;

fn strange(mut request: Request<()>) -> Result<Request<()>, Status> {
    request.metadata_mut().insert("o2c-tenant", "stranger".parse().unwrap());
    Ok(request)
}

pub fn id() -> String {
    new_uuid().to_string()
}

pub fn decimal(value: &str) -> Option<Decimal> {
    Some(Decimal { value: value.to_owned() })
}

pub fn pounds(units: i64, pence: i32) -> Option<Money> {
    Some(Money { currency_code: "GBP".to_owned(), units, nanos: pence * 10_000_000 })
}

pub fn address() -> Address {
    Address {
        name: "Anna".to_owned(),
        lines: vec!["1 Mill Lane".to_owned()],
        city: "London".to_owned(),
        postal_code: "E1 1AA".to_owned(),
        region: String::new(),
        country_code: "GB".to_owned(),
    }
}

pub fn customer(name: &str) -> proto::Customer {
    proto::Customer {
        name: name.to_owned(),
        bill_to: Some(address()),
        tax_id: "GB123456789".to_owned(),
        payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
        currency_code: "GBP".to_owned(),
        ..Default::default()
    }
}

pub fn line(product: &proto::Product, quantity: &str, price: Option<&str>) -> proto::OrderLine {
    proto::OrderLine {
        product_id: product.product_id.clone(),
        quantity: decimal(quantity),
        unit_price: price.and_then(decimal),
        ..Default::default()
    }
}

pub fn order(customer: &proto::Customer, lines: Vec<proto::OrderLine>) -> proto::Order {
    proto::Order { customer_id: customer.customer_id.clone(), lines, ..Default::default() }
}
