//! Where in the archive the facts of a tenant and of a type are, to the block of neighbouring offsets: a row says that a
//! block has some, and the block is then read by its offsets. An index with an entry a fact costs more than the fact's
//! own row; a set of facts mostly falls into one block or two, and is of few types.
//!
//! A block is indexed once it is full, by whoever takes a later fact in. What has come since is the archive's end, and is
//! read as it is.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};

/// Offsets of one block: what has to be read for one fact of a rare type.
const BLOCK: i64 = 256;

/// Blocks that are indexed in one transaction at most: an archive that is not indexed yet is so step by step.
const STEP: i64 = 64;

/// Blocks that are read by one statement.
const READ: usize = 16;

/// Stands for facts of any type.
const ANY: &str = "";

/// Offsets from the first up to below the second.
type Range = (i64, i64);

/// The first offset that is not indexed.
async fn end(tx: &Tx) -> Result<i64, StoreError> {
    number(Sql::new("SELECT COALESCE(MAX(before_offset), 0) FROM archive_indexed"), tx).await
}

async fn number(sql: Sql, tx: &Tx) -> Result<i64, StoreError> {
    let rows = sql.rows(tx).await?;
    rows.first().map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
}

/// Indexes the blocks that are full. Facts are archived by one transaction at a time, so none comes late into a full one.
pub(super) async fn extend(tx: &Tx) -> Result<(), StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT MAX(before_offset) FROM archive_indexed), (SELECT MAX(archive_offset) FROM archived_event)",
    );
    let rows = sql.rows(tx).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    let [from, last] =
        [row.try_get_by_index::<Option<i64>>(0)?, row.try_get_by_index(1)?].map(Option::unwrap_or_default);
    let full = (last + 1) / BLOCK * BLOCK;
    let to = full.min(from + STEP * BLOCK);
    if to <= from {
        return Ok(());
    }
    let part = |sql: Sql, kind: &str| {
        sql.push(&format!("SELECT DISTINCT tenant, {kind}, archive_offset / {BLOCK} FROM archived_event"))
            .push(" WHERE archive_offset >= ")
            .bind(from)
            .push(" AND archive_offset < ")
            .bind(to)
    };
    let sql = part(Sql::new("INSERT INTO archive_block (tenant, type, block) "), "type").push(" UNION ALL ");
    part(sql, &format!("'{ANY}'")).push(" ON CONFLICT DO NOTHING").execute(tx).await?;
    let sql = Sql::new("INSERT INTO archive_indexed (singleton, before_offset) VALUES ").row([1.into(), to.into()]);
    sql.push(" ON CONFLICT (singleton) DO UPDATE SET before_offset = excluded.before_offset").execute(tx).await?;
    Ok(())
}

/// The facts of a tenant, and of a type, after an offset, in order: the offset of each and what its payload weighs.
pub(super) async fn sizes(
    tx: &Tx,
    tenant: &TenantId,
    type_name: Option<&str>,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut found = Vec::new();
    let mut block = (after + 1) / BLOCK;
    let reading = Reading { tx, tenant, type_name };
    loop {
        let blocks = reading.blocks(block).await?;
        let Some(last) = blocks.last() else { break };
        reading.sizes(&ranges(&blocks, after), limit, &mut found).await?;
        if blocks.len() < READ || found.len() >= limit {
            break;
        }
        block = last + 1;
    }
    if found.len() < limit {
        reading.sizes(&[(end(tx).await?.max(after + 1), i64::MAX)], limit, &mut found).await?;
    }
    Ok(found)
}

/// The last offset of a tenant; 0 where nothing has come.
pub async fn last_offset(tx: &Tx, tenant: &TenantId) -> Result<i64, StoreError> {
    let within = |(from, to): Range| {
        Sql::new("SELECT COALESCE(MAX(archive_offset), 0) FROM archived_event WHERE tenant = ")
            .bind(tenant.as_str())
            .push(" AND archive_offset >= ")
            .bind(from)
            .push(" AND archive_offset < ")
            .bind(to)
    };
    let last = number(within((end(tx).await?, i64::MAX)), tx).await?;
    if last > 0 {
        return Ok(last);
    }
    let block = Sql::new("SELECT COALESCE(MAX(block), 0) FROM archive_block WHERE tenant = ").bind(tenant.as_str());
    let block = number(block.push(" AND type = ").bind(ANY), tx).await?;
    number(within((block * BLOCK, (block + 1) * BLOCK)), tx).await
}

/// The blocks as ranges of offsets after one, neighbours together.
fn ranges(blocks: &[i64], after: i64) -> Vec<Range> {
    let runs = blocks.chunk_by(|left, right| left + 1 == *right);
    let range = |run: &[i64]| Some(((run.first()? * BLOCK).max(after + 1), (run.last()? + 1) * BLOCK));
    runs.filter_map(range).collect()
}

struct Reading<'a> {
    tx: &'a Tx,
    tenant: &'a TenantId,
    type_name: Option<&'a str>,
}

impl Reading<'_> {
    /// The next blocks that have such facts, from one on.
    async fn blocks(&self, from: i64) -> Result<Vec<i64>, StoreError> {
        let sql = Sql::new("SELECT block FROM archive_block WHERE tenant = ").bind(self.tenant.as_str());
        let sql = sql.push(" AND type = ").bind(self.type_name.unwrap_or(ANY)).push(" AND block >= ").bind(from);
        let rows = sql.push(&format!(" ORDER BY block LIMIT {READ}")).rows(self.tx).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// Adds the facts within these ranges, up to the limit. Each range is a part of its own, so that no plan reads what
    /// is between them.
    async fn sizes(&self, ranges: &[Range], limit: usize, found: &mut Vec<(i64, i64)>) -> Result<(), StoreError> {
        let mut sql = Sql::new("SELECT archive_offset, size FROM (");
        // few lengths, for the statement cache
        let padding = [1, 4, READ].into_iter().find(|parts| *parts >= ranges.len()).unwrap_or(ranges.len());
        for place in 0..padding {
            let (from, to) = ranges.get(place).copied().unwrap_or_default();
            sql = sql
                .push(if place == 0 { "" } else { " UNION ALL " })
                .push("SELECT archive_offset, CAST(LENGTH(payload) AS BIGINT) AS size FROM archived_event WHERE tenant = ")
                .bind(self.tenant.as_str())
                .push(" AND archive_offset >= ")
                .bind(from)
                .push(" AND archive_offset < ")
                .bind(to);
            if let Some(type_name) = self.type_name {
                sql = sql.push(" AND type = ").bind(type_name);
            }
        }
        let rest = i64::try_from(limit.saturating_sub(found.len())).unwrap_or(i64::MAX);
        let rows = sql.push(") AS parts ORDER BY archive_offset LIMIT ").bind(rest).rows(self.tx).await?;
        for row in rows {
            found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_blocks_are_one_range() {
        assert_eq!(ranges(&[0, 1, 4], 0), [(1, 512), (1024, 1280)]);
        assert_eq!(ranges(&[1, 2], 300), [(301, 768)]);
        assert_eq!(ranges(&[], 7), []);
    }
}
