//! Who knows what a service has stated: its consumers, and the archive of all facts.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context;
use o2c_messaging::{HeadSource, record::StoreWitness};
use o2c_store::Store;

use crate::{
    databases::Databases,
    definitions::{self, Definition},
};

/// The databases of all services, open for reading.
pub(super) struct Witnesses {
    stores: BTreeMap<&'static str, (&'static Definition, Store)>,
}

impl Witnesses {
    pub(super) async fn open(databases: &Databases, edge: Option<&'static Definition>) -> anyhow::Result<Self> {
        let mut stores = BTreeMap::new();
        for definition in definitions::ALL.iter().chain(edge) {
            stores.insert(definition.name, (definition, databases.open_read_only(definition.name).await?));
        }
        Ok(Self { stores })
    }

    pub(super) fn store(&self, service: &str) -> anyhow::Result<Store> {
        let (_, store) = self.stores.get(service).with_context(|| format!("there is no service `{service}`"))?;
        Ok(store.clone())
    }

    /// Of a producer; the archive first, since it holds nearly everything.
    pub(super) fn of(&self, producer: &str) -> Vec<Arc<dyn HeadSource>> {
        let consumers = self.stores.values().filter(|(definition, _)| definition.producers.contains(&producer));
        let mut witnesses: Vec<Arc<dyn HeadSource>> = Vec::new();
        for (definition, store) in consumers {
            if definition.name == o2c_analytics::NAME {
                witnesses.insert(0, o2c_analytics::archive(store.clone(), producer));
            } else {
                witnesses.push(Arc::new(StoreWitness::new(store.clone(), definition.name, producer)));
            }
        }
        witnesses
    }

    pub(super) async fn close(self) {
        for (_, store) in self.stores.into_values() {
            store.close().await;
        }
    }
}
