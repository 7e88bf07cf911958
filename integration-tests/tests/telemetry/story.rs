//! An order from the edge to the last event, as a collector, a reader of metrics and a reader of logs see it. One test: a
//! process has one subscriber.

use std::{collections::BTreeSet, net::SocketAddr, path::Path, process::Command, time::Duration};

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, Movement, Outside};
use o2c_proto::orders::v1::GetOrderRequest;
use o2c_runtime::{
    Endpoint, telemetry,
    telemetry::{CollectorOptions, PushedMetrics, TelemetryOptions},
};
use o2c_testkit::Kept;
use tonic::transport::Identity;
use tower::ServiceExt as _;
use tracing::Instrument as _;

use crate::{
    collector::{Collector, Received},
    metrics::{get, has, listed, value},
    pushed::metrics_have_come,
};

/// What must never be seen: it stands in the requests of the story.
const CANARIES: [&str; 6] = ["CANARYHOOK", "CANARYKEY", "CANARYPAYER", "GB00TEST", "1 High Street", "CANARYREFERENCE"];

/// Metrics of what does not happen in the story.
const ABSENT: [&str; 7] = [
    "db_client_connection_timeouts_total",
    "o2c_calls_shed_total",
    "o2c_requests_repeated_total",
    "o2c_consumer_recovered_total",
    "o2c_audit_laws_failed",
    "o2c_audit_completed_seconds",
    "o2c_dunning_cases",
];

/// A span of who was called, as OTLP numbers it.
const SERVER: i32 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_seen_from_the_edge_to_its_last_event() {
    let (collector, logs) = (Collector::default(), Kept::default());
    let place = tempfile::tempdir().unwrap();
    let address = collector.serve(certificate(place.path())).await;
    let options = TelemetryOptions {
        json: true,
        filter: "info".to_owned(),
        service: "o2c".to_owned(),
        instance: "one".to_owned(),
        collector: Some(CollectorOptions {
            endpoint: format!("https://localhost:{}", address.port()),
            ca_file: Some(place.path().join("collector.crt")),
            metrics_every: Some(Duration::from_secs(3600)),
        }),
        sample_ratio: 1.0,
    };
    let telemetry = telemetry::start_to(&options, Box::new(logs.clone())).unwrap();
    let pushed = PushedMetrics::start(&options).unwrap().unwrap();
    let endpoint = Endpoint::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    assert_eq!(get(endpoint.address, "/startupz", "").await.0, 503);

    let mut mesh = Mesh::new().await;
    endpoint.ready(mesh.mesh.node.gauges());
    pushed.ready(mesh.mesh.node.gauges());
    // The address of an endpoint may hold a secret.
    let mut outside = Outside::listen().await;
    outside.subscribe(&mesh, "/?token=CANARYHOOK", &["o2c.orders.v1.OrderSubmitted"]).await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("CANARYKEY").create().await;
    let span = tracing::info_span!(target: "o2c_story", "story");
    let order = async {
        let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
        mesh.ship(&order).await;
        mesh.settle().await;
        order
    };
    let order = order.instrument(span).await;
    assert_eq!(outside.hears().await["aggregate"]["id"], order.as_str());
    // Another one waits in the warehouse.
    mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;
    // The invoice falls due; then some of the money comes, in a trace of its own, and some that nobody knows.
    let number = mesh.open_items(&customer).await[0].document_number.clone();
    mesh.days_later(40).await;
    let reference = format!("CANARYREFERENCE {number}");
    let known = Movement { pounds: "100.00", payer: "CANARYKEY Limited", reference: &reference };
    let unknown = Movement { pounds: "7.00", payer: "CANARYPAYER", reference: "none" };
    mesh.bank_statement("1", "0.00", &[known, unknown]).await;
    mesh.settle().await;
    let order_number = mesh.settled(&order).await.number;

    asked_over_http(&mesh, &order).await;
    // What is refused is counted, too.
    let unknown = GetOrderRequest { order_id: uuid::Uuid::nil().to_string(), ..GetOrderRequest::default() };
    let asked = mesh.desk.ask(Person::OrderDesk, unknown);
    assert_eq!(mesh.desk.orders.get_order(asked).await.unwrap_err().code(), tonic::Code::NotFound);

    metrics_are_there(endpoint.address).await;
    pushed.shutdown().await;
    metrics_have_come(&collector, &ABSENT);
    telemetry.shutdown().await;
    logs_are_clean(&logs);
    the_trace_is_whole(&collector.received(), &order, &order_number);
    endpoint.stopping();
    assert_eq!(get(endpoint.address, "/readyz", "").await.0, 503);
    assert_eq!(get(endpoint.address, "/livez", "").await.0, 200);
    endpoint.shutdown().await;
}

