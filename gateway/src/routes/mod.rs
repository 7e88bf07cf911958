//! Which RPC an HTTP request means: all mappings of the contract, in one table.

mod binding;
mod method;
mod paths;

use std::sync::Arc;

use o2c_proto::google::api::HttpRule;
use o2c_rpc::{Contract, ContractError};
use prost_reflect::{DescriptorPool, ExtensionDescriptor, MethodDescriptor, Value};

use crate::template::{Found, Tree};

pub(crate) use binding::{Binding, Body};
pub(crate) use method::{Kinds, Method};
pub(crate) use paths::{FieldPath, other_member};

/// Mappings of one method: more are a mistake.
const MAX_BINDINGS: usize = 16;

/// The contract cannot be offered over HTTP.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("the descriptors cannot be read")]
    Descriptors(#[source] Box<prost_reflect::DescriptorError>),
    #[error("the contract cannot be read")]
    Contract(#[from] ContractError),
    /// A mapping that means nothing, such as a variable that is no field.
    #[error("the HTTP mapping of {method} {what}")]
    Mapping { method: String, what: String },
}

/// Every public method with its mappings.
#[derive(Debug)]
pub(crate) struct Routes {
    pub(crate) pool: DescriptorPool,
    pub(crate) methods: Vec<Arc<Method>>,
    tree: Tree<Arc<Binding>>,
}

/// What a request path leads to.
#[derive(Debug)]
pub(crate) enum Route<'r> {
    /// A mapping, with the raw values of its variables in their order.
    Binding(&'r Arc<Binding>, Vec<String>),
    /// The path is known under other methods only.
    Methods(Vec<http::Method>),
    Nothing,
}

impl Routes {
    /// Reads all mappings; refuses those that could not work, so that nobody finds out by a request. Methods that are
    /// internal are left out, whatever they map to.
    pub(crate) fn load(descriptors: &[u8]) -> Result<Self, GatewayError> {
        let pool = DescriptorPool::decode(descriptors).map_err(|error| GatewayError::Descriptors(Box::new(error)))?;
        let contract = Contract::load(descriptors)?;
        let http = pool.get_extension_by_name("google.api.http");
        let mut routes = Self { pool: pool.clone(), methods: Vec::new(), tree: Tree::default() };
        for descriptor in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            let path = format!("/{}/{}", descriptor.parent_service().full_name(), descriptor.name());
            let Some(access) = contract.access(&path).filter(|access| !access.internal) else { continue };
            let Some(rule) = http.as_ref().and_then(|http| rule(&descriptor, http)) else { continue };
            let method = Arc::new(Method::new(descriptor, path, access.clone()));
            routes
                .add(&method, rule)
                .map_err(|what| GatewayError::Mapping { method: method.descriptor.full_name().to_owned(), what })?;
        }
        Ok(routes)
    }

    fn add(&mut self, method: &Arc<Method>, rule: HttpRule) -> Result<(), String> {
        if method.descriptor.is_client_streaming() {
            return Err("cannot be offered: a stream of requests is gRPC's alone".to_owned());
        }
        let mut bindings = Vec::new();
        let further = rule.additional_bindings.clone();
        if further.len() >= MAX_BINDINGS || further.iter().any(|rule| !rule.additional_bindings.is_empty()) {
            return Err("has too many bindings, or bindings in bindings".to_owned());
        }
        for rule in std::iter::once(rule).chain(further) {
            let binding = Arc::new(Binding::read(Arc::clone(method), &rule)?);
            let path = binding.path();
            self.tree
                .insert(binding.http_method.clone(), &binding.template, Arc::clone(&binding))
                .map_err(|binding| format!("takes the same paths as another: {} {path}", binding.http_method))?;
            bindings.push(binding);
        }
        method.bind(bindings);
        self.methods.push(Arc::clone(method));
        Ok(())
    }

    /// Finds what a raw path means.
    pub(crate) fn find(&self, method: &http::Method, path: &str) -> Route<'_> {
        let Some(path) = path.strip_prefix('/') else { return Route::Nothing };
        let segments: Vec<&str> = path.split('/').collect();
        match self.tree.find(method, &segments) {
            Found::Target(binding) => Route::Binding(binding, binding.values(&segments)),
            Found::Methods(methods) => Route::Methods(methods),
            Found::Nothing => Route::Nothing,
        }
    }
}

/// The HTTP option of a method.
fn rule(method: &MethodDescriptor, http: &ExtensionDescriptor) -> Option<HttpRule> {
    let options = method.options();
    if !options.has_extension(http) {
        return None;
    }
    match &*options.get_extension(http) {
        Value::Message(message) => message.transcode_to().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
