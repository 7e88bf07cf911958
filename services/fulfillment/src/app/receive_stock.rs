//! Goods come in from suppliers; waiting orders get theirs first, oldest first.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, PerItem, Quantity, Set};

use super::{floor, lock_orders, orders_to_serve, settle};
use crate::{
    domain::{
        Refusal,
        ids::{ProductId, StockLevelId, WarehouseId, stock_level_id},
        quantities::plus,
        stock_level::StockLevel,
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct ReceiveStock {
    pub warehouse: WarehouseId,
    pub product: ProductId,
    pub quantity: Quantity,
    pub lot: String,
    pub reference: String,
}

pub async fn receive_stock(
    service: &Fulfillment,
    call: &Call,
    set: Set<ReceiveStock, StockLevel>,
) -> Result<PerItem<StockLevel, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let named: BTreeSet<WarehouseId> = claimed.pending().map(|command| command.warehouse).collect();
            let known = storage::warehouses::known(tx, tenant, named).await?;
            let known: BTreeSet<WarehouseId> = known.into_iter().map(|warehouse| warehouse.id).collect();
            let mut coming: BTreeMap<StockLevelId, Quantity> = BTreeMap::new();
            let mut places = BTreeSet::new();
            for command in claimed.pending().filter(|command| known.contains(&command.warehouse)) {
                places.insert((command.warehouse, command.product));
                let sum = coming.entry(stock_level_id(command.warehouse, command.product)).or_default();
                *sum = plus(*sum, command.quantity);
            }
            storage::levels::lock(tx, tenant, &mut floor, places).await?;
            let orders = orders_to_serve(tx, tenant, &floor, &coming).await?;
            lock_orders(tx, tenant, &mut floor, &orders).await?;

            for item in claimed.items_mut() {
                let command = item.command();
                if !known.contains(&command.warehouse) {
                    item.refuse(Refusal::WarehouseNotFound(command.warehouse).into());
                    continue;
                }
                let id = stock_level_id(command.warehouse, command.product);
                let received = floor.receive(id, command.quantity, &command.lot, &command.reference);
                item.decide(received.map_err(Into::into).and_then(|()| snapshot(&floor, id)));
            }
            settle(service, tx, call, &mut floor).await
        })
        .await
}

/// The level as it stands now.
pub(super) fn snapshot(floor: &crate::domain::Floor, id: StockLevelId) -> Result<StockLevel, FulfillmentError> {
    floor.levels.get(id).cloned().ok_or_else(|| FulfillmentError::Unreadable(format!("stock level {id}")))
}
