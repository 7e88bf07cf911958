//! A collector of traces and metrics: a server of OTLP over gRPC that keeps what it is sent. It shows a certificate.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use opentelemetry_proto::tonic::{
    collector::{
        metrics::v1::{
            ExportMetricsServiceRequest, ExportMetricsServiceResponse,
            metrics_service_server::{MetricsService, MetricsServiceServer},
        },
        trace::v1::{
            ExportTraceServiceRequest, ExportTraceServiceResponse,
            trace_service_server::{TraceService, TraceServiceServer},
        },
    },
    common::v1::{KeyValue, any_value},
    metrics::v1::Metric,
    trace::v1::Span,
};
use tonic::{
    Request, Response, Status,
    service::RoutesBuilder,
    transport::{Identity, ServerTlsConfig},
};

/// What was received.
#[derive(Clone, Default)]
pub struct Collector {
    spans: Arc<Mutex<Vec<Received>>>,
    metrics: Arc<Mutex<Vec<(String, Metric)>>>,
}

/// A span, and who sent it.
#[derive(Clone, Debug)]
pub struct Received {
    pub service: String,
    pub span: Span,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut kept = self.spans.lock().unwrap();
        for resource in request.into_inner().resource_spans {
            let service = service_of(&resource.resource.unwrap_or_default().attributes);
            let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
            kept.extend(spans.map(|span| Received { service: service.clone(), span }));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let mut kept = self.metrics.lock().unwrap();
        // counts are cumulative: the last message says it all
        kept.clear();
        for resource in request.into_inner().resource_metrics {
            let service = service_of(&resource.resource.unwrap_or_default().attributes);
            let metrics = resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics);
            kept.extend(metrics.map(|metric| (service.clone(), metric)));
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

impl Collector {
    /// On a free port of this machine, as long as the test runs.
    pub async fn serve(&self, shown: Identity) -> SocketAddr {
        let mut routes = RoutesBuilder::default();
        routes.add_service(TraceServiceServer::new(self.clone()));
        routes.add_service(MetricsServiceServer::new(self.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let tls = ServerTlsConfig::new().identity(shown);
        let server = tonic::transport::Server::builder().tls_config(tls).unwrap().add_routes(routes.routes());
        tokio::spawn(server.serve_with_incoming(incoming));
        address
    }

    pub fn received(&self) -> Vec<Received> {
        self.spans.lock().unwrap().clone()
    }

    /// The metrics of the last message, with who sent them.
    pub fn metrics(&self) -> Vec<(String, Metric)> {
        self.metrics.lock().unwrap().clone()
    }
}

impl Received {
    pub fn attribute(&self, key: &str) -> Option<String> {
        let pair = self.span.attributes.iter().find(|pair| pair.key == key)?;
        text(pair.value.clone()?.value)
    }
}

fn service_of(attributes: &[KeyValue]) -> String {
    let service = attributes.iter().find(|pair| pair.key == "service.name");
    service.and_then(|pair| text(pair.value.clone()?.value)).unwrap_or_default()
}

fn text(value: Option<any_value::Value>) -> Option<String> {
    match value? {
        any_value::Value::StringValue(text) => Some(text),
        any_value::Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}
