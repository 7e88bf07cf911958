//! Webhooks, running without a bus: tests hand facts to the consumer.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use o2c_kernel::{Clock, Instant, SetLimits, TenantId, Zone, new_uuid};
use o2c_messaging::{Envelope, take};
use o2c_proto::{
    Event,
    gateway::v1::{
        CreateWebhookSubscriptionRequest, GetWebhookDeliveryRequest, GetWebhookSubscriptionRequest,
        ListWebhookDeliveriesRequest, WebhookDelivery, WebhookDeliveryState, WebhookSubscription,
        WebhookSubscriptionState, webhooks_service_client::WebhooksServiceClient,
    },
    orders::v1::OrderHeld,
};
use o2c_rpc::{
    Contract, Transport, call,
    server::{ServerConfig, stack},
};
use o2c_runtime::{Environment, Service};
use o2c_store::Store;
use o2c_webhooks::{Webhooks, WebhooksConfig, Wiring, domain::Schedule, sending::SystemResolver};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Request, service::RoutesBuilder};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);

pub struct World {
    pub webhooks: Arc<Webhooks>,
    pub client: WebhooksServiceClient<Transport>,
    pub store: Store,
    stop: CancellationToken,
    workers: Vec<JoinHandle<()>>,
    keep: Arc<TempDir>,
}

/// Runs a test on both engines.
pub async fn in_both_worlds(test: impl AsyncFn(World)) {
    let migrations = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_webhooks::MIGRATIONS];
    let privileges = [o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_webhooks::PRIVILEGES];
    o2c_testkit::on_both_engines_with(o2c_webhooks::NAME, &migrations, &privileges, async |store| {
        let keep = Arc::new(tempfile::tempdir().unwrap());
        let world = World::open(store, keep, config()).await;
        test(world).await;
    })
    .await;
}

/// Attempts may go to this machine.
pub fn config() -> WebhooksConfig {
    WebhooksConfig {
        enabled: true,
        insecure_endpoints: true,
        timeout_seconds: 2,
        concurrency: 16,
        endpoint_concurrency: 4,
        subscriptions_per_tenant: 5,
        ..WebhooksConfig::default()
    }
}

impl World {
    async fn open(store: Store, keep: Arc<TempDir>, config: WebhooksConfig) -> World {
        let key: PathBuf = keep.path().join("webhooks.key");
        o2c_identity::make_secret(&key).unwrap();
        let config = WebhooksConfig { key_files: vec![key], ..config };
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let environment = Environment {
            store: store.clone(),
            clock: Clock::simulated(Instant::parse("2026-06-30T12:00:00Z").unwrap()),
            zone: Zone::parse("Europe/London").unwrap(),
            limits: SetLimits::default(),
            transport: Transport::local(tonic::service::Routes::default().prepare()),
            contract: contract.clone(),
            config: serde_json::to_value(config).unwrap(),
        };
        // three attempts, soon one after the other
        let schedule = Schedule::of(vec![Duration::from_millis(20), Duration::from_millis(20)]);
        let wiring = Wiring { schedule, resolver: Arc::new(SystemResolver) };
        let webhooks = Arc::new(Webhooks::open(environment, wiring).await.unwrap());
        let mut routes = RoutesBuilder::default();
        Arc::clone(&webhooks).mount(&mut routes);
        let transport = stack(routes.routes(), &ServerConfig::default(), contract);
        let client = WebhooksServiceClient::new(transport);
        World { webhooks, client, store, stop: CancellationToken::new(), workers: Vec::new(), keep }
    }

    /// A further process on the same database.
    pub async fn twin(&self) -> World {
        Self::open(self.store.clone(), Arc::clone(&self.keep), config()).await
    }

    /// The same, with another configuration.
    pub async fn with(&self, change: impl FnOnce(&mut WebhooksConfig)) -> World {
        let mut config = config();
        change(&mut config);
        Self::open(self.store.clone(), Arc::clone(&self.keep), config).await
    }

    /// From now on what is due is sent.
    pub fn dispatch(&mut self) {
        self.workers.extend(Arc::clone(&self.webhooks).start_workers(self.stop.clone()));
    }

    pub async fn shutdown(mut self) {
        self.stop.cancel();
        for worker in self.workers.drain(..) {
            worker.await.unwrap();
        }
    }

    /// As a process that is killed.
    pub async fn die(mut self) {
        for worker in self.workers.drain(..) {
            worker.abort();
            let _ = worker.await;
        }
    }

