//! A request of HTTP/JSON, from its head to its answer.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use http_body_util::Full;
use o2c_kernel::{Deadline, Violations};
use o2c_rpc::call::Proven;
use prost::Message;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{body::Body, metadata::MetadataMap};

use super::{Request, Response, bounds};
use crate::{
    admission::{Admitted, Asking},
    body, headers,
    json::reason as ours,
    listing,
    negotiate::{self, Form},
    problem::{Refusal, allow},
    routes::{self, Binding, Kinds, Method as Rpc, Route},
    transcode,
};

/// A request that found its mapping.
struct Matched<'r> {
    admitted: Admitted,
    binding: Arc<Binding>,
    values: Vec<String>,
    form: Form,
    parts: &'r Parts,
    id: &'r str,
    deadline: Deadline,
    violations: Violations,
}

impl crate::gateway::Inner {
    /// Answers, or says why not. The order is that of cost: what can be refused by the head alone is.
    pub(super) async fn serve(&self, request: Request, id: &str) -> Result<Response, Refusal> {
        let (parts, body) = request.into_parts();
        bounds::check(&parts, &self.options)?;
        let overloaded = |_| Refusal::Overloaded { retry_after: self.options.retry_after };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(overloaded)?;

        // Whoever may GET may ask for the head of it.
        let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
        if let Some(document) = self.documents.find(parts.uri.path()) {
            self.admission.admit_anybody(&parts.extensions, &parts.headers)?;
            return document.answer(&parts.method);
        }
        let (binding, values) = match self.routes.find(&method, parts.uri.path()) {
            Route::Binding(binding, values) => (Arc::clone(binding), values),
            Route::Methods(methods) if method == Method::OPTIONS => return Ok(options(&methods)),
            Route::Methods(methods) => return Err(Refusal::MethodNotAllowed(methods)),
            Route::Nothing => return Err(Refusal::NoSuchPath),
        };
        // Before a byte of the body: who may not call costs nothing more.
        let asking = Asking {
            path: binding.method.path.path(),
            headers: &parts.headers,
            extensions: &parts.extensions,
            request_id: id,
        };
        let admitted = self.admission.admit(asking).await?;
        let quota = admitted.quota;
        let form = form(&parts.headers, &binding.method)?;
        let mut violations = Violations::default();
        let given = headers::timeout(&parts.headers, &mut violations).unwrap_or(self.options.default_deadline);
        let deadline = Deadline::after(given.min(self.options.max_deadline));
        let matched = Matched { admitted, binding, values, form, parts: &parts, id, deadline, violations };
        let called = tokio::time::timeout(deadline.remaining(), self.called(matched, body, place)).await;
        let mut response = called.unwrap_or(Err(Refusal::DeadlineExceeded))?;
        if let Some(quota) = quota {
            quota.tell(response.headers_mut());
        }
        Ok(response)
    }

