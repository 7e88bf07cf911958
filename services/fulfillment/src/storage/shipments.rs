//! Shipments: the third thing that is locked.

use std::collections::BTreeMap;

use o2c_kernel::{Id, Instant, Money, Quantity, TenantId};
use o2c_store::{Tx, set};
use uuid::Uuid;

use super::{
    currency_of, date_of,
    entities::{package, shipment, shipment_line},
    missing,
};
use crate::{
    domain::{
        Floor,
        ids::{OrderId, ShipmentId},
        shipment::{Kind, Line, Package, Proof, Shipment, State},
    },
    error::FulfillmentError,
};

/// Locks shipments by id and puts them on the floor, with lines where the step looks at them.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    ids: impl IntoIterator<Item = ShipmentId>,
    with_lines: bool,
) -> Result<(), FulfillmentError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<shipment::Entity>(tx, tenant, shipment::Column::ShipmentId, ids).await?;
    for shipment in load(tx, tenant, rows, with_lines).await? {
        floor.load_shipment(shipment);
    }
    Ok(())
}

/// Locks the shipments of locked orders, with their lines. Those that have left are left out: nothing changes them.
pub async fn lock_of_orders(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    orders: impl IntoIterator<Item = OrderId>,
) -> Result<(), FulfillmentError> {
    let ids: Vec<_> = orders.into_iter().map(Id::uuid).collect();
    let mut rows = set::find_for_update::<shipment::Entity>(tx, tenant, shipment::Column::OrderId, ids).await?;
    rows.retain(|row| State::of_name(&row.state).is_some_and(State::is_live));
    for shipment in load(tx, tenant, rows, true).await? {
        floor.load_shipment(shipment);
    }
    Ok(())
}

/// Without a lock, for reading.
pub async fn read(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ShipmentId>,
    with_lines: bool,
) -> Result<Vec<Shipment>, FulfillmentError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<shipment::Entity>(tx, tenant, shipment::Column::ShipmentId, ids).await?;
    load(tx, tenant, rows, with_lines).await
}

/// The packages of one shipment, or of a page of them.
pub async fn add_packages(tx: &Tx, tenant: &TenantId, shipments: &mut [Shipment]) -> Result<(), FulfillmentError> {
    let ids: Vec<_> = shipments.iter().filter(|one| one.state.is_packed()).map(|one| one.id.uuid()).collect();
    let mut rows = set::find::<package::Entity>(tx, tenant, package::Column::ShipmentId, ids).await?;
    rows.sort_unstable_by_key(|row| (row.shipment_id, row.package_number));
    for shipment in shipments {
        let own = rows.iter().filter(|row| row.shipment_id == shipment.id.uuid());
        shipment.packages = own
            .map(|row| Package { number: row.package_number, sscc: row.sscc.clone(), weight_grams: row.weight_grams })
            .collect();
    }
    Ok(())
}

pub(super) async fn load(
    tx: &Tx,
    tenant: &TenantId,
    rows: Vec<shipment::Model>,
    with_lines: bool,
) -> Result<Vec<Shipment>, FulfillmentError> {
    let mut lines: BTreeMap<Uuid, Vec<Line>> = BTreeMap::new();
    if with_lines {
        let ids: Vec<_> = rows.iter().map(|row| row.shipment_id).collect();
        for row in set::find::<shipment_line::Entity>(tx, tenant, shipment_line::Column::ShipmentId, ids).await? {
            lines.entry(row.shipment_id).or_default().push(line_of(row));
        }
    }
    rows.into_iter()
        .map(|row| {
            let mut lines = lines.remove(&row.shipment_id).unwrap_or_default();
            lines.sort_unstable_by_key(|line| line.line_number);
            of_row(row, lines)
        })
        .collect()
}

