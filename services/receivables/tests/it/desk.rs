//! A ledger department for a test: its service over a fresh store, and who works there.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Clock, Deadline, Instant, SetLimits, Zone};
use o2c_messaging::{Envelope, TakeReport};
use o2c_proto::{
    BatchResponse, Event,
    google::r#type as google,
    receivables::v1::{receivables_service_client::ReceivablesServiceClient, *},
};
use o2c_rpc::{
    Contract, Transport,
    server::{ServerConfig, stack},
};
use o2c_runtime::{Environment, Service, Switchboard};
use o2c_store::Store;
use sea_orm::{ConnectionTrait, Statement};
use tonic::{Code, Request, Status, service::RoutesBuilder};
use uuid::Uuid;

pub type Client = ReceivablesServiceClient<Transport>;

/// A service under test.
#[derive(Clone)]
pub struct Desk {
    pub service: Arc<dyn Service>,
    pub store: Store,
    pub clock: Clock,
    client: Client,
    tenant: &'static str,
    principal: &'static str,
}

pub async fn on_both_engines(test: impl AsyncFn(Desk)) {
    on_both_engines_with(serde_json::Value::Null, test).await;
}

pub async fn on_both_engines_with(config: serde_json::Value, test: impl AsyncFn(Desk)) {
    let migrations = o2c_receivables::migrations();
    let sets = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &migrations];
    o2c_testkit::on_both_engines_with(
        "receivables",
        &sets,
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_receivables::PRIVILEGES],
        async |store| {
            test(Desk::open(store, SetLimits::default(), config.clone()).await).await;
        },
    )
    .await;
}

impl Desk {
    pub async fn open(store: Store, limits: SetLimits, config: serde_json::Value) -> Desk {
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let clock = Clock::simulated(Instant::parse("2026-03-01T10:00:00Z").unwrap());
        let service = o2c_receivables::open(Environment {
            store: store.clone(),
            clock: clock.clone(),
            zone: Zone::UTC,
            limits,
            transport: Switchboard::default().transport(),
            contract: Arc::clone(&contract),
            config,
        })
        .await
        .unwrap();
        contract.check(service.grpc_services()).unwrap();
        let mut routes = RoutesBuilder::default();
        Arc::clone(&service).mount(&mut routes);
        let config = ServerConfig { default_deadline: Duration::from_secs(60), ..ServerConfig::default() };
        let client = ReceivablesServiceClient::new(stack(routes.routes(), &config, contract));
        Desk { service, store, clock, client, tenant: "default", principal: "anna" }
    }

    pub fn of_tenant(&self, tenant: &'static str) -> Desk {
        Desk { tenant, ..self.clone() }
    }

    pub fn by(&self, principal: &'static str) -> Desk {
        Desk { principal, ..self.clone() }
    }

