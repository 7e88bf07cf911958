//! A collector of traces: a server of OTLP over gRPC that keeps what it is sent.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::any_value,
    trace::v1::Span,
};
use tonic::{Request, Response, Status, service::RoutesBuilder};

/// What was received.
#[derive(Clone, Default)]
pub struct Collector(Arc<Mutex<Vec<Received>>>);

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
        let mut kept = self.0.lock().unwrap();
        for resource in request.into_inner().resource_spans {
            let attributes = resource.resource.unwrap_or_default().attributes;
            let service = attributes.iter().find(|pair| pair.key == "service.name");
            let service = service.and_then(|pair| text(pair.value.clone()?.value)).unwrap_or_default();
            let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
            kept.extend(spans.map(|span| Received { service: service.clone(), span }));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    /// On a free port of this machine, as long as the test runs.
    pub async fn serve(&self) -> SocketAddr {
        let mut routes = RoutesBuilder::default();
        routes.add_service(TraceServiceServer::new(self.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let server = tonic::transport::Server::builder().add_routes(routes.routes());
        tokio::spawn(server.serve_with_incoming(incoming));
        address
    }

    pub fn received(&self) -> Vec<Received> {
        self.0.lock().unwrap().clone()
    }
}

impl Received {
    pub fn attribute(&self, key: &str) -> Option<String> {
        let pair = self.span.attributes.iter().find(|pair| pair.key == key)?;
        text(pair.value.clone()?.value)
    }
}

fn text(value: Option<any_value::Value>) -> Option<String> {
    match value? {
        any_value::Value::StringValue(text) => Some(text),
        any_value::Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}
