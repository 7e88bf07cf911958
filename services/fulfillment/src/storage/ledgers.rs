//! Rows for the audit: of all tenants, a page at a time, each with what it is compared with.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError, Tx};
use sea_orm::{QueryResult, TryGetable, Value};
use uuid::Uuid;

use super::sql::Sql;

/// Where a page ended.
pub type Key = (String, Uuid);

/// Rows of a page.
const PAGE: i64 = 500;
/// A page is small: whoever cannot read it in this time has another problem.
const READING: std::time::Duration = std::time::Duration::from_secs(60);

/// A snapshot for one page; what a page needs is read in it.
pub(super) async fn snapshot(store: &Store) -> Result<Tx, StoreError> {
    store.begin_read(Deadline::after(READING)).await
}

/// `… AND (tenant, id) > (…)`, or nothing for the first page.
pub(super) fn after(sql: Sql, columns: &str, key: Option<&Key>) -> Sql {
    match key {
        Some((tenant, id)) => sql
            .push(&format!(" AND ({columns}) > "))
            .row([Value::from(tenant.as_str()), Value::from(*id)]),
        None => sql,
    }
}

pub(super) fn get<T: TryGetable>(row: &QueryResult, at: usize) -> Result<T, StoreError> {
    row.try_get_by_index(at).map_err(StoreError::from)
}

/// A stock level, and what its reservations and its moves say.
#[derive(Clone, Debug)]
pub struct LevelRow {
    pub key: Key,
    pub on_hand: i64,
    pub allocated: i64,
    pub backordered: i64,
    pub reserved: i64,
    pub waiting: i64,
}

pub async fn levels(store: &Store, key: Option<&Key>) -> Result<Vec<LevelRow>, StoreError> {
    let tx = snapshot(store).await?;
    let sum = |column: &str| {
        format!(
            "CAST(COALESCE((SELECT SUM(r.{column}) FROM reservation r \
             WHERE r.tenant = l.tenant AND r.stock_level_id = l.stock_level_id), 0) AS BIGINT)"
        )
    };
    let sql = Sql::new(&format!(
        "SELECT l.tenant, l.stock_level_id, l.on_hand, l.allocated, l.backordered, {}, {} FROM stock_level l WHERE 1 = 1",
        sum("allocated"),
        sum("backordered"),
    ));
    let sql = after(sql, "l.tenant, l.stock_level_id", key);
    let rows = sql.push(" ORDER BY l.tenant, l.stock_level_id LIMIT ").bind(PAGE).rows(&tx).await?;
    rows.iter()
        .map(|row| {
            Ok(LevelRow {
                key: (get(row, 0)?, get(row, 1)?),
                on_hand: get(row, 2)?,
                allocated: get(row, 3)?,
                backordered: get(row, 4)?,
                reserved: get(row, 5)?,
                waiting: get(row, 6)?,
            })
        })
        .collect()
}

/// What is on hand of a product in each warehouse, by its levels and by its moves.
#[derive(Clone, Debug)]
pub struct ProductRow {
    pub key: Key,
    pub by_levels: BTreeMap<String, i64>,
    pub by_moves: BTreeMap<String, i64>,
}

/// By product: every product that has a level or a move.
pub async fn products(store: &Store, key: Option<&Key>) -> Result<Vec<ProductRow>, StoreError> {
    let tx = snapshot(store).await?;
    let mut sql = Sql::new("SELECT tenant, product_id FROM (SELECT tenant, product_id FROM stock_level WHERE 1 = 1");
    sql = after(sql, "tenant, product_id", key);
    sql = sql.push(" UNION SELECT tenant, product_id FROM stock_move WHERE 1 = 1");
    sql = after(sql, "tenant, product_id", key);
    let keys = sql.push(") p ORDER BY tenant, product_id LIMIT ").bind(PAGE).rows(&tx).await?;
    let keys: Vec<Key> = keys.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?))).collect::<Result<_, StoreError>>()?;
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return Ok(Vec::new()) };

    let range = |sql: Sql| {
        let bound = |key: &Key| [Value::from(key.0.as_str()), Value::from(key.1)];
        sql.push(" WHERE (tenant, product_id) >= ").row(bound(first)).push(" AND (tenant, product_id) <= ").row(bound(last))
    };
    let mut rows: BTreeMap<Key, ProductRow> = keys
        .iter()
        .map(|key| {
            let row = ProductRow { key: key.clone(), by_levels: BTreeMap::new(), by_moves: BTreeMap::new() };
            (key.clone(), row)
        })
        .collect();
    let levels = range(Sql::new("SELECT tenant, product_id, warehouse_id, on_hand FROM stock_level")).rows(&tx).await?;
    for level in levels {
        let warehouse: Uuid = get(&level, 2)?;
        if let Some(row) = rows.get_mut(&(get(&level, 0)?, get(&level, 1)?)) {
            row.by_levels.insert(warehouse.to_string(), get(&level, 3)?);
        }
    }
    for (place, sign) in [("to_location", 1), ("from_location", -1)] {
        let sql = Sql::new(&format!(
            "SELECT tenant, product_id, {place}, CAST(SUM(quantity) AS BIGINT) FROM stock_move"
        ));
        let sums = range(sql).push(&format!(" GROUP BY tenant, product_id, {place}")).rows(&tx).await?;
        for sum in sums {
            let moved: i64 = get(&sum, 3)?;
            if let Some(row) = rows.get_mut(&(get(&sum, 0)?, get(&sum, 1)?)) {
                let net = row.by_moves.entry(get(&sum, 2)?).or_default();
                *net = net.saturating_add(moved.saturating_mul(sign));
            }
        }
    }
    Ok(rows.into_values().collect())
}

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

