//! A gateway over one service that notes what it was asked, and answers what a test wants: the request, if nothing else.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use o2c_gateway::{Admission, AdmissionRules, Gateway, GatewayOptions};
use o2c_rpc::{Contract, Transport};
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::Value;
use tonic::{Status, body::Body};
use tower::ServiceExt;

/// What a service was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Such as `/o2c.books.v1.LibraryService/GetBook`.
    pub path: String,
    pub headers: HeaderMap,
    /// The encoded message.
    pub message: Bytes,
}

/// What it answers: encoded messages, and how it ends.
pub struct Answer {
    pub messages: Vec<Bytes>,
    pub end: Option<Status>,
}

type Answering = dyn Fn(&Asked) -> Answer + Send + Sync;

/// The gateway, and what its service was asked so far.
#[derive(Clone)]
pub struct Subject {
    pub transport: Transport,
    pub pool: DescriptorPool,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

/// What a caller got.
#[derive(Debug)]
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

/// The descriptors of the test's own contract.
pub fn library() -> Vec<u8> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../proto");
    let mut compiler = protox::Compiler::new([own, contract]).unwrap();
    compiler.include_imports(true).include_source_info(true).open_file("library.proto").unwrap();
    compiler.encode_file_descriptor_set()
}

/// Lets everybody pass.
pub fn trusting() -> Admission {
    Admission::trusting(Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap()), AdmissionRules::default())
}

impl Subject {
    /// Over the library, which answers what it is asked.
    pub fn new() -> Self {
        Self::over(&library(), GatewayOptions::default(), echo)
    }

    /// Over the real contract.
    pub fn real() -> Self {
        Self::over(o2c_proto::DESCRIPTORS, GatewayOptions::default(), |_| Answer {
            messages: vec![Bytes::new()],
            end: None,
        })
    }

    pub fn answering(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::over(&library(), GatewayOptions::default(), answer)
    }

    pub fn over(
        descriptors: &[u8],
        options: GatewayOptions,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::guarded(descriptors, options, trusting(), answer)
    }

    /// Behind a guard.
    pub fn guarded(
        descriptors: &[u8],
        options: GatewayOptions,
        admission: Admission,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let service = service(Arc::clone(&asked), Arc::new(answer));
        let gateway = Gateway::new(descriptors, service.clone(), service, options, admission).unwrap();
        let pool = DescriptorPool::decode(descriptors).unwrap();
        Self { transport: gateway.transport(), pool, asked }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Got {
        let response = self.transport.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Got { status: parts.status, headers: parts.headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Got {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, json: impl Into<Bytes>) -> Got {
        self.send(body("POST", path, json)).await
    }

    /// What the service was asked last.
    pub fn asked(&self) -> Asked {
        self.asked.lock().unwrap().last().cloned().unwrap()
    }

    /// How often the service was asked.
    pub fn times(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// The message that it was asked last, as a dynamic one of this type.
    pub fn message(&self, name: &str) -> DynamicMessage {
        self.decoded(name, self.asked().message)
    }

    pub fn decoded(&self, name: &str, bytes: Bytes) -> DynamicMessage {
        DynamicMessage::decode(self.pool.get_message_by_name(name).unwrap(), bytes).unwrap()
    }
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {:?}", self.bytes))
    }

    /// The answer of a request that was served.
    pub fn served(&self) -> Value {
        assert_eq!(self.status, 200, "{:?}", self.bytes);
        self.json()
    }

    /// The fields that were refused, each with its reason.
    pub fn violations(&self) -> Vec<(String, String)> {
        assert_eq!(self.status, 400, "{:?}", self.bytes);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let json = self.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let violations = json["violations"].as_array().unwrap_or_else(|| panic!("{json}"));
        violations.iter().map(|one| (text(&one["field"]), text(&one["reason"]))).collect()
    }

    pub fn reason(&self) -> String {
        self.json()["reason"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A request with a body of JSON.
pub fn body(method: &str, path: &str, json: impl Into<Bytes>) -> Request<Body> {
    let json = json.into();
    Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .header("content-length", json.len())
        .body(Body::new(Full::new(json)))
        .unwrap()
}

/// Answers the request itself.
pub fn echo(asked: &Asked) -> Answer {
    Answer { messages: vec![asked.message.clone()], end: None }
}

/// A gRPC service of any method.
fn service(asked: Arc<Mutex<Vec<Asked>>>, answer: Arc<Answering>) -> Transport {
    Transport::local(tower::service_fn(move |request: Request<Body>| {
        let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
        async move {
            let (parts, body) = request.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            let message = bytes.slice(5.min(bytes.len())..);
            let one = Asked { path: parts.uri.path().to_owned(), headers: parts.headers, message };
            asked.lock().unwrap().push(one.clone());
            Ok::<_, Infallible>(written(answer(&one)))
        }
    }))
}

fn written(answer: Answer) -> Response<Body> {
    let mut bytes = BytesMut::new();
    for message in &answer.messages {
        bytes.put_u8(0);
        bytes.put_u32(u32::try_from(message.len()).unwrap());
        bytes.put_slice(message);
    }
    let status = answer.end.unwrap_or_else(|| Status::ok(""));
    if answer.messages.is_empty() {
        return status.into_http();
    }
    let mut trailers = HeaderMap::new();
    status.add_header(&mut trailers).unwrap();
    let end = async move { Some(Ok::<_, Status>(trailers)) };
    let body = Full::new(bytes.freeze()).map_err(|never: Infallible| match never {}).with_trailers(end);
    Response::builder().header("content-type", "application/grpc").body(Body::new(body)).unwrap()
}
