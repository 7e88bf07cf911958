//! The service, running without a bus: tests hand facts to its consumer, in whatever sets they like.

use std::sync::Arc;

use o2c_kernel::{Clock, Instant, SetLimits, TenantId, Zone};
use o2c_messaging::{Consumer, Envelope, TakeReport, take};
use o2c_proto::analytics::v1::{
    GetKpisRequest, KpiReport, ListKpiDocumentsRequest, ListKpiDocumentsResponse,
    analytics_service_client::AnalyticsServiceClient,
};
use o2c_rpc::{
    Contract, Transport, call,
    server::{ServerConfig, stack},
};
use o2c_runtime::{Environment, Service};
use o2c_store::Store;
use tonic::{Request, service::RoutesBuilder};

use crate::story::wire_date;

pub struct World {
    pub service: Arc<dyn Service>,
    pub consumer: Consumer,
    pub client: AnalyticsServiceClient<Transport>,
}

/// Runs a test on both engines.
pub async fn in_both_worlds(test: impl AsyncFn(World)) {
    let own = o2c_analytics::migrations();
    let migrations = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, own.as_slice()];
    o2c_testkit::on_both_engines_with(
        o2c_analytics::NAME,
        &migrations,
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_analytics::PRIVILEGES],
        async |store| test(World::open(store).await).await,
    )
    .await;
}

impl World {
    pub async fn open(store: Store) -> World {
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let nowhere = Transport::local(tonic::service::Routes::default().prepare());
        let environment = Environment {
            store,
            clock: Clock::simulated(Instant::parse("2026-06-30T12:00:00Z").unwrap()),
            zone: Zone::parse("Europe/London").unwrap(),
            limits: SetLimits::default(),
            transport: nowhere,
            contract: contract.clone(),
            config: serde_json::Value::Null,
        };
        let service = o2c_analytics::open(environment).await.unwrap();
        let mut routes = RoutesBuilder::default();
        service.clone().mount(&mut routes);
        let transport = stack(routes.routes(), &ServerConfig::default(), contract);
        let consumer = service.clone().consumer().unwrap();
        World { consumer, client: AnalyticsServiceClient::new(transport), service }
    }

    pub fn store(&self) -> &Store {
        self.service.store()
    }

    /// Takes facts in as one delivery; all of them must be taken.
    pub async fn take(&self, facts: &[Envelope]) {
        let report = self.deliver(facts).await;
        assert_eq!(report.handled, u64::try_from(facts.len()).unwrap(), "{report:?}");
    }

    pub async fn deliver(&self, facts: &[Envelope]) -> TakeReport {
        take(&self.consumer, facts).await.unwrap()
    }

    pub async fn kpis(&self, from: &str, to: &str) -> KpiReport {
        self.client.clone().get_kpis(window(from, to)).await.unwrap().into_inner()
    }

    /// All documents of a term, in pages of two.
    pub async fn documents(&self, kpi: &str, term: &str, from: &str, to: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut page_token = String::new();
        loop {
            let page = self.page(kpi, term, (from, to), 2, page_token).await;
            assert!(page.documents.len() <= 2);
            let value = |document: &o2c_proto::analytics::v1::KpiDocument| {
                (document.document_number.clone(), document.value.clone().unwrap().value)
            };
            found.extend(page.documents.iter().map(value));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return found;
            }
        }
    }

    /// How many documents the first page of a hundred has.
    pub async fn documents_of_page(&self, kpi: &str, term: &str, from: &str, to: &str) -> usize {
        self.page(kpi, term, (from, to), 100, String::new()).await.documents.len()
    }

    async fn page(
        &self,
        kpi: &str,
        term: &str,
        (from, to): (&str, &str),
        page_size: i32,
        page_token: String,
    ) -> ListKpiDocumentsResponse {
        let request = ListKpiDocumentsRequest {
            kpi: kpi.to_owned(),
            term: term.to_owned(),
            from: Some(wire_date(from)),
            to: Some(wire_date(to)),
            currency_code: "GBP".to_owned(),
            page_size,
            page_token,
        };
        self.client.clone().list_kpi_documents(request).await.unwrap().into_inner()
    }
}

pub fn window(from: &str, to: &str) -> GetKpisRequest {
    GetKpisRequest { from: Some(wire_date(from)), to: Some(wire_date(to)), currency_code: "GBP".to_owned() }
}

/// A call of another tenant.
pub fn of_tenant<T>(tenant: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert(call::TENANT, TenantId::parse(tenant).unwrap().as_str().parse().unwrap());
    request
}

/// The value of a KPI, or of a term of it.
pub fn kpi(report: &KpiReport, name: &str) -> Option<String> {
    let kpi = report.kpis.iter().find(|kpi| kpi.name == name).unwrap();
    kpi.value.as_ref().map(|value| value.value.clone())
}

pub fn term(report: &KpiReport, name: &str, term: &str) -> String {
    let kpi = report.kpis.iter().find(|kpi| kpi.name == name).unwrap();
    let term = kpi.terms.iter().find(|one| one.name == term).unwrap();
    term.value.as_ref().unwrap().value.clone()
}
