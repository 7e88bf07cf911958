//! The service as others see it: its RPCs, the facts it takes in, the facts it states.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use o2c_collections::domain::{CustomerId, OpenItemId};
use o2c_kernel::{Clock, Date, Id, Instant, SetLimits, TenantId, Zone, new_uuid};
use o2c_messaging::{Consumer, Envelope, HeadSource, StoreHeads, TakeReport, Want, take};
use o2c_proto::{
    DESCRIPTORS, Event,
    collections::v1::{collections_service_client::CollectionsServiceClient, *},
    google::r#type as wire,
    payments::v1::DeductionRaised,
    receivables::v1::{OpenItem, OpenItemDisputed, OpenItemPosted, PaymentApplied},
};
use o2c_rpc::{Contract, Transport, server};
use o2c_runtime::{Environment, Service};
use o2c_store::Store;
use tonic::{Code, Request, Response, Status, service::RoutesBuilder};
use tonic_types::StatusExt;
use uuid::Uuid;

pub type Client = CollectionsServiceClient<Transport>;

#[derive(Clone)]
pub struct World {
    pub store: Store,
    pub service: Arc<dyn Service>,
    pub client: Client,
    pub consumer: Consumer,
    pub clock: Clock,
    tenant: TenantId,
    sequences: Arc<Mutex<HashMap<(String, Uuid), i64>>>,
}

/// Runs a test with the service, on both engines.
pub async fn with_world<F: AsyncFn(World)>(test: F) {
    with_limits(SetLimits::default(), test).await;
}

pub async fn with_limits<F: AsyncFn(World)>(limits: SetLimits, test: F) {
    let own = o2c_collections::migrations();
    let migrations = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, own.as_slice()];
    o2c_testkit::on_both_engines_with(
        "collections",
        &migrations,
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_collections::PRIVILEGES],
        async |store: Store| {
            test(World::open(store, limits).await).await;
        },
    )
    .await;
}

impl World {
    async fn open(store: Store, limits: SetLimits) -> Self {
        let clock = Clock::simulated(Instant::parse("2011-01-01T09:00:00Z").unwrap());
        let contract = Arc::new(Contract::load(DESCRIPTORS).unwrap());
        let nobody = tower_of_nobody();
        let service = o2c_collections::open(Environment {
            store: store.clone(),
            clock: clock.clone(),
            zone: Zone::UTC,
            limits,
            transport: nobody,
            contract: Arc::clone(&contract),
            config: serde_json::Value::Null,
        })
        .await
        .unwrap();
        contract.check(service.grpc_services()).unwrap();
        let mut routes = RoutesBuilder::default();
        Arc::clone(&service).mount(&mut routes);
        let transport = server::stack(routes.routes(), &server::ServerConfig::default(), contract);
        let consumer = Arc::clone(&service).consumer().unwrap();
        Self {
            client: CollectionsServiceClient::new(transport),
            store,
            service,
            consumer,
            clock,
            tenant: TenantId::default(),
            sequences: Arc::default(),
        }
    }

