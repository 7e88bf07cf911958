//! `o2c.analytics.v1.AnalyticsService`.

use std::sync::Arc;

use o2c_proto::analytics::v1::{analytics_service_server::AnalyticsService, *};
use o2c_rpc::reply::read;
use tonic::{Request, Response, Status};

use super::{parse_documents, parse_events, parse_kpis, parse_trail};
use crate::{app, service::Analytics};

type Reply<T> = Result<Response<T>, Status>;

/// The service on the wire.
pub struct Api(pub Arc<Analytics>);

#[tonic::async_trait]
impl AnalyticsService for Api {
    async fn get_kpis(&self, r: Request<GetKpisRequest>) -> Reply<KpiReport> {
        read(&*self.0, r, parse_kpis::parse, app::get_kpis).await
    }

    async fn list_kpi_documents(&self, r: Request<ListKpiDocumentsRequest>) -> Reply<ListKpiDocumentsResponse> {
        read(&*self.0, r, parse_documents::parse, app::list_kpi_documents).await
    }

    async fn list_events(&self, r: Request<ListEventsRequest>) -> Reply<ListEventsResponse> {
        read(&*self.0, r, parse_events::parse, app::list_events).await
    }

    async fn get_order_trail(&self, r: Request<GetOrderTrailRequest>) -> Reply<OrderTrail> {
        read(&*self.0, r, parse_trail::parse, app::get_order_trail).await
    }
}