pub async fn reservations(store: &Store, key: Option<&Key>) -> Result<Vec<ReservationRow>, StoreError> {
    let tx = snapshot(store).await?;
    let sum = |states: &str| {
        format!(
            "CAST(COALESCE((SELECT SUM(n.planned - n.short) FROM shipment_line n JOIN shipment s \
             ON s.tenant = n.tenant AND s.shipment_id = n.shipment_id AND s.state IN ({states}) \
             WHERE n.tenant = r.tenant AND n.reservation_id = r.reservation_id), 0) AS BIGINT)"
        )
    };
    let sql = Sql::new(&format!(
        "SELECT r.tenant, r.reservation_id, r.requested, r.backordered, r.allocated, r.planned, r.consumed, r.released, \
         {}, {}, CASE WHEN r.stock_level_id IS NULL OR EXISTS (SELECT 1 FROM stock_level l \
         WHERE l.tenant = r.tenant AND l.stock_level_id = r.stock_level_id) THEN 1 ELSE 0 END FROM reservation r WHERE 1 = 1",
        sum("'PLANNED', 'RELEASED', 'PICKED', 'PACKED'"),
        sum("'SHIPPED', 'DELIVERED'"),
    ));
    let sql = after(sql, "r.tenant, r.reservation_id", key);
    let rows = sql.push(" ORDER BY r.tenant, r.reservation_id LIMIT ").bind(PAGE).rows(&tx).await?;
    rows.iter()
        .map(|row| {
            Ok(ReservationRow {
                key: (get(row, 0)?, get(row, 1)?),
                requested: get(row, 2)?,
                backordered: get(row, 3)?,
                allocated: get(row, 4)?,
                planned: get(row, 5)?,
                consumed: get(row, 6)?,
                released: get(row, 7)?,
                on_shipments: get(row, 8)?,
                shipped: get(row, 9)?,
                has_place: get::<i32>(row, 10)? == 1,
            })
        })
        .collect()
}

/// A shipment that has left: its lines, the moves that carried it, and what was told of it.
#[derive(Clone, Debug, Default)]
pub struct ShippedRow {
    pub key: Key,
    pub delivered: bool,
    pub shipped_on: Option<i32>,
    pub delivered_on: Option<i32>,
    pub shipped_lines: i32,
    /// Numbers of the lines of which something went.
    pub lines: BTreeSet<i32>,
    /// Of goods.
    pub goods: i64,
    pub moved: i64,
    /// The payloads of `ShipmentShipped` that are kept in the outbox.
    pub told: Vec<Vec<u8>>,
    /// Older facts of the shipment are pruned: what was told cannot be read any more.
    pub pruned: bool,
}