    /// The same service, as another tenant sees it.
    pub fn of_tenant(&self, name: &str) -> Self {
        Self { tenant: TenantId::parse(name).unwrap(), ..self.clone() }
    }

    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("o2c-tenant", self.tenant.as_str().parse().unwrap());
        request.metadata_mut().insert("o2c-principal", "rita".parse().unwrap());
        request.set_timeout(Duration::from_secs(60));
        request
    }

    pub fn on(&self, day: &str) -> &Self {
        self.clock.advance_to(Instant::parse(&format!("{day}T09:00:00Z")).unwrap()).unwrap();
        self
    }

    /// A fact of another service, with its place in the stream of its aggregate.
    pub fn fact<M: Event>(&self, producer: &str, aggregate: Uuid, message: &M) -> Envelope {
        let mut sequences = self.sequences.lock().unwrap();
        let sequence = sequences.entry((producer.to_owned(), aggregate)).or_insert(0);
        *sequence += 1;
        Envelope {
            event_id: new_uuid(),
            tenant: self.tenant.clone(),
            producer: producer.into(),
            aggregate_type: if producer == "payments" { "receipt" } else { "open_item" }.into(),
            aggregate_id: aggregate,
            sequence: *sequence,
            type_name: M::TYPE.into(),
            payload: message.encode_to_vec().into(),
            occurred_at: self.clock.now(),
            traceparent: None,
            incarnation: Uuid::nil(),
        }
    }

    pub async fn take(&self, facts: &[Envelope]) -> TakeReport {
        take(&self.consumer, facts).await.unwrap()
    }

    pub fn posted(&self, item: &Item) -> Envelope {
        let message = OpenItemPosted { open_item: Some(item.proto()), corrected_document_id: String::new() };
        self.fact("receivables", item.id.uuid(), &message)
    }

    pub fn paid(&self, item: &Item, open_after: &str) -> Envelope {
        let message = PaymentApplied {
            open_item_id: item.id.to_string(),
            document_id: item.id.to_string(),
            document_type: "INVOICE".to_owned(),
            customer_id: item.customer.to_string(),
            open_amount_after: Some(gbp(open_after)),
            amount: Some(gbp("1.00")),
            ..PaymentApplied::default()
        };
        self.fact("receivables", item.id.uuid(), &message)
    }

    pub fn flagged(&self, item: &Item, dispute: &str, amount: &str) -> Envelope {
        let message = OpenItemDisputed {
            open_item_id: item.id.to_string(),
            customer_id: item.customer.to_string(),
            dispute_id: dispute.to_owned(),
            disputed_amount: Some(gbp(amount)),
            settled: Some(false),
        };
        self.fact("receivables", item.id.uuid(), &message)
    }

    /// The flag is gone because the dispute is settled.
    pub fn cleared(&self, item: &Item, dispute: &str) -> Envelope {
        let message = OpenItemDisputed {
            open_item_id: item.id.to_string(),
            customer_id: item.customer.to_string(),
            dispute_id: dispute.to_owned(),
            disputed_amount: Some(gbp("0.00")),
            settled: Some(true),
        };
        self.fact("receivables", item.id.uuid(), &message)
    }

    pub fn deducted(&self, item: &Item, amount: &str) -> (Uuid, Envelope) {
        let (deduction, receipt) = (new_uuid(), new_uuid());
        let message = DeductionRaised {
            receipt_id: receipt.to_string(),
            deduction_id: deduction.to_string(),
            open_item_id: item.id.to_string(),
            document_number: item.number.clone(),
            customer_id: item.customer.to_string(),
            amount: Some(gbp(amount)),
            reason: "SHORT_PAYMENT".to_owned(),
            raised_on: Some(day("2011-01-03")),
        };
        (deduction, self.fact("payments", receipt, &message))
    }

    /// Takes open items in and answers them.
    pub async fn owes(&self, items: Vec<Item>) -> Vec<Item> {
        let facts: Vec<Envelope> = items.iter().map(|item| self.posted(item)).collect();
        let report = self.take(&facts).await;
        assert_eq!(report.failed, 0, "{report:?}");
        items
    }

    pub async fn run(&self, as_of: &str) -> DunningRun {
        let message = RunDunningRequest { request_id: request_id(), as_of: Some(day(as_of)) };
        self.call(message, async |mut client, request| client.run_dunning(request).await).await.unwrap()
    }

    pub async fn notices(&self) -> Vec<DunningNotice> {
        let message = ListDunningNoticesRequest { page_size: 1_000, ..Default::default() };
        let answer = self.call(message, async |mut client, request| client.list_dunning_notices(request).await).await;
        answer.unwrap().dunning_notices
    }

    pub async fn cases(&self) -> Vec<DunningCase> {
        let message = ListDunningCasesRequest { page_size: 1_000, ..Default::default() };
        let answer = self.call(message, async |mut client, request| client.list_dunning_cases(request).await).await;
        answer.unwrap().dunning_cases
    }

    pub async fn dispute(&self, id: &str) -> Dispute {
        let message = GetDisputeRequest { dispute_id: id.to_owned() };
        self.call(message, async |mut client, request| client.get_dispute(request).await).await.unwrap()
    }

    pub async fn disputes(&self) -> Vec<Dispute> {
        let message = ListDisputesRequest { page_size: 1_000, ..Default::default() };
        let answer = self.call(message, async |mut client, request| client.list_disputes(request).await).await;
        answer.unwrap().disputes
    }

    pub async fn object(&self, item: &Item, amount: &str) -> Result<Dispute, Status> {
        let message = OpenDisputeRequest {
            request_id: request_id(),
            open_item_id: item.id.to_string(),
            disputed_amount: Some(gbp(amount)),
            reason: "PRICE".to_owned(),
            description: "too dear".to_owned(),
        };
        self.call(message, async |mut client, request| client.open_dispute(request).await).await
    }

    pub async fn resolve(&self, dispute: &str, how: DisputeResolution, part: Option<&str>) -> Result<Dispute, Status> {
        let message = ResolveDisputeRequest {
            request_id: request_id(),
            dispute_id: dispute.to_owned(),
            resolution: how.into(),
            credited_amount: part.map(gbp),
            reason: "looked into".to_owned(),
        };
        self.call(message, async |mut client, request| client.resolve_dispute(request).await).await
    }

    pub async fn call<M, P>(
        &self,
        message: M,
        call: impl AsyncFnOnce(Client, Request<M>) -> Result<Response<P>, Status>,
    ) -> Result<P, Status> {
        call(self.client.clone(), self.request(message)).await.map(Response::into_inner)
    }

    /// The types of all facts stated, with their aggregates, in order.
    pub async fn stated(&self) -> Vec<Envelope> {
        let heads = StoreHeads::new(self.store.clone());
        let all = heads.heads(None, None, 100_000).await.unwrap();
        let wants: Vec<Want> = all
            .into_iter()
            .map(|head| Want { tenant: head.tenant, aggregate_id: head.aggregate_id, after: 0 })
            .collect();
        heads.pull(&wants).await.unwrap()
    }

    pub async fn stated_of<M: Event>(&self) -> Vec<M> {
        let facts = self.stated().await;
        facts
            .iter()
            .filter(|fact| fact.type_name.as_ref() == M::TYPE)
            .map(|f| M::decode(f.payload.clone()).unwrap())
            .collect()
    }

    /// Runs a statement as somebody with a database shell would.
    pub async fn execute(&self, sql: &str) {
        o2c_testkit::plant(&self.store, sql).await;
    }

    /// Checks a law: how many rows it compared, and what broke it.
    pub async fn law(&self, id: &str) -> (u64, Vec<String>) {
        let law = self.service.audit().laws().into_iter().find(|law| law.id == id).unwrap();
        let report = (law.check)(&self.store).await.unwrap();
        (report.rows, report.failures.into_iter().map(|failure| failure.detail).collect())
    }

    pub async fn assert_lawful(&self) {
        for law in self.service.audit().laws() {
            let report = (law.check)(&self.store).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
        }
    }
}

