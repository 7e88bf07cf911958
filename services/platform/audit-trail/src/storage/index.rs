//! Runs of the index and their pages.

use std::collections::HashMap;

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::{
    entities::{audit_index_page, audit_index_run},
    tenant,
};
use crate::index::{MERGED_AT_ONCE, Page, Run};

/// Of each run that has entries in the range the page that holds the document's last pair before the end of the range, or
/// what would stand there.
const PAGES_BEFORE: &str = "SELECT (SELECT page.packed FROM audit_index_page page WHERE page.tenant = run.tenant AND \
     page.run_id = run.run_id AND (page.document_id, page.entry_id) < ($2, $3) \
     ORDER BY page.document_id DESC, page.entry_id DESC LIMIT 1) AS packed \
     FROM audit_index_run run WHERE run.tenant = $1 AND run.first_entry < $3 AND run.last_entry > $4";

/// Classes with too many runs; `run::FINISHED` and `run::MERGED_AT_ONCE`.
const CROWDED: OfChains = (
    "SELECT tenant, class FROM audit_index_run WHERE tenant IN ",
    " AND class < 5 GROUP BY tenant, class HAVING COUNT(*) >= 8",
);

const REACHED: OfChains = ("SELECT tenant, MAX(last_block) FROM audit_index_run WHERE tenant IN ", " GROUP BY tenant");

/// A statement about some chains: what stands before the list of their tenants, and behind it.
type OfChains = (&'static str, &'static str);

/// A run as it stands in the tables.
#[derive(Clone, Debug)]
pub struct Stored {
    pub run: audit_index_run::Model,
    pub pages: Vec<audit_index_page::Model>,
}

/// Adds runs.
pub async fn insert(tx: &Tx, runs: &[Run]) -> Result<(), StoreError> {
    let pages: Vec<_> = runs.iter().flat_map(|run| run.pages.iter().map(|page| page_row(run, page))).collect();
    set::insert::<audit_index_run::Entity>(tx, runs.iter().map(run_row)).await?;
    set::insert::<audit_index_page::Entity>(tx, pages).await.map(drop)
}

fn run_row(run: &Run) -> audit_index_run::Model {
    audit_index_run::Model {
        tenant: run.tenant.as_str().to_owned(),
        class: run.class,
        run_id: run.id,
        last_block: run.last_block,
        first_entry: run.entries.0,
        last_entry: run.entries.1,
    }
}

fn page_row(run: &Run, page: &Page) -> audit_index_page::Model {
    audit_index_page::Model {
        tenant: run.tenant.as_str().to_owned(),
        run_id: run.id,
        document_id: page.first.0,
        entry_id: page.first.1,
        packed: page.packed.clone(),
    }
}

/// Takes runs away that were merged. If one of them is gone, somebody else was faster.
pub async fn remove(tx: &Tx, of: &TenantId, stored: &[Stored]) -> Result<(), StoreError> {
    let ids = || stored.iter().map(|stored| stored.run.run_id);
    let runs = set::delete_by_keys::<audit_index_run::Entity>(tx, of, audit_index_run::Column::RunId, ids()).await?;
    if runs != stored.len() as u64 {
        return Err(StoreError::LostRace { table: "audit_index_run" });
    }
    set::delete_by_keys::<audit_index_page::Entity>(tx, of, audit_index_page::Column::RunId, ids()).await.map(drop)
}

/// The packed pages in which a document's entries before the end of a range are, one of each run at most.
pub async fn pages_before(
    tx: &Tx,
    of: &TenantId,
    document: Uuid,
    (after, before): (Uuid, Uuid),
) -> Result<Vec<Vec<u8>>, StoreError> {
    let values: [Value; 4] = [of.as_str().into(), document.into(), before.into(), after.into()];
    let statement = Statement::from_sql_and_values(tx.connection().get_database_backend(), PAGES_BEFORE, values);
    let mut pages = Vec::new();
    for row in tx.connection().query_all_raw(statement).await? {
        pages.extend(row.try_get_by_index::<Option<Vec<u8>>>(0)?);
    }
    Ok(pages)
}

/// Of these chains the classes that have so many runs that they are to be merged.
pub async fn crowded(tx: &Tx, tenants: &[TenantId]) -> Result<Vec<(TenantId, i32)>, StoreError> {
    let mut crowded = Vec::new();
    for row in of_chains(tx, tenants, CROWDED).await? {
        crowded.push((tenant(&row.try_get_by_index::<String>(0)?)?, row.try_get_by_index(1)?));
    }
    Ok(crowded)
}

/// The oldest runs of a class, as many as are merged at once.
pub async fn oldest_of_class(tx: &Tx, of: &TenantId, class: i32) -> Result<Vec<Stored>, StoreError> {
    let found = audit_index_run::Entity::find()
        .filter(audit_index_run::Column::Tenant.eq(of.as_str()))
        .filter(audit_index_run::Column::Class.eq(class))
        .order_by_asc(audit_index_run::Column::RunId)
        .limit(MERGED_AT_ONCE as u64);
    let runs = found.all(tx.connection()).await?;
    let ids = runs.iter().map(|run| run.run_id);
    let mut pages: HashMap<Uuid, Vec<audit_index_page::Model>> = HashMap::new();
    for page in set::find::<audit_index_page::Entity>(tx, of, audit_index_page::Column::RunId, ids).await? {
        pages.entry(page.run_id).or_default().push(page);
    }
    let with_pages = |run: audit_index_run::Model| Stored { pages: pages.remove(&run.run_id).unwrap_or_default(), run };
    Ok(runs.into_iter().map(with_pages).collect())
}

/// Up to which block each of these chains is in the index.
pub async fn reached(tx: &Tx, tenants: &[TenantId]) -> Result<HashMap<TenantId, i64>, StoreError> {
    let mut reached = HashMap::with_capacity(tenants.len());
    for row in of_chains(tx, tenants, REACHED).await? {
        reached.insert(tenant(&row.try_get_by_index::<String>(0)?)?, row.try_get_by_index(1)?);
    }
    Ok(reached)
}

/// The rows of a statement about some chains.
async fn of_chains(tx: &Tx, tenants: &[TenantId], (before, behind): OfChains) -> Result<Vec<QueryResult>, StoreError> {
    let names: Vec<&str> = tenants.iter().map(TenantId::as_str).collect();
    let mut rows = Vec::new();
    for asked in names.chunks(Sql::LONGEST_LIST) {
        rows.extend(Sql::new(before).list(asked).push(behind).rows(tx).await?);
    }
    Ok(rows)
}