pub async fn shipped(store: &Store, key: Option<&Key>, fact: &str) -> Result<Vec<ShippedRow>, StoreError> {
    let tx = snapshot(store).await?;
    let sql = Sql::new(
        "SELECT tenant, shipment_id, state, shipped_on, delivered_on, shipped_lines FROM shipment \
         WHERE state IN ('SHIPPED', 'DELIVERED')",
    );
    let sql = after(sql, "tenant, shipment_id", key);
    let found = sql.push(" ORDER BY tenant, shipment_id LIMIT ").bind(PAGE).rows(&tx).await?;
    let mut rows: BTreeMap<Key, ShippedRow> = BTreeMap::new();
    for row in &found {
        let key: Key = (get(row, 0)?, get(row, 1)?);
        rows.insert(
            key.clone(),
            ShippedRow {
                key,
                delivered: get::<String>(row, 2)? == "DELIVERED",
                shipped_on: get(row, 3)?,
                delivered_on: get(row, 4)?,
                shipped_lines: get(row, 5)?,
                pruned: true,
                ..ShippedRow::default()
            },
        );
    }
    let tenants: BTreeSet<String> = rows.keys().map(|(tenant, _)| tenant.clone()).collect();
    for tenant in tenants {
        let ids: Vec<Uuid> = rows.keys().filter(|key| key.0 == tenant).map(|key| key.1).collect();
        add_lines(&tx, &tenant, &ids, &mut rows).await?;
        add_moves(&tx, &tenant, &ids, &mut rows).await?;
        add_told(&tx, &tenant, &ids, &mut rows, fact).await?;
    }
    Ok(rows.into_values().collect())
}

type ShippedRows = BTreeMap<Key, ShippedRow>;

fn of_these(sql: Sql, tenant: &str, column: &str, ids: impl IntoIterator<Item = Value>) -> Sql {
    sql.push(" WHERE tenant = ").bind(tenant).push(&format!(" AND {column} IN ")).row(ids)
}

async fn add_lines(tx: &Tx, tenant: &str, ids: &[Uuid], rows: &mut ShippedRows) -> Result<(), StoreError> {
    let sql = Sql::new("SELECT shipment_id, line_number, service, planned - short FROM shipment_line");
    let lines = of_these(sql, tenant, "shipment_id", ids.iter().copied().map(Value::from)).rows(tx).await?;
    for line in lines {
        let going: i64 = get(&line, 3)?;
        let Some(row) = rows.get_mut(&(tenant.to_owned(), get(&line, 0)?)) else { continue };
        if going > 0 {
            row.lines.insert(get(&line, 1)?);
        }
        if !get::<bool>(&line, 2)? {
            row.goods = row.goods.saturating_add(going);
        }
    }
    Ok(())
}

async fn add_moves(tx: &Tx, tenant: &str, ids: &[Uuid], rows: &mut ShippedRows) -> Result<(), StoreError> {
    let sql = Sql::new("SELECT document, CAST(SUM(quantity) AS BIGINT) FROM stock_move");
    let documents = ids.iter().map(|id| Value::from(id.to_string()));
    let sql = of_these(sql, tenant, "document", documents).push(" AND kind = 'shipment' GROUP BY document");
    for sum in sql.rows(tx).await? {
        let document: String = get(&sum, 0)?;
        let id = Uuid::try_parse(&document).unwrap_or_default();
        if let Some(row) = rows.get_mut(&(tenant.to_owned(), id)) {
            row.moved = get(&sum, 1)?;
        }
    }
    Ok(())
}

async fn add_told(
    tx: &Tx,
    tenant: &str,
    ids: &[Uuid],
    rows: &mut ShippedRows,
    fact: &str,
) -> Result<(), StoreError> {
    let list = || ids.iter().copied().map(Value::from);
    // an aggregate whose first fact is still here has lost none
    let kept = of_these(Sql::new("SELECT aggregate_id, MIN(sequence) FROM outbox"), tenant, "aggregate_id", list());
    for row in kept.push(" GROUP BY aggregate_id").rows(tx).await? {
        if let Some(found) = rows.get_mut(&(tenant.to_owned(), get(&row, 0)?)) {
            found.pruned = get::<i64>(&row, 1)? > 1;
        }
    }
    // and one without a head never told anything
    let heads = of_these(Sql::new("SELECT aggregate_id FROM aggregate_head"), tenant, "aggregate_id", list());
    let heads: Result<BTreeSet<Uuid>, StoreError> = heads.rows(tx).await?.iter().map(|row| get(row, 0)).collect();
    let heads = heads?;
    for id in ids.iter().filter(|id| !heads.contains(id)) {
        if let Some(found) = rows.get_mut(&(tenant.to_owned(), *id)) {
            found.pruned = false;
        }
    }
    let told = of_these(Sql::new("SELECT aggregate_id, payload FROM outbox"), tenant, "aggregate_id", list());
    for row in told.push(" AND type = ").bind(fact).rows(tx).await? {
        if let Some(found) = rows.get_mut(&(tenant.to_owned(), get(&row, 0)?)) {
            found.told.push(get(&row, 1)?);
        }
    }
    Ok(())
}

