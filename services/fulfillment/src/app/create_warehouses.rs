//! Sets up warehouses.

use std::collections::BTreeSet;

use o2c_kernel::{Address, Call, Id, PerItem, Set};

use crate::{
    domain::{Refusal, warehouse::Warehouse},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct CreateWarehouse {
    pub code: String,
    pub name: String,
    pub address: Option<Address>,
}

pub async fn create_warehouses(
    service: &Fulfillment,
    call: &Call,
    set: Set<CreateWarehouse, Warehouse>,
) -> Result<PerItem<Warehouse, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let codes = claimed.pending().map(|command| command.code.clone()).collect();
            let taken = storage::warehouses::taken_codes(tx, call.tenant(), codes).await?;
            let mut taken: BTreeSet<String> = taken.into_iter().collect();
            let mut new = Vec::new();
            for item in claimed.items_mut() {
                let command = item.command();
                if !taken.insert(command.code.clone()) {
                    item.refuse(Refusal::WarehouseCodeTaken(command.code.clone()).into());
                    continue;
                }
                let warehouse = Warehouse {
                    id: Id::new(),
                    code: command.code.clone(),
                    name: command.name.clone(),
                    address: command.address.clone(),
                    version: 1,
                };
                new.push(warehouse.clone());
                item.accept(warehouse);
            }
            storage::warehouses::insert(tx, call.tenant(), new).await
        })
        .await
}
