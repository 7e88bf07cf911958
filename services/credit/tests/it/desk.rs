//! A credit department for a test: its service over a fresh store, and who works there.

use std::sync::Arc;

use o2c_kernel::{Clock, Date, Instant, SetLimits, Zone};
use o2c_proto::{
    BatchResponse,
    credit::v1::{credit_service_client::CreditServiceClient, *},
    google::r#type as google,
};
use o2c_rpc::{
    Contract, Transport,
    server::{ServerConfig, stack},
};
use o2c_runtime::{Environment, Service, Switchboard};
use o2c_store::Store;
use tonic::{Code, Request, Status, service::RoutesBuilder};
use uuid::Uuid;

pub type Client = CreditServiceClient<Transport>;

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
    let migrations = o2c_credit::migrations();
    let sets = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &migrations];
    o2c_testkit::on_both_engines_with(
        "credit",
        &sets,
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_credit::PRIVILEGES],
        async |store| test(Desk::open(store).await).await,
    )
    .await;
}

impl Desk {
    pub async fn open(store: Store) -> Desk {
        Desk::open_with(store, SetLimits::default(), serde_json::Value::Null).await
    }

    pub async fn open_with(store: Store, limits: SetLimits, config: serde_json::Value) -> Desk {
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let clock = Clock::simulated(Instant::parse("2011-03-13T10:00:00Z").unwrap());
        let service = o2c_credit::open(Environment {
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
        let transport = stack(routes.routes(), &ServerConfig::default(), contract);
        let client = CreditServiceClient::new(transport);
        Desk { service, store, clock, client, tenant: "default", principal: "olivia" }
    }

    pub fn of_tenant(&self, tenant: &'static str) -> Desk {
        Desk { tenant, ..self.clone() }
    }

    pub fn by(&self, principal: &'static str) -> Desk {
        Desk { principal, ..self.clone() }
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

    /// A customer with credit.
    pub async fn customer(&self, limit: i64) -> CreditAccount {
        self.create(account(Uuid::from_u128(random()), limit)).await.unwrap()
    }

    pub async fn create(&self, credit_account: CreditAccount) -> Result<CreditAccount, Status> {
        let message = CreateCreditAccountRequest { request_id: new_id(), credit_account: Some(credit_account) };
        Ok(self.client().create_credit_account(self.request(message)).await?.into_inner())
    }

    pub async fn find(&self, customer_id: &str) -> Result<CreditAccount, Status> {
        let message = FindCreditAccountRequest { customer_id: customer_id.to_owned(), currency_code: "GBP".to_owned() };
        Ok(self.client().find_credit_account(self.request(message)).await?.into_inner())
    }

    /// What the customer uses of its limit, in pence.
    pub async fn used(&self, customer_id: &str) -> i64 {
        minor(self.find(customer_id).await.unwrap().exposure.as_ref())
    }

    pub async fn reserve(
        &self,
        requests: Vec<ReserveCreditRequest>,
    ) -> Vec<Result<ReserveCreditResponse, tonic_types::Status>> {
        let message = BatchReserveCreditRequest { requests };
        self.client().batch_reserve_credit(self.request(message)).await.unwrap().into_inner().into_results()
    }

    /// One order asks.
    pub async fn ask(&self, request: ReserveCreditRequest) -> ReserveCreditResponse {
        self.reserve(vec![request]).await.remove(0).unwrap()
    }

    pub async fn release(&self, request: ReleaseCreditRequest) -> Result<ReleaseCreditResponse, tonic_types::Status> {
        let message = BatchReleaseCreditRequest { requests: vec![request] };
        let response = self.client().batch_release_credit(self.request(message)).await.unwrap();
        response.into_inner().into_results().remove(0)
    }

    pub async fn check(&self, order_id: &str) -> CheckCreditResponse {
        let checkpoint = CreditCheckpoint::Delivery.into();
        let requests = vec![CheckCreditRequest { order_id: order_id.to_owned(), checkpoint }];
        let message = BatchCheckCreditRequest { requests };
        let response = self.client().batch_check_credit(self.request(message)).await.unwrap();
        response.into_inner().into_results().remove(0).unwrap()
    }

    pub async fn decide(&self, review: &str, decision: CreditReviewDecision) -> Result<CreditReview, Status> {
        let message = DecideCreditReviewRequest {
            request_id: new_id(),
            credit_review_id: review.to_owned(),
            etag: String::new(),
            decision: decision.into(),
            reason: "looked at".to_owned(),
        };
        Ok(self.client().decide_credit_review(self.request(message)).await?.into_inner())
    }

    pub async fn entries(&self, account: &str) -> Vec<ExposureEntry> {
        let message = ListExposureEntriesRequest {
            credit_account_id: account.to_owned(),
            page_size: 1_000,
            page_token: String::new(),
        };
        self.client().list_exposure_entries(self.request(message)).await.unwrap().into_inner().entries
    }
}

/// An account as a person asks for it.
pub fn account(customer: Uuid, limit: i64) -> CreditAccount {
    CreditAccount { customer_id: customer.to_string(), limit: Some(gbp(limit)), ..CreditAccount::default() }
}

/// An attempt of a new order.
pub fn order_of(customer_id: &str, amount: i64) -> ReserveCreditRequest {
    ReserveCreditRequest {
        request_id: new_id(),
        reservation_id: new_id(),
        order_id: new_id(),
        customer_id: customer_id.to_owned(),
        amount: Some(gbp(amount)),
        requested_by: "olivia".to_owned(),
    }
}

/// A further attempt of the same order.
pub fn again(request: &ReserveCreditRequest) -> ReserveCreditRequest {
    ReserveCreditRequest { request_id: new_id(), reservation_id: new_id(), ..request.clone() }
}

pub fn undo(request: &ReserveCreditRequest) -> ReleaseCreditRequest {
    ReleaseCreditRequest {
        request_id: new_id(),
        reservation_id: request.reservation_id.clone(),
        order_id: request.order_id.clone(),
        reason: "the saga was unwound".to_owned(),
    }
}

pub fn gbp(minor: i64) -> google::Money {
    let nanos = i32::try_from(minor % 100).unwrap() * 10_000_000;
    google::Money { currency_code: "GBP".to_owned(), units: minor / 100, nanos }
}

pub fn minor(money: Option<&google::Money>) -> i64 {
    money.map(|money| money.units * 100 + i64::from(money.nanos / 10_000_000)).unwrap()
}

pub fn date(text: &str) -> google::Date {
    o2c_rpc::wire::date(Date::parse(text).unwrap())
}

pub fn new_id() -> String {
    Uuid::from_u128(random()).to_string()
}

pub fn random() -> u128 {
    o2c_kernel::new_uuid().as_u128()
}

/// The outcome and why.
pub fn said(response: &ReserveCreditResponse) -> (CreditOutcome, Vec<&str>) {
    (response.outcome(), response.reasons.iter().map(String::as_str).collect())
}

/// The code and the reason of a refusal.
pub fn refusal(status: &Status) -> (Code, String) {
    (status.code(), o2c_rpc::status::reason_of(status).unwrap_or_default())
}

pub fn item_refusal(status: &tonic_types::Status) -> (Code, String) {
    refusal(&o2c_rpc::status::as_tonic(status.clone()))
}
