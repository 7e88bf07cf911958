//! Reservations against shipment lines.

use std::collections::{BTreeMap, BTreeSet};

use o2c_store::{Sql, Store, StoreError, Tx};
use sea_orm::Value;
use uuid::Uuid;

use super::{Key, after, get, of_these, snapshot};
use crate::domain::shipment::State;

/// Orders of a page.
const ORDERS: i64 = 100;

/// A reservation, and what the shipment lines under it say.
#[derive(Clone, Debug)]
pub struct ReservationRow {
    pub key: Key,
    pub requested: i64,
    pub backordered: i64,
    pub allocated: i64,
    pub planned: i64,
    pub consumed: i64,
    pub released: i64,
    pub on_shipments: i64,
    pub shipped: i64,
    /// Its stock level is there, or it needs none.
    pub has_place: bool,
}

/// The reservations of the next orders, and the order at which they end; none when there are no more. By order, because
/// the shipments of an order hold lines of all its reservations: so each line is read once.
pub async fn reservations(
    store: &Store,
    after_order: Option<&Key>,
) -> Result<Option<(Vec<ReservationRow>, Key)>, StoreError> {
    let tx = snapshot(store).await?;
    let sql = Sql::new("SELECT DISTINCT tenant, order_id FROM reservation WHERE 1 = 1");
    let sql = after(sql, "tenant, order_id", after_order);
    let found = sql.push(" ORDER BY tenant, order_id LIMIT ").bind(ORDERS).rows(&tx).await?;
    let mut orders: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    for row in &found {
        orders.entry(get(row, 0)?).or_default().insert(get(row, 1)?);
    }
    let Some(end) = found.last() else { return Ok(None) };
    let end: Key = (get(end, 0)?, get(end, 1)?);
    let mut rows: BTreeMap<Key, ReservationRow> = BTreeMap::new();
    for (tenant, orders) in orders {
        add_reservations(&tx, &tenant, &orders, &mut rows).await?;
        add_shipments(&tx, &tenant, &orders, &mut rows).await?;
    }
    Ok(Some((rows.into_values().collect(), end)))
}

async fn add_reservations(
    tx: &Tx,
    tenant: &str,
    orders: &BTreeSet<Uuid>,
    rows: &mut BTreeMap<Key, ReservationRow>,
) -> Result<(), StoreError> {
    let sql = Sql::new(
        "SELECT reservation_id, requested, backordered, allocated, planned, consumed, released, \
         CASE WHEN stock_level_id IS NULL OR EXISTS (SELECT 1 FROM stock_level l \
         WHERE l.tenant = reservation.tenant AND l.stock_level_id = reservation.stock_level_id) THEN 1 ELSE 0 END \
         FROM reservation",
    );
    let found = of_these(sql, tenant, "order_id", orders.iter().copied().map(Value::from)).rows(tx).await?;
    for row in &found {
        let key: Key = (tenant.to_owned(), get(row, 0)?);
        rows.insert(
            key.clone(),
            ReservationRow {
                key,
                requested: get(row, 1)?,
                backordered: get(row, 2)?,
                allocated: get(row, 3)?,
                planned: get(row, 4)?,
                consumed: get(row, 5)?,
                released: get(row, 6)?,
                on_shipments: 0,
                shipped: 0,
                has_place: get::<i32>(row, 7)? == 1,
            },
        );
    }
    Ok(())
}

/// What the shipments of the orders say of their reservations.
async fn add_shipments(
    tx: &Tx,
    tenant: &str,
    orders: &BTreeSet<Uuid>,
    rows: &mut BTreeMap<Key, ReservationRow>,
) -> Result<(), StoreError> {
    let sql = Sql::new("SELECT shipment_id, state FROM shipment");
    let shipments = of_these(sql, tenant, "order_id", orders.iter().copied().map(Value::from)).rows(tx).await?;
    let mut states: BTreeMap<Uuid, String> = BTreeMap::new();
    for shipment in &shipments {
        states.insert(get(shipment, 0)?, get(shipment, 1)?);
    }
    if states.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("SELECT shipment_id, reservation_id, planned - short FROM shipment_line");
    let lines = of_these(sql, tenant, "shipment_id", states.keys().copied().map(Value::from)).rows(tx).await?;
    for line in &lines {
        let going: i64 = get(line, 2)?;
        let state = states.get(&get(line, 0)?).and_then(|state| State::of_name(state));
        let Some(row) = rows.get_mut(&(tenant.to_owned(), get(line, 1)?)) else { continue };
        if state.is_some_and(State::is_live) {
            row.on_shipments = row.on_shipments.saturating_add(going);
        }
        if state.is_some_and(State::is_shipped) {
            row.shipped = row.shipped.saturating_add(going);
        }
    }
    Ok(())
}
