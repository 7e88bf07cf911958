//! The OpenAPI document and the page that shows it. All of it is in the program: nothing is fetched from elsewhere.

use std::collections::HashMap;

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use http_body_util::Full;
use tonic::body::Body;

use crate::{openapi, problem::Refusal, routes::Routes};

/// What is served beside the methods.
#[derive(Debug)]
pub(crate) struct Documents(HashMap<&'static str, Document>);

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    media_type: &'static str,
    bytes: Bytes,
}

impl Documents {
    pub(crate) fn of(routes: &Routes) -> Self {
        let open_api = openapi::of(routes).to_string();
        let page = |text: &'static str| Bytes::from_static(text.as_bytes());
        Self(HashMap::from([
            ("/openapi.json", Document { media_type: "application/json", bytes: Bytes::from(open_api) }),
            (
                "/docs",
                Document { media_type: "text/html; charset=utf-8", bytes: page(include_str!("documents/docs.html")) },
            ),
            (
                "/docs/docs.css",
                Document { media_type: "text/css; charset=utf-8", bytes: page(include_str!("documents/docs.css")) },
            ),
            (
                "/docs/docs.js",
                Document {
                    media_type: "text/javascript; charset=utf-8",
                    bytes: page(include_str!("documents/docs.js")),
                },
            ),
        ]))
    }

    pub(crate) fn find(&self, path: &str) -> Option<&Document> {
        self.0.get(path)
    }
}

impl Document {
    /// To whoever asks: what the contract says is no secret.
    pub(crate) fn answer(&self, method: &Method) -> Result<http::Response<Body>, Refusal> {
        if ![Method::GET, Method::HEAD].contains(method) {
            return Err(Refusal::MethodNotAllowed(vec![Method::GET]));
        }
        let mut response = http::Response::new(Body::new(Full::new(self.bytes.clone())));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        // What the page shows comes from the contract; that it can run nothing else is written down all the same.
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
        );
        Ok(response)
    }
}
