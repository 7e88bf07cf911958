//! A running billing service: its client, its consumer, its outbox.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use o2c_billing::{NAME, migrations, open};
use o2c_kernel::{Clock, Date, Deadline, Instant, SetLimits, TenantId, Zone, new_uuid};
use o2c_messaging::{Consumer, Envelope, take, take_due};
use o2c_proto::{
    DESCRIPTORS, Event,
    billing::v1::{self as proto, billing_service_client::BillingServiceClient},
};
use o2c_rpc::{
    Contract, Transport,
    server::{self, ServerConfig},
};
use o2c_runtime::{Environment, Service};
use o2c_store::{Store, Tx};
use o2c_testkit::on_both_engines_with;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use tonic::{Request, Status, service::RoutesBuilder};
use uuid::Uuid;

pub type Client = BillingServiceClient<Transport>;

/// The business day of the tests unless they say another.
pub const TODAY: &str = "2011-06-01";

/// Tenant, producer and aggregate: what a sequence is counted by.
type StreamKey = (String, String, Uuid);

#[derive(Clone)]
pub struct World {
    pub store: Store,
    pub service: Arc<dyn Service>,
    pub transport: Transport,
    sequences: Arc<Mutex<HashMap<StreamKey, i64>>>,
}

/// Runs a test on both engines.
pub async fn on_both(test: impl AsyncFn(World)) {
    let own = migrations();
    let all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, own.as_slice()];
    on_both_engines_with(
        NAME,
        &all,
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_billing::PRIVILEGES],
        async |store| test(World::on(store).await).await,
    )
    .await;
}

impl World {
    pub async fn on(store: Store) -> World {
        let contract = Arc::new(Contract::load(DESCRIPTORS).unwrap());
        let today = Zone::UTC.start_of(Date::parse(TODAY).unwrap());
        let environment = Environment {
            store: store.clone(),
            clock: Clock::simulated(today),
            zone: Zone::UTC,
            limits: SetLimits::default(),
            transport: Transport::local(RoutesBuilder::default().routes()),
            contract: contract.clone(),
            config: serde_json::Value::Null,
        };
        let service = open(environment).await.unwrap();
        contract.check(service.grpc_services()).unwrap();
        let mut routes = RoutesBuilder::default();
        service.clone().mount(&mut routes);
        let transport = server::stack(routes.routes(), &ServerConfig::default(), contract);
        World { store, service, transport, sequences: Arc::default() }
    }

    pub fn client(&self) -> Client {
        BillingServiceClient::new(self.transport.clone())
    }

    pub fn consumer(&self) -> Consumer {
        self.service.clone().consumer().unwrap()
    }

    /// A fact of another service, with the next number of its aggregate.
    pub fn fact<M: Event>(&self, aggregate: Uuid, message: &M) -> Envelope {
        self.fact_of("default", aggregate, message)
    }

    pub fn fact_of<M: Event>(&self, tenant: &str, aggregate: Uuid, message: &M) -> Envelope {
        let producer = M::TYPE.split('.').nth(1).unwrap();
        let mut sequences = self.sequences.lock().unwrap();
        let sequence = sequences.entry((tenant.to_owned(), producer.to_owned(), aggregate)).or_insert(0);
        *sequence += 1;
        Envelope {
            event_id: new_uuid(),
            tenant: TenantId::parse(tenant).unwrap(),
            producer: producer.into(),
            aggregate_type: "test".into(),
            aggregate_id: aggregate,
            sequence: *sequence,
            type_name: M::TYPE.into(),
            payload: Bytes::from(message.encode_to_vec()),
            occurred_at: Instant::parse("2011-01-01T10:00:00Z").unwrap(),
            traceparent: None,
            incarnation: Uuid::nil(),
        }
    }

    /// Delivers facts as one set.
    pub async fn deliver(&self, set: &[Envelope]) {
        take(&self.consumer(), set).await.unwrap();
    }

    /// Asks again what is parked, so many times, however soon that is.
    pub async fn ask_again(&self, times: usize) {
        for _ in 0..times {
            o2c_testkit::plant(&self.store, "UPDATE parked_event SET due_at = 0").await;
            take_due(&self.consumer()).await.unwrap();
        }
    }

    /// Facts that are parked.
    pub async fn parked(&self) -> i64 {
        self.count("SELECT CAST(COUNT(*) AS BIGINT) FROM parked_event").await
    }

    /// The documents so far, in the order of issue, with their lines.
    pub async fn documents(&self) -> Vec<proto::Invoice> {
        let list = proto::ListInvoicesRequest { page_size: 1_000, ..Default::default() };
        let listed = self.client().list_invoices(list).await.unwrap().into_inner();
        assert_eq!(listed.next_page_token, "");
        let mut documents = Vec::new();
        for document in listed.invoices {
            let get = proto::GetInvoiceRequest { invoice_id: document.invoice_id };
            documents.push(self.client().get_invoice(get).await.unwrap().into_inner());
        }
        documents
    }

    /// What was stated, in order: type and message.
    pub async fn stated<M: Event>(&self) -> Vec<M> {
        let sql = format!("SELECT payload FROM outbox WHERE type = '{}' ORDER BY position", M::TYPE);
        let rows = self.query(&sql).await;
        rows.iter().map(|row| M::decode(row.try_get::<Vec<u8>>("", "payload").unwrap().as_slice()).unwrap()).collect()
    }

    pub async fn query(&self, sql: &str) -> Vec<QueryResult> {
        let tx = self.store.begin_read(soon()).await.unwrap();
        let rows = tx.connection().query_all_raw(statement(&tx, sql)).await.unwrap();
        tx.rollback().await;
        rows
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.query(sql).await[0].try_get_by_index(0).unwrap()
    }

    /// Changes rows behind the service's back.
    pub async fn tamper(&self, sql: &str) {
        assert!(o2c_testkit::plant(&self.store, sql).await > 0, "nothing matched: {sql}");
    }

    /// The laws that fail, with the documents that they name.
    pub async fn broken(&self) -> Vec<(&'static str, Vec<String>)> {
        let mut broken = Vec::new();
        for law in self.service.audit().laws() {
            let report = (law.check)(&self.store).await.unwrap();
            if report.failed > 0 {
                broken.push((law.id, report.failures.into_iter().map(|failure| failure.document).collect()));
            }
        }
        broken
    }

    pub async fn assert_lawful(&self) {
        assert_eq!(self.broken().await, vec![]);
        assert_eq!(self.count("SELECT CAST(COUNT(*) AS BIGINT) FROM dead_letter").await, 0);
    }

    /// The figures of a name: document and amounts.
    pub async fn figures(&self, name: &str) -> Vec<(Uuid, Vec<i64>)> {
        let figures = self.service.audit().figures().into_iter().find(|figures| figures.name == name).unwrap();
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let page = (figures.page)(&self.store, after, 2).await.unwrap();
            let Some(last) = page.last() else { return all };
            after = Some((last.tenant.clone(), last.document));
            all.extend(page.into_iter().map(|figure| (figure.document, figure.amounts)));
        }
    }
}

pub fn soon() -> Deadline {
    Deadline::after(std::time::Duration::from_secs(30))
}

fn statement(tx: &Tx, sql: &str) -> Statement {
    Statement::from_string(tx.connection().get_database_backend(), sql)
}

/// A request of another tenant.
pub fn as_tenant<T>(tenant: &'static str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("o2c-tenant", tenant.parse().unwrap());
    request
}

pub fn reason(status: &Status) -> String {
    o2c_rpc::status::reason_of(status).unwrap_or_default()
}