    async fn called(&self, matched: Matched<'_>, body: Body, place: OwnedSemaphorePermit) -> Result<Response, Refusal> {
        let whole = self.whole(&matched, body).await?;
        let Matched { admitted, binding, values, form, parts, id, deadline, violations } = matched;
        let read = transcode::Parts {
            values: &values,
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body: &whole.bytes,
        };
        let message = transcode::message(&binding, &read, violations).map_err(Refusal::Invalid)?;
        if let (Form::Lines | Form::Csv, Some(listing)) = (form, &binding.method.listing) {
            let written = match form {
                Form::Csv => listing::Form::Csv { guard: !negotiate::raw_formulas(&parts.headers) },
                _ => listing::Form::Lines,
            };
            let (metadata, within) = (metadata(&parts.headers, &admitted, id), deadline.remaining());
            let proven = admitted.proven();
            // Each page has the time that a request has.
            let ask = move |message| on_behalf(message, metadata.clone(), proven.clone(), within);
            let (method, limit) = (Arc::clone(&binding.method), self.options.answer_bytes);
            let table = listing::Table::new(listing, written);
            let pages = listing::pages(self.calls.clone(), method, message, limit, ask);
            let body = listing::exported(pages, table, written, id.to_owned(), place).await?;
            return Ok(of_type(form.media_type(), body));
        }
        let encoded = Bytes::from(message.encode_to_vec());
        // Before the wait for the answer: neither the body nor the message is needed any more.
        drop((message, whole));

        let metadata = metadata(&parts.headers, &admitted, id);
        let request = on_behalf(encoded, metadata, admitted.proven(), deadline.remaining());
        let (method, limit) = (&binding.method, self.options.answer_bytes);
        match form {
            Form::Json => {
                let answer = transcode::unary(&self.calls, method, request, limit).await?;
                let shown = transcode::shown(&binding, answer.into_inner());
                Ok(one(shown.map_err(|error| Refusal::Bug(error.to_string()))?))
            }
            Form::Lines | Form::Events | Form::Csv => {
                let answer = transcode::stream(&self.calls, method, request, limit).await?;
                let body = transcode::streamed(Arc::clone(&binding), answer.into_inner(), form, id.to_owned(), place);
                Ok(of_type(form.media_type(), body))
            }
        }
    }

    /// The body, where the mapping has one.
    async fn whole(&self, matched: &Matched<'_>, body: Body) -> Result<body::Whole<'_>, Refusal> {
        let parts = matched.parts;
        if matches!(matched.binding.body, routes::Body::None) {
            if bounds::has_body(&parts.headers) {
                let mut violations = Violations::default();
                violations.add("body", ours::UNSUPPORTED, "is not taken: everything is in the path and the query");
                return Err(Refusal::Invalid(violations));
            }
            return Ok(body::Whole { bytes: Bytes::new(), _place: None });
        }
        body::check_length(parts.version, &parts.headers, self.options.body_bytes)?;
        let whole = body::read(body, self.options.body_bytes, &self.large_bodies).await?;
        if !whole.bytes.is_empty() {
            transcode::check_form(&parts.headers)?;
        }
        Ok(whole)
    }
}

fn form(headers: &HeaderMap, method: &Rpc) -> Result<Form, Refusal> {
    let offered: &[Form] = match method.kinds() {
        Kinds::One if method.listing.is_some() => &[Form::Json, Form::Lines, Form::Csv],
        Kinds::One => &[Form::Json],
        Kinds::Stream => &[Form::Lines, Form::Events],
    };
    negotiate::choose(headers, offered).ok_or_else(|| {
        let names: Vec<&str> = offered.iter().map(|form| form.media_type()).collect();
        Refusal::NotAcceptable(names.join(" or "))
    })
}

/// What goes on to the service beside the message.
fn metadata(from: &HeaderMap, admitted: &Admitted, id: &str) -> MetadataMap {
    let mut to = HeaderMap::new();
    to.insert(headers::REQUEST_ID, headers::value(id));
    headers::forward_trace(from, &mut to);
    admitted.forward(from, &mut to);
    MetadataMap::from_headers(to)
}

/// A call of a service for whoever was admitted.
fn on_behalf<M>(message: M, metadata: MetadataMap, proven: Option<Proven>, within: Duration) -> tonic::Request<M> {
    let mut request = tonic::Request::new(message);
    *request.metadata_mut() = metadata;
    if let Some(proven) = proven {
        request.extensions_mut().insert(proven);
    }
    request.set_timeout(within);
    request
}

fn one(shown: transcode::Shown) -> Response {
    let mut response = of_type(Form::Json.media_type(), Body::new(Full::new(Bytes::from(shown.json))));
    if let Some(etag) = shown.etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

fn of_type(media_type: &'static str, body: Body) -> Response {
    let mut response = http::Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // What an answer holds is the caller's alone.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn options(methods: &[Method]) -> Response {
    let mut response = http::Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Ok(allow) = HeaderValue::from_str(&allow(methods)) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