fn of_row(row: shipment::Model, lines: Vec<Line>) -> Result<Shipment, FulfillmentError> {
    let gross_estimate = match (row.gross_estimate, row.currency) {
        (Some(minor), Some(currency)) => Some(Money::new(minor, currency_of(&currency)?)),
        _ => None,
    };
    let proof = match (row.received_by, row.received_at) {
        (Some(received_by), Some(at)) => Some(Proof { received_by, received_at: Instant::from_micros(at) }),
        _ => None,
    };
    Ok(Shipment {
        id: Id::from_uuid(row.shipment_id),
        number: row.number,
        order: Id::from_uuid(row.order_id),
        warehouse: row.warehouse_id.map(Id::from_uuid),
        kind: if row.kind == ACTIVATION { Kind::Activation } else { Kind::Goods },
        state: State::of_name(&row.state).ok_or_else(|| missing("the state of shipment", row.shipment_id))?,
        wave: row.wave,
        carrier: row.carrier,
        tracking_number: row.tracking_number,
        shipped_on: row.shipped_on.map(date_of).transpose()?,
        delivered_on: row.delivered_on.map(date_of).transpose()?,
        proof,
        gross_estimate,
        shipped_lines: row.shipped_lines,
        lines,
        packages: Vec::new(),
        version: row.version,
    })
}

const GOODS: &str = "GOODS";
const ACTIVATION: &str = "ACTIVATION";

pub(super) fn row_of(tenant: &TenantId, shipment: &Shipment) -> shipment::Model {
    let kind = match shipment.kind {
        Kind::Goods => GOODS,
        Kind::Activation => ACTIVATION,
    };
    shipment::Model {
        tenant: tenant.as_str().to_owned(),
        shipment_id: shipment.id.uuid(),
        number: shipment.number,
        order_id: shipment.order.uuid(),
        warehouse_id: shipment.warehouse.map(Id::uuid),
        kind: kind.to_owned(),
        state: shipment.state.name().to_owned(),
        wave: shipment.wave.clone(),
        carrier: shipment.carrier.clone(),
        tracking_number: shipment.tracking_number.clone(),
        shipped_on: shipment.shipped_on.map(o2c_kernel::Date::days),
        delivered_on: shipment.delivered_on.map(o2c_kernel::Date::days),
        received_by: shipment.proof.as_ref().map(|proof| proof.received_by.clone()),
        received_at: shipment.proof.as_ref().map(|proof| proof.received_at.micros()),
        currency: shipment.gross_estimate.map(|amount| amount.currency().code().to_owned()),
        gross_estimate: shipment.gross_estimate.map(Money::minor),
        shipped_lines: shipment.shipped_lines,
        version: shipment.version,
    }
}

fn line_of(row: shipment_line::Model) -> Line {
    Line {
        line_number: row.line_number,
        order_line_number: row.order_line_number,
        reservation: Id::from_uuid(row.reservation_id),
        product: Id::from_uuid(row.product_id),
        sku: row.sku,
        service: row.service,
        planned: Quantity::from_micros(row.planned),
        short: Quantity::from_micros(row.short),
    }
}

pub(super) fn line_row(tenant: &TenantId, shipment: ShipmentId, line: &Line) -> shipment_line::Model {
    shipment_line::Model {
        tenant: tenant.as_str().to_owned(),
        shipment_id: shipment.uuid(),
        line_number: line.line_number,
        order_line_number: line.order_line_number,
        reservation_id: line.reservation.uuid(),
        product_id: line.product.uuid(),
        sku: line.sku.clone(),
        service: line.service,
        planned: line.planned.micros(),
        short: line.short.micros(),
    }
}

pub(super) fn package_rows(tenant: &TenantId, shipment: &Shipment) -> Vec<package::Model> {
    let row = |package: &Package| package::Model {
        tenant: tenant.as_str().to_owned(),
        shipment_id: shipment.id.uuid(),
        package_number: package.number,
        sscc: package.sscc.clone(),
        weight_grams: package.weight_grams,
    };
    shipment.packages.iter().map(row).collect()
}
