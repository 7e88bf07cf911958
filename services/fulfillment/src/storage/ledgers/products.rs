//! Stock levels against moves, product by product.

use std::collections::BTreeMap;

use o2c_store::{Sql, Store, StoreError};
use sea_orm::Value;
use uuid::Uuid;

use super::{Key, PAGE, after, get, snapshot};

/// What is on hand of a product in each warehouse, by its levels and by its moves.
#[derive(Clone, Debug)]
pub struct ProductRow {
    pub key: Key,
    pub by_levels: BTreeMap<String, i64>,
    pub by_moves: BTreeMap<String, i64>,
}

/// Of which products.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Products {
    /// That have a level somewhere.
    Kept,
    /// That moved, and have none.
    NotKept,
}

pub async fn products(store: &Store, of: Products, key: Option<&Key>) -> Result<Vec<ProductRow>, StoreError> {
    let tx = snapshot(store).await?;
    let sql = Sql::new(match of {
        Products::Kept => "SELECT DISTINCT m.tenant, m.product_id FROM stock_level m WHERE 1 = 1",
        Products::NotKept => {
            "SELECT DISTINCT m.tenant, m.product_id FROM stock_move m WHERE NOT EXISTS (SELECT 1 FROM stock_level l \
             WHERE l.tenant = m.tenant AND l.product_id = m.product_id)"
        }
    });
    let sql = after(sql, "m.tenant, m.product_id", key);
    let keys = sql.push(" ORDER BY m.tenant, m.product_id LIMIT ").bind(PAGE).rows(&tx).await?;
    let keys: Vec<Key> = keys.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?))).collect::<Result<_, StoreError>>()?;
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return Ok(Vec::new()) };

    let range = |sql: Sql| {
        let bound = |key: &Key| [Value::from(key.0.as_str()), Value::from(key.1)];
        sql.push(" WHERE (tenant, product_id) >= ")
            .row(bound(first))
            .push(" AND (tenant, product_id) <= ")
            .row(bound(last))
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
        let sql =
            Sql::new(&format!("SELECT tenant, product_id, {place}, CAST(SUM(quantity) AS BIGINT) FROM stock_move"));
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
