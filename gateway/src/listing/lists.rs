//! The lists of the contract by their names, for callers that speak gRPC.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use futures::Stream;
use o2c_kernel::Violations;
use o2c_rpc::Transport;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use tonic::{Request, Status};

use super::{Form, Table, pages};
use crate::{
    json,
    routes::{FieldPath, GatewayError, Method, Routes},
    transcode,
};

/// Every list that the contract offers, by names such as `open-items`.
#[derive(Debug)]
pub struct Lists(BTreeMap<String, List>);

/// One of them.
#[derive(Clone, Debug)]
pub struct List(Arc<Method>);

/// A filter that the list does not have, or that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UnknownFilter(Violations);

impl Lists {
    pub fn load(descriptors: &[u8]) -> Result<Self, GatewayError> {
        let routes = Routes::load(descriptors)?;
        let lists = routes.methods.iter().filter(|method| method.listing.is_some());
        let named = lists.map(|method| (kebab(method.descriptor.name()), List(Arc::clone(method))));
        Ok(Self(named.collect()))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &List)> {
        self.0.iter().map(|(name, list)| (name.as_str(), list))
    }

    #[must_use]
    pub fn find(&self, name: &str) -> Option<&List> {
        self.0.get(name)
    }
}

impl List {
    /// Whether its request has the field.
    #[must_use]
    pub fn has_filter(&self, name: &str) -> bool {
        self.0.input.get_field_by_name(name).is_some()
    }

    /// What it is a list of.
    #[must_use]
    pub fn item(&self) -> Option<&MessageDescriptor> {
        self.0.listing.as_ref().map(|listing| &listing.item)
    }

    /// The request for those entries that fit the filters: fields of the request, each with its value.
    pub fn request(&self, filters: &[(String, String)]) -> Result<DynamicMessage, UnknownFilter> {
        let mut message = DynamicMessage::new(self.0.input.clone());
        let mut violations = Violations::default();
        let mut fields: BTreeMap<String, (FieldPath, Vec<String>)> = BTreeMap::new();
        for (name, value) in filters {
            match FieldPath::find(&self.0.input, name) {
                Some(path) => fields.entry(path.to_string()).or_insert((path, Vec::new())).1.push(value.clone()),
                None => violations.add(name, json::reason::UNKNOWN_FIELD, json::unknown_path(&self.0.input, name)),
            }
        }
        for (path, values) in fields.values() {
            transcode::put_many(path, values, &mut message, &mut violations);
        }
        violations.into_result(message).map_err(UnknownFilter)
    }

    /// The entries, a page at a time; each page is asked for when the one before it was taken.
    pub fn pages<F>(
        &self,
        transport: Transport,
        request: DynamicMessage,
        limit: usize,
        ask: F,
    ) -> impl Stream<Item = Result<Vec<DynamicMessage>, Status>> + Send + 'static + use<F>
    where
        F: Fn(Bytes) -> Request<Bytes> + Send + Sync + 'static,
    {
        pages(transport, Arc::clone(&self.0), request, limit, ask)
    }

    /// How its entries are written.
    #[must_use]
    pub fn table(&self, form: Form) -> Option<Table> {
        self.0.listing.as_ref().map(|listing| Table::new(listing, form))
    }
}

/// `ListOpenItems` → `open-items`.
fn kebab(method: &str) -> String {
    let mut name = String::with_capacity(method.len() + 4);
    for letter in method.strip_prefix("List").unwrap_or(method).chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
