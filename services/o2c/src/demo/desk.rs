//! How the people of the world reach the product: the public gRPC API, each under an own name.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anyhow::{Context, bail};
use o2c_kernel::{Call, Caller, Clock, Deadline, Principal, Scopes, TenantId, TraceContext, Zone};
use o2c_proto::{
    analytics::v1::analytics_service_client::AnalyticsServiceClient,
    billing::v1::billing_service_client::BillingServiceClient,
    collections::v1::collections_service_client::CollectionsServiceClient,
    credit::v1::credit_service_client::CreditServiceClient,
    fulfillment::v1::fulfillment_service_client::FulfillmentServiceClient,
    gateway::v1::{api_keys_service_client::ApiKeysServiceClient, webhooks_service_client::WebhooksServiceClient},
    orders::v1::orders_service_client::OrdersServiceClient,
    payments::v1::payments_service_client::PaymentsServiceClient,
    receivables::v1::receivables_service_client::ReceivablesServiceClient,
    runtime::v1::{
        AdvanceToRequest, GetBacklogRequest, ServiceBacklog, clock_service_client::ClockServiceClient,
        runtime_service_client::RuntimeServiceClient,
    },
};
use o2c_rpc::{Transport, outbound, status};
use tonic::{Request, Status};

use super::papers::Papers;

/// A whole day's batch must fit, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(110);
/// Entries asked for at a time.
pub const PAGE: i32 = 1_000;
/// A settled mesh answers at once; this is how often to ask when it is not.
const SETTLE_ROUND: Duration = Duration::from_secs(30);
/// What a message in or out may hold: a page of a thousand documents.
pub const MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Administrator,
    OrderDesk,
    CreditManager,
    CreditAnalyst,
    Warehouse,
    Carrier,
    Bank,
    CashClerk,
    Accountant,
    Collector,
    Controller,
}

impl Person {
    pub const ALL: [Self; 11] = [
        Self::Administrator,
        Self::OrderDesk,
        Self::CreditManager,
        Self::CreditAnalyst,
        Self::Warehouse,
        Self::Carrier,
        Self::Bank,
        Self::CashClerk,
        Self::Accountant,
        Self::Collector,
        Self::Controller,
    ];

    /// What each needs for what they do here.
    pub const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Administrator => &["order-clerk", "stock-controller", "operator"],
            Self::OrderDesk => &["order-clerk"],
            Self::CreditManager => &["credit-manager"],
            Self::CreditAnalyst => &["credit-analyst"],
            Self::Warehouse => &["warehouse", "stock-controller"],
            Self::Carrier => &["warehouse"],
            Self::Bank => &["treasurer"],
            Self::CashClerk => &["cash-clerk"],
            Self::Accountant => &["ar-clerk", "order-clerk"],
            Self::Collector => &["collections-manager"],
            Self::Controller => &["controller"],
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::OrderDesk => "order-desk",
            Self::CreditManager => "credit-manager",
            Self::CreditAnalyst => "credit-analyst",
            Self::Warehouse => "warehouse",
            Self::Carrier => "carrier",
            Self::Bank => "bank",
            Self::CashClerk => "cash-clerk",
            Self::Accountant => "accountant",
            Self::Collector => "collector",
            Self::Controller => "controller",
        }
    }
}

/// What was asked of a database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Transactions that wrote.
    pub commits: u64,
    pub statements: u64,
}

impl Asked {
    /// What came after.
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            commits: self.commits.saturating_sub(before.commits),
            statements: self.statements.saturating_sub(before.statements),
        }
    }
}

/// A client for each service.
#[derive(Clone)]
pub struct Desk {
    pub orders: OrdersServiceClient<Transport>,
    pub credit: CreditServiceClient<Transport>,
    pub fulfillment: FulfillmentServiceClient<Transport>,
    pub billing: BillingServiceClient<Transport>,
    pub receivables: ReceivablesServiceClient<Transport>,
    pub payments: PaymentsServiceClient<Transport>,
    pub collections: CollectionsServiceClient<Transport>,
    pub analytics: AnalyticsServiceClient<Transport>,
    pub webhooks: WebhooksServiceClient<Transport>,
    pub api_keys: ApiKeysServiceClient<Transport>,
    runtime: RuntimeServiceClient<Transport>,
    clock: ClockServiceClient<Transport>,
    tenant: TenantId,
    /// None: people are believed.
    papers: Option<Arc<Papers>>,
}

macro_rules! client {
    ($client:ident, $transport:expr) => {
        $client::new($transport.clone())
            .max_decoding_message_size(MESSAGE_BYTES)
            .max_encoding_message_size(MESSAGE_BYTES)
    };
}

impl Desk {
    /// Of the default tenant.
    #[must_use]
    pub fn new(transport: &Transport) -> Self {
        Self::of_tenant(transport, TenantId::default())
    }

