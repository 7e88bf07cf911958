//! Blocks of chains.

use std::collections::HashMap;

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{entities::audit_block, tenant, unreadable};
use crate::block::{BEGINNING, Block, Hash, pack, unpack};

/// How far a chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub number: i64,
    pub hash: Hash,
}

impl Head {
    /// Of a chain without a block.
    pub const NONE: Self = Self { number: 0, hash: BEGINNING };
}

/// A block as it stands in the table, with the hash that it claims.
#[derive(Clone, Debug)]
pub struct Stored {
    pub block: Block,
    pub hash: Hash,
}

/// The heads of these chains, of those that have one. Each is found by a step into the index.
pub async fn heads(tx: &Tx, tenants: &[TenantId]) -> Result<HashMap<TenantId, Head>, StoreError> {
    let mut heads = HashMap::with_capacity(tenants.len());
    for asked in tenants.chunks(Sql::LONGEST_LIST) {
        let names: Vec<&str> = asked.iter().map(TenantId::as_str).collect();
        let sql = Sql::new(
            "SELECT DISTINCT head.tenant, head.number, b.hash FROM (SELECT asked.column1 AS tenant, (SELECT MAX(number) \
             FROM audit_block m WHERE m.tenant = asked.column1) AS number FROM ",
        )
        .asked(&names)
        .push(") AS head JOIN audit_block b ON b.tenant = head.tenant AND b.number = head.number");
        for row in sql.rows(tx).await? {
            let name: String = row.try_get_by_index(0)?;
            let hash: Vec<u8> = row.try_get_by_index(2)?;
            heads.insert(tenant(&name)?, Head { number: row.try_get_by_index(1)?, hash: hash_of(&hash)? });
        }
    }
    Ok(heads)
}

/// Adds blocks. A number that is there already is an error: another sealer was faster.
pub async fn insert(tx: &Tx, blocks: &[(Block, Hash)]) -> Result<(), StoreError> {
    let row = |(block, hash): &(Block, Hash)| audit_block::Model {
        tenant: block.tenant.as_str().to_owned(),
        number: block.number,
        sealed_at: block.sealed_at,
        entries: pack(&block.members),
        previous: block.previous.to_vec(),
        hash: hash.to_vec(),
    };
    set::insert::<audit_block::Entity>(tx, blocks.iter().map(row)).await.map(drop)
}

/// The blocks of a chain after a number, in order.
pub async fn after(tx: &Tx, of: &TenantId, number: i64, limit: u64) -> Result<Vec<Stored>, StoreError> {
    let found = audit_block::Entity::find()
        .filter(audit_block::Column::Tenant.eq(of.as_str()))
        .filter(audit_block::Column::Number.gt(number))
        .order_by_asc(audit_block::Column::Number)
        .limit(limit);
    found.all(tx.connection()).await?.into_iter().map(stored).collect()
}

/// The next tenant that has blocks, after a name.
pub async fn next_tenant(tx: &Tx, name: &str) -> Result<Option<String>, StoreError> {
    let found = audit_block::Entity::find()
        .select_only()
        .column(audit_block::Column::Tenant)
        .filter(audit_block::Column::Tenant.gt(name))
        .order_by_asc(audit_block::Column::Tenant)
        .limit(1)
        .into_tuple::<String>();
    Ok(found.one(tx.connection()).await?)
}

/// What cannot be read as a block is one of another content: its hash does not fit.
fn stored(row: audit_block::Model) -> Result<Stored, StoreError> {
    let block = Block {
        tenant: tenant(&row.tenant)?,
        number: row.number,
        sealed_at: row.sealed_at,
        members: unpack(&row.entries).unwrap_or_default(),
        previous: hash_of(&row.previous).unwrap_or_default(),
    };
    Ok(Stored { block, hash: hash_of(&row.hash).unwrap_or_default() })
}

fn hash_of(bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| unreadable("a hash that is none"))
}