    pub async fn subscribe(&self, url: &str, event_types: &[&str]) -> WebhookSubscription {
        self.client.clone().create_webhook_subscription(subscription(url, event_types)).await.unwrap().into_inner()
    }

    /// Takes facts in as one delivery of the bus.
    pub async fn take(&self, facts: &[Envelope]) {
        let consumer = Arc::clone(&self.webhooks).consumer().unwrap();
        let report = take(&consumer, facts).await.unwrap();
        assert_eq!(report.handled, u64::try_from(facts.len()).unwrap(), "{report:?}");
    }

    pub async fn subscription(&self, id: &str) -> WebhookSubscription {
        let request = GetWebhookSubscriptionRequest { webhook_subscription_id: id.to_owned() };
        self.client.clone().get_webhook_subscription(request).await.unwrap().into_inner()
    }

    pub async fn delivery(&self, subscription: &str, event: &str) -> WebhookDelivery {
        let request =
            GetWebhookDeliveryRequest { webhook_subscription_id: subscription.to_owned(), event_id: event.to_owned() };
        self.client.clone().get_webhook_delivery(request).await.unwrap().into_inner()
    }

    /// All in a state, newest first, in pages of three.
    pub async fn deliveries(&self, subscription: &str, state: WebhookDeliveryState) -> Vec<WebhookDelivery> {
        let mut request = ListWebhookDeliveriesRequest {
            webhook_subscription_id: subscription.to_owned(),
            page_size: 3,
            page_token: String::new(),
            state: state.into(),
        };
        let mut found = Vec::new();
        loop {
            let page = self.client.clone().list_webhook_deliveries(request.clone()).await.unwrap().into_inner();
            assert!(page.webhook_deliveries.len() <= 3);
            found.extend(page.webhook_deliveries);
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                return found;
            }
        }
    }

    /// Waits until so many are in a state.
    pub async fn until(&self, subscription: &str, state: WebhookDeliveryState, count: usize) -> Vec<WebhookDelivery> {
        eventually(&format!("{count} {state:?}"), async || {
            let found = self.deliveries(subscription, state).await;
            (found.len() >= count).then_some(found)
        })
        .await
    }

    /// Waits until nothing is sent to it any more.
    pub async fn until_disabled(&self, subscription: &str) -> WebhookSubscription {
        eventually("disabled", async || {
            let found = self.subscription(subscription).await;
            (found.state() == WebhookSubscriptionState::Disabled).then_some(found)
        })
        .await
    }

    /// Every law holds.
    pub async fn assert_lanes_move(&self) {
        for law in self.webhooks.audit().laws() {
            let report = (law.check)(&self.store).await.unwrap();
            assert_eq!(report.failed, 0, "{}: {:?}", law.id, report.failures);
        }
    }
}

/// Looks again and again until there is something.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("not within {PATIENCE:?}: {what}"))
}

pub fn subscription(url: &str, event_types: &[&str]) -> CreateWebhookSubscriptionRequest {
    CreateWebhookSubscriptionRequest {
        request_id: new_uuid().to_string(),
        webhook_subscription: Some(WebhookSubscription {
            url: url.to_owned(),
            description: "a shop".to_owned(),
            event_types: event_types.iter().map(|one| (*one).to_owned()).collect(),
            ..WebhookSubscription::default()
        }),
        algorithm: 0,
    }
}

/// An order was held.
pub fn held(order: Uuid, sequence: i64) -> Envelope {
    fact(order, sequence, &OrderHeld { order_id: order.to_string(), ..OrderHeld::default() })
}

pub fn fact<M: Event>(aggregate: Uuid, sequence: i64, message: &M) -> Envelope {
    Envelope {
        event_id: new_uuid(),
        tenant: TenantId::default(),
        producer: M::TYPE.split('.').nth(1).unwrap().into(),
        aggregate_type: "order".into(),
        aggregate_id: aggregate,
        sequence,
        type_name: M::TYPE.into(),
        payload: Bytes::from(message.encode_to_vec()),
        occurred_at: Instant::parse("2026-06-30T11:00:00Z").unwrap(),
        traceparent: None,
        incarnation: Uuid::from_u128(7),
    }
}

/// A call of another tenant.
pub fn of_tenant<T>(tenant: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert(call::TENANT, tenant.parse().unwrap());
    request
}