    #[must_use]
    pub fn of_tenant(transport: &Transport, tenant: TenantId) -> Self {
        Self {
            orders: client!(OrdersServiceClient, transport),
            credit: client!(CreditServiceClient, transport),
            fulfillment: client!(FulfillmentServiceClient, transport),
            billing: client!(BillingServiceClient, transport),
            receivables: client!(ReceivablesServiceClient, transport),
            payments: client!(PaymentsServiceClient, transport),
            collections: client!(CollectionsServiceClient, transport),
            analytics: client!(AnalyticsServiceClient, transport),
            webhooks: client!(WebhooksServiceClient, transport),
            api_keys: client!(ApiKeysServiceClient, transport),
            runtime: client!(RuntimeServiceClient, transport),
            clock: client!(ClockServiceClient, transport),
            tenant,
            papers: None,
        }
    }

    /// From now on people prove who they are.
    #[must_use]
    pub fn with_papers(self, papers: Option<Papers>) -> Self {
        Self { papers: papers.map(Arc::new), ..self }
    }

    /// A request in somebody's name.
    pub fn ask<T>(&self, person: Person, message: T) -> Request<T> {
        let principal = Principal::parse(person.name()).unwrap_or_else(|_| Principal::local());
        let caller = Caller { tenant: self.tenant.clone(), principal, scopes: Scopes::all(), responsible: None };
        let call = Call {
            caller: Arc::new(caller),
            method: Arc::from("demo"),
            deadline: Deadline::after(PATIENCE),
            clock: Clock::system(),
            zone: Zone::UTC,
            trace: TraceContext::default(),
            origin: Arc::default(),
            validate_only: false,
        };
        let mut request = outbound(&call, message);
        if let Some(token) = self.papers.as_ref().and_then(|papers| papers.token(person)) {
            request.metadata_mut().insert("authorization", token.clone());
        }
        request
    }

    /// Moves business time.
    pub async fn advance_to(&mut self, now: o2c_kernel::Instant) -> anyhow::Result<()> {
        let request = self.ask(Person::Administrator, AdvanceToRequest { now_micros: now.micros() });
        self.clock.advance_to(request).await.map_err(explained).context("the clock does not move")?;
        Ok(())
    }

    /// What each service has asked of its database since its process started.
    pub async fn asked_of_databases(&mut self) -> anyhow::Result<BTreeMap<String, Asked>> {
        let request = self.ask(Person::Administrator, GetBacklogRequest::default());
        let backlog = self.runtime.get_backlog(request).await.map_err(explained)?.into_inner();
        let asked = |service: ServiceBacklog| {
            let ServiceBacklog { service, commits, statements, .. } = service;
            (service, Asked { commits, statements })
        };
        Ok(backlog.services.into_iter().map(asked).collect())
    }

    /// Waits until nothing is under way. A fact or a saga that waits for a person would wait for ever: it is an error.
    pub async fn settle(&mut self) -> anyhow::Result<()> {
        loop {
            let wait_milliseconds = i32::try_from(SETTLE_ROUND.as_millis()).unwrap_or(i32::MAX);
            let request = self.ask(Person::Administrator, GetBacklogRequest { wait_milliseconds });
            let backlog = self.runtime.get_backlog(request).await.map_err(explained)?.into_inner();
            for service in &backlog.services {
                if service.dead_letters > 0 || service.stuck_sagas > 0 {
                    bail!(
                        "{} has {} dead letters and {} stuck sagas: see `o2c events` and `o2c sagas`",
                        service.service,
                        service.dead_letters,
                        service.stuck_sagas
                    );
                }
            }
            if backlog.settled {
                return Ok(());
            }
            tracing::warn!(?backlog, "not settled yet");
        }
    }
}

/// Asks for page after page: `page` takes a token, the first one empty, and answers the next one.
pub async fn each_page(mut page: impl AsyncFnMut(String) -> anyhow::Result<String>) -> anyhow::Result<()> {
    let mut page_token = String::new();
    loop {
        page_token = page(page_token).await?;
        if page_token.is_empty() {
            return Ok(());
        }
    }
}

/// A refusal with its reason and all bad fields.
pub fn explained(status: Status) -> anyhow::Error {
    let reason = status::reason_of(&status).unwrap_or_default();
    let fields: Vec<String> =
        status::field_violations(&status).into_iter().map(|(field, text)| format!("{field}: {text}")).collect();
    anyhow::anyhow!("{:?} {reason}: {} {}", status.code(), status.message(), fields.join("; "))
}

/// The results of a batch in which nothing may be refused.
pub fn all_accepted<T>(what: &str, results: Vec<Result<T, tonic_types::Status>>) -> anyhow::Result<Vec<T>> {
    results
        .into_iter()
        .map(|result| result.map_err(|error| explained(status::as_tonic(error)).context(format!("{what} was refused"))))
        .collect()
}

/// The results of a batch in which these reasons are part of business; other refusals are errors.
pub fn accepted_unless<T>(
    what: &str,
    reasons: &[&str],
    results: Vec<Result<T, tonic_types::Status>>,
) -> anyhow::Result<Vec<T>> {
    let mut accepted = Vec::new();
    for result in results {
        match result {
            Ok(item) => accepted.push(item),
            Err(error) => {
                let status = status::as_tonic(error);
                let reason = status::reason_of(&status).unwrap_or_default();
                if !reasons.contains(&reason.as_str()) {
                    return Err(explained(status).context(format!("{what} was refused")));
                }
            }
        }
    }
    Ok(accepted)
}