    pub fn tenant(&self) -> &'static str {
        self.tenant
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A request of this person of this tenant.
    pub fn request<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("o2c-tenant", self.tenant.parse().unwrap());
        request.metadata_mut().insert("o2c-principal", self.principal.parse().unwrap());
        request
    }

    pub fn on(&self, day: &str) {
        self.clock.advance_to(Instant::parse(&format!("{day}T09:00:00Z")).unwrap()).unwrap();
    }

    /// Takes facts of others in.
    pub async fn hears(&self, facts: &[Envelope]) -> TakeReport {
        let consumer = Arc::clone(&self.service).consumer().unwrap();
        o2c_messaging::take(&consumer, facts).await.unwrap()
    }

    pub async fn item(&self, id: &str) -> Result<OpenItem, Status> {
        let message = GetOpenItemRequest { open_item_id: id.to_owned() };
        Ok(self.client().get_open_item(self.request(message)).await?.into_inner())
    }

    /// The open item of a document.
    pub async fn item_of(&self, document: &str) -> OpenItem {
        let message = ListOpenItemsRequest { document_id: document.to_owned(), ..ListOpenItemsRequest::default() };
        let listed = self.client().list_open_items(self.request(message)).await.unwrap().into_inner().open_items;
        assert!(listed.len() < 2, "one item a document");
        self.item(&listed.first().expect("the document is in the books").open_item_id).await.unwrap()
    }

    /// What is open of a document, in pence.
    pub async fn open_of(&self, document: &str) -> i64 {
        minor(self.item_of(document).await.open_amount.as_ref())
    }

    pub async fn apply(&self, requests: Vec<ApplyCashRequest>) -> Vec<Result<ApplyCashResponse, tonic_types::Status>> {
        let message = BatchApplyCashRequest { requests };
        self.client().batch_apply_cash(self.request(message)).await.unwrap().into_inner().into_results()
    }

    /// One proposal.
    pub async fn pay(&self, request: ApplyCashRequest) -> Vec<AppliedItem> {
        self.apply(vec![request]).await.remove(0).unwrap().applications
    }

    pub async fn use_note(&self, note: &str, item: &str, amount: Option<i64>) -> Result<Application, Status> {
        let message = ApplyCreditNoteRequest {
            request_id: new_id(),
            credit_note_open_item_id: note.to_owned(),
            open_item_id: item.to_owned(),
            amount: amount.map(gbp),
        };
        Ok(self.client().apply_credit_note(self.request(message)).await?.into_inner())
    }

    pub async fn take_back(&self, application: &str) -> Result<Application, Status> {
        let message = ReverseApplicationRequest {
            request_id: new_id(),
            application_id: application.to_owned(),
            reason: "returned by the bank".to_owned(),
        };
        Ok(self.client().reverse_application(self.request(message)).await?.into_inner())
    }

    pub async fn ask_to_write_off(&self, item: &str, amount: i64) -> Result<WriteOff, Status> {
        let message = RequestWriteOffRequest {
            request_id: new_id(),
            open_item_id: item.to_owned(),
            amount: Some(gbp(amount)),
            reason: "insolvent".to_owned(),
        };
        Ok(self.client().request_write_off(self.request(message)).await?.into_inner())
    }

    pub async fn decide(&self, write_off: &str, approve: bool) -> Result<WriteOff, Status> {
        let message = DecideWriteOffRequest {
            request_id: new_id(),
            write_off_id: write_off.to_owned(),
            approve,
            reason: "looked at".to_owned(),
        };
        Ok(self.client().decide_write_off(self.request(message)).await?.into_inner())
    }

    pub async fn close_through(&self, day: &str) -> Result<ClosedPeriod, Status> {
        let message = ClosePeriodRequest { request_id: new_id(), closed_through: Some(date(day)) };
        Ok(self.client().close_period(self.request(message)).await?.into_inner())
    }

    pub async fn bad_debt(&self, amount: i64, day: &str) -> Result<JournalEntry, Status> {
        let message = PostBadDebtRequest {
            request_id: new_id(),
            amount: Some(gbp(amount)),
            posted_on: Some(date(day)),
            reference: "A563185".to_owned(),
            description: "Adjust bad debt".to_owned(),
        };
        Ok(self.client().post_bad_debt(self.request(message)).await?.into_inner())
    }

    /// The buckets and the total, in pence.
    pub async fn ageing(&self, as_of: Option<&str>, customer: &str) -> [i64; 6] {
        let message = GetAgeingRequest {
            as_of: as_of.map(date),
            currency_code: "GBP".to_owned(),
            customer_id: customer.to_owned(),
        };
        let a = self.client().get_ageing(self.request(message)).await.unwrap().into_inner();
        [a.current, a.days_1_to_30, a.days_31_to_60, a.days_61_to_90, a.over_90, a.total]
            .map(|amount| minor(amount.as_ref()))
    }

    pub async fn account(&self, customer: &str) -> [i64; 4] {
        let message = GetCustomerAccountRequest { customer_id: customer.to_owned(), currency_code: "GBP".to_owned() };
        let a = self.client().get_customer_account(self.request(message)).await.unwrap().into_inner();
        [a.balance, a.overdue, a.on_account, a.disputed].map(|amount| minor(amount.as_ref()))
    }

    /// Debits − credits of the accounts that moved, by code.
    pub async fn balances(&self, as_of: Option<&str>) -> Vec<(String, i64)> {
        let message = GetTrialBalanceRequest { as_of: as_of.map(date), currency_code: "GBP".to_owned() };
        let balance = self.client().get_trial_balance(self.request(message)).await.unwrap().into_inner();
        assert_eq!(minor(balance.difference.as_ref()), 0);
        assert_eq!(balance.accounts.len(), 8);
        let net = |account: &AccountBalance| minor(account.debits.as_ref()) - minor(account.credits.as_ref());
        let moved = |account: &&AccountBalance| minor(account.debits.as_ref()) + minor(account.credits.as_ref()) > 0;
        balance.accounts.iter().filter(moved).map(|account| (account.account.clone(), net(account))).collect()
    }

    /// The types of the facts that were told of an aggregate, in their order.
    pub async fn told_of(&self, aggregate: &str) -> Vec<String> {
        self.outbox(aggregate).await.into_iter().map(|(name, _)| name).collect()
    }

    /// The facts of one type that were told of an aggregate.
    pub async fn facts<M: Event>(&self, aggregate: &str) -> Vec<M> {
        let of_type = |(name, payload): (String, Vec<u8>)| {
            M::TYPE.ends_with(&format!(".{name}")).then(|| M::decode(payload.as_slice()).unwrap())
        };
        self.outbox(aggregate).await.into_iter().filter_map(of_type).collect()
    }

    async fn outbox(&self, aggregate: &str) -> Vec<(String, Vec<u8>)> {
        let aggregate = Uuid::parse_str(aggregate).unwrap();
        let tx = self.store.begin_read(soon()).await.unwrap();
        let sql = "SELECT type, payload FROM outbox WHERE tenant = $1 AND aggregate_id = $2 ORDER BY sequence";
        let values = [self.tenant.into(), aggregate.into()];
        let statement = Statement::from_sql_and_values(tx.engine().backend(), sql, values);
        let rows = tx.connection().query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| {
                let name: String = row.try_get("", "type").unwrap();
                let short = name.rsplit('.').next().unwrap().to_owned();
                (short, row.try_get("", "payload").unwrap())
            })
            .collect()
    }

    /// Every law holds, and each compared something unless it is named.
    pub async fn assert_clean(&self) {
        for law in self.service.audit().laws() {
            let report = (law.check)(&self.store).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
        }
    }
}

pub fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(30))
}

pub fn new_id() -> String {
    o2c_kernel::new_uuid().to_string()
}

pub fn gbp(minor: i64) -> google::Money {
    let nanos = i32::try_from(minor % 100).unwrap() * 10_000_000;
    google::Money { currency_code: "GBP".to_owned(), units: minor / 100, nanos }
}

pub fn minor(amount: Option<&google::Money>) -> i64 {
    let amount = amount.expect("an amount");
    amount.units * 100 + i64::from(amount.nanos / 10_000_000)
}

pub fn date(day: &str) -> google::Date {
    o2c_rpc::wire::date(o2c_kernel::Date::parse(day).unwrap())
}

pub fn reason(status: &Status) -> String {
    o2c_rpc::status::reason_of(status).map(|reason| reason.to_owned()).unwrap_or_default()
}

/// A refusal of one call: its code and its reason.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    (status.code(), reason(&status))
}
