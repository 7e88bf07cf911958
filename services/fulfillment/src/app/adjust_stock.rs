//! Counts and write-offs. Below what is allocated, the newest reservations become backorders first, in the same
//! transaction (FUL-1).

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, PerItem, Quantity, Set, TenantId};
use o2c_store::Tx;

use super::{floor, lock_orders, orders_to_serve, receive_stock::snapshot, settle};
use crate::{
    domain::{
        Floor, Refusal,
        ids::{OrderId, ProductId, StockLevelId, WarehouseId, stock_level_id},
        quantities::{minus, plus},
        stock_level::StockLevel,
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct AdjustStock {
    pub warehouse: WarehouseId,
    pub product: ProductId,
    /// Signed.
    pub change: Quantity,
    pub reason: String,
}

/// The most that may be lost and gained of a level in the set, whatever of it is refused.
#[derive(Default)]
struct Changes {
    lost: BTreeMap<StockLevelId, Quantity>,
    gained: BTreeMap<StockLevelId, Quantity>,
}

pub async fn adjust_stock(
    service: &Fulfillment,
    call: &Call,
    set: Set<AdjustStock, StockLevel>,
) -> Result<PerItem<StockLevel, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let named: BTreeSet<WarehouseId> = claimed.pending().map(|command| command.warehouse).collect();
            let known = storage::warehouses::known(tx, tenant, named).await?;
            let known: BTreeSet<WarehouseId> = known.into_iter().map(|warehouse| warehouse.id).collect();
            let mut changes = Changes::default();
            let mut places = BTreeSet::new();
            for command in claimed.pending().filter(|command| known.contains(&command.warehouse)) {
                places.insert((command.warehouse, command.product));
                changes.note(command);
            }
            storage::levels::lock(tx, tenant, &mut floor, places).await?;
            let orders = changes.orders(tx, tenant, &floor).await?;
            lock_orders(tx, tenant, &mut floor, &orders).await?;
            storage::shipments::lock_of_orders(tx, tenant, &mut floor, orders).await?;

            for item in claimed.items_mut() {
                let command = item.command();
                if !known.contains(&command.warehouse) {
                    item.refuse(Refusal::WarehouseNotFound(command.warehouse).into());
                    continue;
                }
                let id = stock_level_id(command.warehouse, command.product);
                let adjusted = floor.adjust(id, command.change, &command.reason);
                item.decide(adjusted.map_err(Into::into).and_then(|()| snapshot(&floor, id)));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}

impl Changes {
    fn note(&mut self, command: &AdjustStock) {
        let id = stock_level_id(command.warehouse, command.product);
        if command.change.is_negative() {
            let sum = self.lost.entry(id).or_default();
            *sum = minus(*sum, command.change);
            self.gained.entry(id).or_default();
        } else {
            let sum = self.gained.entry(id).or_default();
            *sum = plus(*sum, command.change);
        }
    }

    /// Whose reservations may give way, and who may be served.
    async fn orders(&self, tx: &Tx, tenant: &TenantId, floor: &Floor) -> Result<BTreeSet<OrderId>, FulfillmentError> {
        let too_much: Vec<(StockLevelId, Quantity)> = self
            .lost
            .iter()
            .filter_map(|(id, lost)| Some((*id, minus(*lost, floor.levels.get(*id)?.available()))))
            .filter(|(_, quantity)| quantity.is_positive())
            .collect();
        let mut orders = orders_to_serve(tx, tenant, floor, &self.gained).await?;
        orders.extend(storage::queues::holding(tx, tenant, &too_much).await?);
        Ok(orders)
    }
}
