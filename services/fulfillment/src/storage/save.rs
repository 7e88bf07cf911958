//! Writing what changed on the floor, each table once.

use o2c_kernel::{Id, TenantId};
use o2c_store::{Tx, numbers, set};

use super::{
    allocations,
    entities::{allocation, customer_order, package, reservation, shipment, shipment_line, stock_level, stock_move},
    levels, orders, shipments,
};
use crate::{
    domain::{
        Floor,
        ids::WarehouseId,
        stock_move::{Location, StockMove},
    },
    error::FulfillmentError,
};

/// The series of shipment numbers.
const SERIES: &str = "shipment";

/// Saves the floor. New shipments get their numbers here, last of all: the series stays locked to the end.
pub async fn save(tx: &Tx, tenant: &TenantId, floor: &mut Floor) -> Result<(), FulfillmentError> {
    let changed = floor.levels.changed_rows().map(|level| levels::row_of(tenant, level));
    set::update_columns::<stock_level::Entity>(tx, changed.collect::<Vec<_>>(), stock_level::CHANGING).await?;
    let new = floor.levels.new_rows().map(|level| levels::row_of(tenant, level));
    set::insert::<stock_level::Entity>(tx, new.collect::<Vec<_>>()).await?;

    let changed: Result<Vec<_>, _> = floor.orders.changed_rows().map(|order| orders::row_of(tenant, order)).collect();
    set::update::<customer_order::Entity>(tx, changed?).await?;

    let changed = floor.allocations.changed_rows().map(|attempt| allocations::attempt_row(tenant, attempt));
    set::update::<allocation::Entity>(tx, changed.collect::<Vec<_>>()).await?;
    let new = floor.allocations.new_rows().map(|attempt| allocations::attempt_row(tenant, attempt));
    set::insert::<allocation::Entity>(tx, new.collect::<Vec<_>>()).await?;

    let changed = floor.reservations.changed_rows().map(|reservation| allocations::row_of(tenant, reservation));
    set::update_columns::<reservation::Entity>(tx, changed.collect::<Vec<_>>(), reservation::CHANGING).await?;
    let new = floor.reservations.new_rows().map(|reservation| allocations::row_of(tenant, reservation));
    set::insert::<reservation::Entity>(tx, new.collect::<Vec<_>>()).await?;

    save_shipments(tx, tenant, floor).await?;

    let moves = floor.moves.iter().map(|one| move_row(tenant, one));
    set::insert::<stock_move::Entity>(tx, moves.collect::<Vec<_>>()).await?;
    Ok(())
}

async fn save_shipments(tx: &Tx, tenant: &TenantId, floor: &mut Floor) -> Result<(), FulfillmentError> {
    let changed = floor.shipments.changed_rows().map(|shipment| shipments::row_of(tenant, shipment));
    set::update_columns::<shipment::Entity>(tx, changed.collect::<Vec<_>>(), shipment::CHANGING).await?;
    let lines = floor.changed_lines.iter().filter_map(|(id, number)| {
        let line = floor.shipments.get(*id)?.lines.iter().find(|line| line.line_number == *number)?;
        Some(shipments::line_row(tenant, *id, line))
    });
    set::update::<shipment_line::Entity>(tx, lines.collect::<Vec<_>>()).await?;
    let packages = floor.packed.iter().filter_map(|id| floor.shipments.get(*id));
    let packages = packages.flat_map(|shipment| shipments::package_rows(tenant, shipment));
    set::insert::<package::Entity>(tx, packages.collect::<Vec<_>>()).await?;

    number_new(tx, tenant, floor).await?;
    let new = floor.shipments.new_rows().map(|shipment| shipments::row_of(tenant, shipment));
    set::insert::<shipment::Entity>(tx, new.collect::<Vec<_>>()).await?;
    let lines = floor
        .shipments
        .new_rows()
        .flat_map(|shipment| shipment.lines.iter().map(|line| shipments::line_row(tenant, shipment.id, line)));
    set::insert::<shipment_line::Entity>(tx, lines.collect::<Vec<_>>()).await?;
    Ok(())
}

async fn number_new(tx: &Tx, tenant: &TenantId, floor: &mut Floor) -> Result<(), FulfillmentError> {
    let count = u32::try_from(floor.shipments.new_count()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = numbers::counter_block(tx, tenant, SERIES, count).await?;
    for (number, shipment) in (first..).zip(floor.shipments.new_rows_mut()) {
        shipment.number = number;
    }
    Ok(())
}

const SUPPLIER: &str = "supplier";
const CUSTOMER: &str = "customer";
const LOSS: &str = "loss";

pub(super) fn location_text(location: Location) -> String {
    match location {
        Location::Supplier => SUPPLIER.to_owned(),
        Location::Customer => CUSTOMER.to_owned(),
        Location::Loss => LOSS.to_owned(),
        Location::Warehouse(id) => id.to_string(),
    }
}

pub(super) fn location_of(text: &str) -> Result<Location, FulfillmentError> {
    match text {
        SUPPLIER => Ok(Location::Supplier),
        CUSTOMER => Ok(Location::Customer),
        LOSS => Ok(Location::Loss),
        id => {
            let warehouse: Result<WarehouseId, _> = Id::parse(id);
            warehouse.map(Location::Warehouse).map_err(|error| FulfillmentError::Unreadable(error.to_string()))
        }
    }
}

fn move_row(tenant: &TenantId, one: &StockMove) -> stock_move::Model {
    stock_move::Model {
        tenant: tenant.as_str().to_owned(),
        stock_move_id: one.id.uuid(),
        product_id: one.product.uuid(),
        quantity: one.quantity.micros(),
        from_location: location_text(one.from),
        to_location: location_text(one.to),
        kind: one.kind.name().to_owned(),
        document: one.document.clone(),
        lot: one.lot.clone(),
        moved_on: one.moved_on.days(),
    }
}
