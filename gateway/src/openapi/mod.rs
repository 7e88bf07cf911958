//! OpenAPI 3.1, made of the descriptors: what the gateway does and what it says of itself cannot differ.

mod comments;
mod operation;
mod parameters;
mod problems;
mod schemas;
mod webhooks;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use self::{comments::Comments, schemas::Schemas};
use crate::routes::{Binding, GatewayError, Method, Routes};

/// The document of a contract, given as an encoded `FileDescriptorSet` with its comments.
pub fn document(descriptors: &[u8]) -> Result<Value, GatewayError> {
    Ok(of(&Routes::load(descriptors)?))
}

/// What an operation is made with.
struct Making {
    comments: Comments,
    schemas: Schemas,
}

pub(crate) fn of(routes: &Routes) -> Value {
    let comments = Comments::of(&routes.pool);
    let mut making = Making { schemas: Schemas::new(comments.clone()), comments };
    let mut paths = Paths::default();
    for method in &routes.methods {
        for (at, binding) in method.bindings().iter().enumerate() {
            let (path, names) = paths.path(binding);
            let operation = operation::of(&mut making, binding, at, &names);
            paths.put(path, binding, operation);
        }
    }
    let webhooks = webhooks::of(&mut making, &routes.pool);
    let tags = tags(routes, &making.comments);
    let reasons = problems::reasons(&routes.pool, &making.comments);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "o2c",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "From the order to the matched payment. Each operation is an RPC of the gRPC contract; \
                its JSON is the canonical one of protobuf: 64-bit integers are texts, enums are names, fields with \
                their default value are left out. Failures are problems (RFC 9457), with the reason of the service.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths.into_json(),
        "webhooks": webhooks,
        "components": {
            "schemas": making.schemas.into_json(),
            "parameters": parameters::shared(),
            "responses": { "Problem": problems::response() },
            "securitySchemes": { "bearer": problems::bearer() },
        },
        // Nothing is needed where callers are believed, which a gateway does on loopback only.
        "security": [{ "bearer": [] }, {}],
        "x-problem-reasons": reasons,
    })
}

/// A tag a service, with what the contract says of it.
fn tags(routes: &Routes, comments: &Comments) -> Vec<Value> {
    let mut tags: Vec<Value> = Vec::new();
    for method in &routes.methods {
        let (name, service) = (tag(method), method.descriptor.parent_service());
        if tags.iter().all(|tag| tag["name"] != name) {
            let description = comments.of_path(&service.parent_file(), service.path());
            tags.push(json!({ "name": name, "description": description }));
        }
    }
    tags
}

/// Such as `Orders` of `o2c.orders.v1.OrdersService`.
fn tag(method: &Method) -> String {
    let service = method.descriptor.parent_service();
    service.name().strip_suffix("Service").unwrap_or(service.name()).to_owned()
}

/// The paths of the document. Two templates that differ by the names of their variables alone are one path there, with
/// the names of the first.
#[derive(Default)]
struct Paths {
    names: HashMap<String, Vec<String>>,
    paths: BTreeMap<String, Map<String, Value>>,
}

impl Paths {
    fn path(&mut self, binding: &Binding) -> (String, Vec<String>) {
        let count = binding.variables.len();
        let shape = binding.template.open_api(&vec![String::new(); count]);
        let names = self.names.entry(shape).or_insert_with(|| binding.names()).clone();
        (binding.template.open_api(&names), names)
    }

    fn put(&mut self, path: String, binding: &Binding, operation: Value) {
        let method = binding.http_method.as_str().to_ascii_lowercase();
        // A method that OpenAPI does not know cannot stand in it.
        if ["get", "put", "post", "delete", "patch", "head", "options", "trace"].contains(&method.as_str()) {
            self.paths.entry(path).or_default().insert(method, operation);
        }
    }

    fn into_json(self) -> Value {
        json!(self.paths)
    }
}