/// An open item in the making.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: OpenItemId,
    pub customer: CustomerId,
    pub number: String,
    pub kind: &'static str,
    pub amount: String,
    pub due: wire::Date,
    pub currency: &'static str,
    /// Taken over from another system.
    pub opening: bool,
}

impl Item {
    pub fn invoice(customer: CustomerId, amount: &str, due: &str) -> Self {
        let id: OpenItemId = Id::new();
        let number = format!("IN-{}", id.uuid().simple());
        let (amount, due) = (amount.to_owned(), day(due));
        Self { id, customer, number, kind: "INVOICE", amount, due, currency: "GBP", opening: false }
    }

    pub fn taken_over(customer: CustomerId, amount: &str, due: &str) -> Self {
        Self { opening: true, ..Self::invoice(customer, amount, due) }
    }

    pub fn credit_note(customer: CustomerId, amount: &str, on: &str) -> Self {
        Self { kind: "CREDIT_NOTE", ..Self::invoice(customer, amount, on) }
    }

    fn proto(&self) -> OpenItem {
        let amount = Some(wire::Money { currency_code: self.currency.to_owned(), ..gbp(&self.amount) });
        OpenItem {
            open_item_id: self.id.to_string(),
            document_type: self.kind.to_owned(),
            document_id: self.id.to_string(),
            document_number: self.number.clone(),
            customer_id: self.customer.to_string(),
            customer_name: "Anna & Co".to_owned(),
            document_date: Some(if self.kind == "INVOICE" { day("2010-12-01") } else { self.due }),
            due_on: Some(self.due),
            original_amount: amount.clone(),
            open_amount: amount,
            opening: self.opening,
            ..OpenItem::default()
        }
    }
}

pub fn gbp(text: &str) -> wire::Money {
    o2c_rpc::wire::money(o2c_kernel::Money::parse(text, o2c_kernel::Currency::GBP).unwrap())
}

pub fn day(text: &str) -> wire::Date {
    o2c_rpc::wire::date(Date::parse(text).unwrap())
}

pub fn request_id() -> String {
    new_uuid().to_string()
}

pub fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

#[track_caller]
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Status>, code: Code, why: &str) {
    let status = answer.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (code, why), "{status:?}");
}

/// Collections calls nobody.
fn tower_of_nobody() -> Transport {
    o2c_runtime::Switchboard::default().transport()
}