/// What the collector shows: it has signed it itself.
fn certificate(place: &Path) -> Identity {
    let (key, shown) = (place.join("collector.key"), place.join("collector.crt"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=collector", "-addext", "subjectAltName=DNS:localhost"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    openssl.arg("-keyout").arg(&key).arg("-out").arg(&shown);
    let done = openssl.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Identity::from_pem(std::fs::read(shown).unwrap(), std::fs::read(key).unwrap())
}

/// A trace that a caller of the edge has begun.
const CALLERS_TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// The order is asked for over HTTP/JSON, within the caller's trace.
async fn asked_over_http(mesh: &Mesh, order: &str) {
    let edge = mesh.mesh.edge(o2c_gateway::GatewayOptions::default()).unwrap();
    let request = http::Request::get(format!("/v1/orders/{order}"))
        .header("traceparent", format!("00-{CALLERS_TRACE}-00f067aa0ba902b7-01"))
        .header("x-request-id", "my-request");
    let response = edge.oneshot(request.body(tonic::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
}

async fn metrics_are_there(address: SocketAddr) {
    let (status, text) = get(address, "/metrics", "text/plain").await;
    assert_eq!(status, 200);
    let missing: Vec<String> =
        listed().into_iter().filter(|(name, kind)| !has(&text, name, kind)).map(|(name, _)| name).collect();
    let unexpected: Vec<&String> = missing.iter().filter(|name| !ABSENT.contains(&name.as_str())).collect();
    assert!(unexpected.is_empty(), "not measured: {unexpected:?}\n{text}");

    assert_eq!(value(&text, "o2c_orders_confirmed_total "), 2);
    let asked =
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_route=\"/v1/orders/{order_id}\"";
    assert_eq!(value(&text, asked), 1);
    assert_eq!(value(&text, "o2c_orders_open{state=\"CONFIRMED\"}"), 2);
    assert_eq!(value(&text, "o2c_invoices_issued_total{currency=\"GBP\"}"), 1);
    assert_eq!(value(&text, "o2c_receivables_open{currency=\"GBP\"}"), 13_988);
    assert_eq!(value(&text, "o2c_receivables_overdue{currency=\"GBP\"}"), 13_988);
    assert_eq!(value(&text, "o2c_cash_unapplied{currency=\"GBP\"}"), 700);
    assert_eq!(value(&text, "o2c_payments_exceptions{"), 1);
    assert_eq!(value(&text, "o2c_outbox_depth{o2c_service=\"orders\"}"), 0);
    assert_eq!(value(&text, "o2c_sagas_unfinished{o2c_service=\"orders\",saga=\"accept-order\"}"), 0);

    // Exemplars name traces that were kept.
    let (_, open) = get(address, "/metrics", "application/openmetrics-text").await;
    assert!(open.contains("# {trace_id=\"") && open.ends_with("# EOF\n"), "{open}");
}

fn logs_are_clean(logs: &Kept) {
    let text = logs.text().unwrap();
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} is in the log: {text}");
    }
}

fn the_trace_is_whole(spans: &[Received], order: &str, order_number: &str) {
    for span in spans {
        let shown = format!("{span:?}");
        for canary in CANARIES {
            assert!(!shown.contains(canary), "{canary} is in a span: {shown}");
        }
        assert_eq!(span.service, "o2c");
    }
    // Found by the number of the order, and by its id.
    let found: Vec<&Received> =
        spans.iter().filter(|span| span.attribute("o2c.order.number").as_deref() == Some(order_number)).collect();
    let trace = found.first().unwrap_or_else(|| panic!("no span of order {order_number}")).span.trace_id.clone();
    assert!(found.iter().any(|span| span.attribute("o2c.aggregate.id").as_deref() == Some(order)));
    // What a caller began goes on, and is found by the id that it gave.
    let callers: Vec<&Received> =
        spans.iter().filter(|span| hex(&span.span.trace_id) == CALLERS_TRACE && span.span.kind == SERVER).collect();
    let requests: Vec<Option<String>> = callers.iter().map(|span| span.attribute("request_id")).collect();
    assert_eq!(requests, [Some("my-request".to_owned()), Some("my-request".to_owned())], "{callers:?}");
    // From the call over the saga and the bus to the books and to analytics: one trace.
    let names: BTreeSet<&str> =
        spans.iter().filter(|span| span.span.trace_id == trace).map(|span| span.span.name.as_str()).collect();
    for name in [
        "o2c.orders.v1.OrdersService/CreateOrder",
        "accept-order reserve-credit",
        "accept-order allocate-stock",
        "accept-order confirm",
        "state o2c.orders.v1.OrderConfirmed",
        "process o2c.orders.v1.OrderConfirmed",
        "o2c.fulfillment.v1.FulfillmentService/ShipShipment",
        "process o2c.fulfillment.v1.ShipmentShipped",
        "state o2c.billing.v1.InvoiceIssued",
        "process o2c.billing.v1.InvoiceIssued",
    ] {
        assert!(names.contains(name), "{name} is not in the trace: {names:#?}");
    }
    let request =
        spans.iter().find(|span| span.span.name.ends_with("OrdersService/CreateOrder") && span.span.kind == SERVER);
    assert!(request.and_then(|span| span.attribute("request_id")).is_some(), "a request is found by its id");
    let consumers: BTreeSet<String> = spans
        .iter()
        .filter(|span| span.span.trace_id == trace)
        .filter_map(|span| span.attribute("messaging.consumer.group.name"))
        .collect();
    for consumer in ["analytics", "billing", "credit", "fulfillment", "receivables"] {
        assert!(consumers.contains(consumer), "{consumer}: {consumers:?}");
    }
    // Nothing of it hangs in the air: the cause of each span was sent as well.
    let known: BTreeSet<&[u8]> = spans.iter().map(|span| span.span.span_id.as_slice()).collect();
    let orphan = spans.iter().find(|span| {
        span.span.trace_id == trace
            && !span.span.parent_span_id.is_empty()
            && !known.contains(&*span.span.parent_span_id)
    });
    assert!(orphan.is_none(), "without its cause: {orphan:?}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
