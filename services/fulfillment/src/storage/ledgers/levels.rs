//! Stock levels against their reservations.

use o2c_store::{Sql, Store, StoreError};

use super::{Key, PAGE, after, get, snapshot};

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
    // what is neither held nor waited for is left out: only then do the indexes of live reservations serve
    let sum = |column: &str| {
        format!(
            "CAST(COALESCE((SELECT SUM(r.{column}) FROM reservation r \
             WHERE r.tenant = l.tenant AND r.stock_level_id = l.stock_level_id AND r.{column} > 0), 0) AS BIGINT)"
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
