//! Takes returned goods in, under an authorisation that was consumed before.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, PerItem, Quantity, Set};

use super::{floor, lock_orders, orders_to_serve, settle};
use crate::{
    domain::{
        Refusal, ReturnedGoods,
        goods_return::GoodsReturn,
        ids::{ReturnId, StockLevelId, WarehouseId, stock_level_id},
        quantities::plus,
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct ReceiveReturn {
    pub return_id: ReturnId,
    pub warehouse: WarehouseId,
    pub goods: ReturnedGoods,
}

pub async fn receive_returns(
    service: &Fulfillment,
    call: &Call,
    set: Set<ReceiveReturn, GoodsReturn>,
) -> Result<PerItem<GoodsReturn, FulfillmentError>, FulfillmentError> {
    service
        .store
        .write_set(call, set, async |tx, claimed| {
            let tenant = call.tenant();
            let mut floor = floor(call);
            let named: BTreeSet<WarehouseId> = claimed.pending().map(|command| command.warehouse).collect();
            let known = storage::warehouses::known(tx, tenant, named).await?;
            let known: BTreeSet<WarehouseId> = known.into_iter().map(|warehouse| warehouse.id).collect();

            let ids: BTreeSet<ReturnId> = claimed.pending().map(|command| command.return_id).collect();
            let goods = storage::returns::goods(tx, tenant, ids.iter().copied()).await?;
            let mut coming: BTreeMap<StockLevelId, Quantity> = BTreeMap::new();
            let mut places = BTreeSet::new();
            for command in claimed.pending().filter(|command| known.contains(&command.warehouse)) {
                for (product, quantity) in goods.get(&command.return_id).into_iter().flatten() {
                    places.insert((command.warehouse, *product));
                    let sum = coming.entry(stock_level_id(command.warehouse, *product)).or_default();
                    *sum = plus(*sum, *quantity);
                }
            }
            storage::levels::lock(tx, tenant, &mut floor, places).await?;
            let orders = orders_to_serve(tx, tenant, &floor, &coming).await?;
            lock_orders(tx, tenant, &mut floor, &orders).await?;
            let mut authorizations = storage::returns::lock(tx, tenant, ids).await?;

            let mut changed = BTreeSet::new();
            let mut came_back = Vec::new();
            for item in claimed.items_mut() {
                let command = item.command();
                let decided = match authorizations.get_mut(&command.return_id) {
                    _ if !known.contains(&command.warehouse) => Err(Refusal::WarehouseNotFound(command.warehouse)),
                    None => Err(Refusal::ReturnNotFound(command.return_id)),
                    Some(authorization) => floor.receive_return(authorization, command.warehouse, &command.goods),
                };
                if let Ok(goods_return) = &decided {
                    changed.insert(command.return_id);
                    came_back.push(goods_return.clone());
                }
                item.decide(decided.map_err(Into::into));
            }
            let changed: Vec<_> = changed.iter().filter_map(|id| authorizations.get(id)).collect();
            storage::returns::save(tx, tenant, &changed, &came_back).await?;
            settle(service, tx, call, &mut floor).await
        })
        .await
}
