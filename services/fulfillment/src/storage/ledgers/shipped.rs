//! Shipments that have left against their moves and against what was told of them.

use std::collections::{BTreeMap, BTreeSet};

use o2c_store::{Sql, Store, StoreError, Tx};
use sea_orm::Value;
use uuid::Uuid;

use super::{Key, PAGE, after, get, of_these, snapshot};

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

async fn add_told(tx: &Tx, tenant: &str, ids: &[Uuid], rows: &mut ShippedRows, fact: &str) -> Result<(), StoreError> {
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
