//! What the contract says of each method beside its messages: `o2c.common.v1.access`.

use std::collections::HashMap;

use o2c_proto::common::v1::{Access as AccessOption, Criticality, Idempotency};
use prost_reflect::{DescriptorPool, ExtensionDescriptor, MethodDescriptor, Value};
use thiserror::Error;

/// Only our packages have options of ours: health and reflection are served beside the stack.
const PACKAGES: &str = "o2c.";

/// Who may call a method and how it behaves when it is called again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// What the caller must be allowed.
    pub scope: String,
    /// The duty that segregation rules name; empty where none is touched.
    pub duty: String,
    pub idempotency: Idempotency,
    /// What is shed last.
    pub criticality: Criticality,
    /// For other services only.
    pub internal: bool,
    /// Decides on what somebody has asked for, who may be anybody but the caller.
    pub approval: bool,
    /// One message in: only such a call can be kept and repeated.
    pub unary: bool,
    /// Has a mapping to HTTP.
    transcoded: bool,
}

/// The methods of all packages `o2c.*`, by their path such as `/o2c.orders.v1.OrdersService/SubmitOrder`.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    methods: HashMap<String, Access>,
}

/// The contract cannot be read, or lacks something without which a service refuses to start.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Not a set of descriptors.
    #[error("the descriptors cannot be read")]
    Descriptors(#[source] Box<prost_reflect::DescriptorError>),
    /// Descriptors without `o2c/common/v1/options.proto`.
    #[error("the descriptors do not declare `{0}`")]
    NoOption(&'static str),
    /// An option of another shape.
    #[error("the access option of {method} cannot be read")]
    Option { method: String, source: prost::DecodeError },
    /// Every method that lacks something, with what it lacks.
    #[error("{}", .0.join("; "))]
    Incomplete(Vec<String>),
}

impl Contract {
    /// Reads the options from an encoded `FileDescriptorSet`, such as `o2c_proto::DESCRIPTORS`.
    pub fn load(descriptors: &[u8]) -> Result<Contract, ContractError> {
        const ACCESS: &str = "o2c.common.v1.access";
        let pool = DescriptorPool::decode(descriptors).map_err(|error| ContractError::Descriptors(Box::new(error)))?;
        let access = pool.get_extension_by_name(ACCESS).ok_or(ContractError::NoOption(ACCESS))?;
        let http = pool.get_extension_by_name("google.api.http");

        let mut methods = HashMap::new();
        for service in pool.services().filter(|service| service.package_name().starts_with(PACKAGES)) {
            for method in service.methods() {
                let path = format!("/{}/{}", service.full_name(), method.name());
                methods.insert(path, read(&method, &access, http.as_ref())?);
            }
        }
        Ok(Contract { methods })
    }

    /// Every method with its access, by their paths, in no order.
    pub fn methods(&self) -> impl Iterator<Item = (&str, &Access)> {
        self.methods.iter().map(|(path, access)| (path.as_str(), access))
    }

    /// The methods as far as roles are concerned, in order.
    pub fn for_roles(&self) -> Vec<o2c_identity::Method> {
        let method = |(path, access): (&str, &Access)| o2c_identity::Method {
            path: path.to_owned(),
            scope: access.scope.clone(),
            duty: access.duty.clone(),
        };
        let mut methods: Vec<_> = self.methods().map(method).collect();
        methods.sort();
        methods
    }

    /// The access of a method, by its path.
    pub fn access(&self, path: &str) -> Option<&Access> {
        self.methods.get(path)
    }

    /// Whether every method of the services, given by their full names, says who may call it and how it may be
    /// repeated, and every public one how HTTP reaches it. A service that serves one without refuses to start.
    pub fn check(&self, grpc_services: &[&str]) -> Result<(), ContractError> {
        let mut missing = Vec::new();
        for service in grpc_services {
            let prefix = format!("/{service}/");
            let mut methods: Vec<_> = self.methods.iter().filter(|(path, _)| path.starts_with(&prefix)).collect();
            methods.sort_by_key(|(path, _)| *path);
            if methods.is_empty() {
                missing.push(format!("{service} is not in the contract"));
            }
            for (path, access) in methods {
                missing.extend(access.lacks().map(|what| format!("{} has no {what}", path.trim_start_matches('/'))));
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(ContractError::Incomplete(missing)) }
    }
}

impl Access {
    fn lacks(&self) -> impl Iterator<Item = &'static str> {
        [
            (self.scope.is_empty(), "scope"),
            (self.approval && self.duty.is_empty(), "duty that it approves by"),
            (self.idempotency == Idempotency::Unspecified, "idempotency"),
            (!self.internal && !self.transcoded, "google.api.http"),
        ]
        .into_iter()
        .filter_map(|(lacking, what)| lacking.then_some(what))
    }
}

fn read(
    method: &MethodDescriptor,
    access: &ExtensionDescriptor,
    http: Option<&ExtensionDescriptor>,
) -> Result<Access, ContractError> {
    let options = method.options();
    let option: AccessOption = match &*options.get_extension(access) {
        Value::Message(message) => message
            .transcode_to()
            .map_err(|source| ContractError::Option { method: method.full_name().to_owned(), source })?,
        _ => AccessOption::default(),
    };
    Ok(Access {
        idempotency: option.idempotency(),
        criticality: option.criticality(),
        scope: option.scope,
        duty: option.duty,
        internal: option.internal,
        approval: option.approval,
        unary: !method.is_client_streaming(),
        transcoded: http.is_some_and(|http| options.has_extension(http)),
    })
}
