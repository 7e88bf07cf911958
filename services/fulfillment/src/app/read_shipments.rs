//! Shipments with what their order tells of them, for readers.

use std::collections::BTreeSet;

use o2c_kernel::{Call, TenantId};
use o2c_store::Tx;
use uuid::Uuid;

use super::read_stock::PageOf;
use crate::{
    domain::{
        Refusal,
        ids::{CustomerId, OrderId, ShipmentId},
        order::Order,
        shipment::{Shipment, State},
    },
    error::FulfillmentError,
    service::Fulfillment,
    storage::{self, shipment_list::Wanted},
};

/// A shipment and its order.
#[derive(Clone, Debug)]
pub struct ShipmentView {
    pub shipment: Shipment,
    pub order: Option<Order>,
}

pub async fn get_shipment(
    service: &Fulfillment,
    call: &Call,
    id: ShipmentId,
) -> Result<ShipmentView, FulfillmentError> {
    let views: Vec<ShipmentView> = service
        .store
        .read(call, async |tx| {
            let found = storage::shipments::read(tx, call.tenant(), [id], true).await?;
            views(tx, call.tenant(), found, true).await
        })
        .await?;
    views.into_iter().next().ok_or_else(|| Refusal::ShipmentNotFound(id).into())
}

#[derive(Clone, Debug)]
pub struct ListShipments {
    pub state: Option<State>,
    /// Empty: of all.
    pub orders: Vec<OrderId>,
    /// None: of all.
    pub customer: Option<CustomerId>,
    /// The shipment at which the page before ended, behind its order where orders come first.
    pub after: Option<(Option<Uuid>, Uuid)>,
    pub limit: u64,
    pub with_lines: bool,
    pub filter: String,
}

/// A page of shipments.
#[derive(Debug)]
pub struct ShipmentsPage {
    pub page: PageOf<ShipmentView>,
    /// Orders come first, and in the key of the page.
    pub by_order: bool,
}

pub async fn list_shipments(
    service: &Fulfillment,
    call: &Call,
    query: ListShipments,
) -> Result<ShipmentsPage, FulfillmentError> {
    let limit = query.limit.saturating_add(1);
    let rows = service
        .store
        .read(call, async |tx| {
            let tenant = call.tenant();
            let ListShipments { state, ref orders, customer, after, with_lines, .. } = query;
            let wanted = Wanted { state, orders, customer, after };
            let found = storage::shipment_list::page(tx, tenant, wanted, limit, with_lines).await?;
            views(tx, tenant, found, query.with_lines).await
        })
        .await?;
    let page = PageOf::cut(rows, query.limit, query.filter);
    Ok(ShipmentsPage { page, by_order: query.customer.is_some() })
}

async fn views(
    tx: &Tx,
    tenant: &TenantId,
    mut shipments: Vec<Shipment>,
    with_packages: bool,
) -> Result<Vec<ShipmentView>, FulfillmentError> {
    if with_packages {
        storage::shipments::add_packages(tx, tenant, &mut shipments).await?;
    }
    let ids: BTreeSet<OrderId> = shipments.iter().map(|shipment| shipment.order).collect();
    let orders = storage::orders::read(tx, tenant, ids, false).await?;
    let view = |shipment: Shipment| ShipmentView { order: orders.get(&shipment.order).cloned(), shipment };
    Ok(shipments.into_iter().map(view).collect())
}
