//! What the audit reads: pages over all tenants, in the order of the keys.

use std::collections::BTreeMap;

use o2c_kernel::{Id, Money, Quantity, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
    sea_query::{Expr, ExprTrait, IntoIden},
};
use uuid::Uuid;

use super::{
    documents,
    entities::{billed_line, document, source_line},
    rows, seal,
};
use crate::domain::{document::Document, ids::DocumentId};

/// Where a page ended.
pub type After = Option<(TenantId, Uuid)>;

/// A document as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    pub tenant: TenantId,
    pub document: Document,
    /// Its content is the one that was sealed at issue.
    pub sealed: bool,
}

/// A page of documents of all tenants.
pub async fn documents(tx: &Tx, after: &After, limit: u64) -> Result<Vec<Stored>, StoreError> {
    let mut query = document::Entity::find();
    if let Some((tenant, id)) = after {
        query = query.filter(beyond(
            document::Column::Tenant,
            document::Column::DocumentId,
            tenant.as_str().into(),
            (*id).into(),
        ));
    }
    let heads = query
        .order_by_asc(document::Column::Tenant)
        .order_by_asc(document::Column::DocumentId)
        .limit(limit)
        .all(tx.connection())
        .await?;
    let mut by_tenant: BTreeMap<String, Vec<document::Model>> = BTreeMap::new();
    for head in &heads {
        by_tenant.entry(head.tenant.clone()).or_default().push(head.clone());
    }
    let mut found: BTreeMap<(String, Uuid), Stored> = BTreeMap::new();
    for (name, heads) in by_tenant {
        let tenant = tenant(&name)?;
        let ids: Vec<DocumentId> = heads.iter().map(|head| Id::from_uuid(head.document_id)).collect();
        let mut loaded = documents::find(tx, &tenant, ids).await?;
        for head in heads {
            if let Some(document) = loaded.remove(&Id::from_uuid(head.document_id)) {
                let sealed = seal_of(&head, &document) == head.seal;
                found.insert((name.clone(), head.document_id), Stored { tenant: tenant.clone(), document, sealed });
            }
        }
    }
    // In the order of the database, so that the next page goes on where this one ended.
    Ok(heads.into_iter().filter_map(|head| found.remove(&(head.tenant, head.document_id))).collect())
}

fn seal_of(head: &document::Model, document: &Document) -> Vec<u8> {
    let id = head.document_id;
    let lines: Vec<_> = document.lines.iter().map(|line| rows::line_row(&head.tenant, id, line)).collect();
    let subtotals: Vec<_> =
        document.subtotals().iter().map(|subtotal| rows::subtotal_row(&head.tenant, id, subtotal)).collect();
    seal::seal(head, &lines, &subtotals)
}

/// A billing key as it is stored.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    pub order: Uuid,
    pub line: i32,
    pub occurrence: Uuid,
    pub quantity: i64,
    pub net: i64,
    pub document: Option<Uuid>,
}

/// The billing keys of orders.
pub async fn keys_of(tx: &Tx, tenant: &TenantId, orders: &[Uuid]) -> Result<Vec<Key>, StoreError> {
    let found =
        set::find::<billed_line::Entity>(tx, tenant, billed_line::Column::OrderId, orders.iter().copied()).await?;
    let key = |row: billed_line::Model| Key {
        order: row.order_id,
        line: row.line_number,
        occurrence: row.occurrence_id,
        quantity: row.quantity,
        net: row.net_amount,
        document: row.document_id,
    };
    Ok(found.into_iter().map(key).collect())
}

/// A source line and the sum of its billing keys.
#[derive(Clone, Debug)]
pub struct SourceSums {
    pub order: Uuid,
    pub line: i32,
    pub quantity: Quantity,
    pub net: Money,
    pub cancelled: (i64, i64),
    pub billed: (i64, i64),
    pub keys: (i64, i64),
}

/// A page of source lines of all tenants: the lines of up to so many orders.
pub async fn source_lines(tx: &Tx, after: &After, orders: u64) -> Result<(Vec<SourceSums>, After), StoreError> {
    let mut values: Vec<Value> = Vec::new();
    let from = match after {
        Some((tenant, id)) => {
            values.extend([Value::from(tenant.as_str()), Value::from(*id)]);
            "WHERE (tenant, order_id) > ($1, $2)"
        }
        None => "",
    };
    let page = format!("SELECT tenant, order_id FROM source_order {from} ORDER BY tenant, order_id LIMIT {orders}");
    let mut by_tenant: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    let mut last = None;
    for row in query(tx, page, values).await? {
        let (name, order): (String, Uuid) = (row.try_get("", "tenant")?, row.try_get("", "order_id")?);
        last = Some((tenant(&name)?, order));
        by_tenant.entry(name).or_default().push(order);
    }
    let mut sums = Vec::new();
    for (name, orders) in by_tenant {
        let tenant = tenant(&name)?;
        let mut keys: BTreeMap<(Uuid, i32), (i64, i64)> = BTreeMap::new();
        for key in keys_of(tx, &tenant, &orders).await? {
            let sum = keys.entry((key.order, key.line)).or_default();
            *sum = (sum.0.saturating_add(key.quantity), sum.1.saturating_add(key.net));
        }
        for row in set::find::<source_line::Entity>(tx, &tenant, source_line::Column::OrderId, orders).await? {
            sums.push(SourceSums {
                order: row.order_id,
                line: row.line_number,
                quantity: Quantity::from_micros(row.quantity),
                net: Money::new(row.net_amount, rows::currency(&row.currency)?),
                cancelled: (row.cancelled_quantity, row.cancelled_net),
                billed: (row.billed_quantity, row.billed_net),
                keys: keys.remove(&(row.order_id, row.line_number)).unwrap_or_default(),
            });
        }
    }
    Ok((sums, last))
}

/// The tenants that have numbers.
pub async fn tenants(tx: &Tx) -> Result<Vec<TenantId>, StoreError> {
    let sql = "SELECT DISTINCT tenant FROM number_series ORDER BY tenant";
    let found = query(tx, sql.to_owned(), Vec::new()).await?;
    found.iter().map(|row| tenant(&row.try_get::<String>("", "tenant")?)).collect()
}

pub(super) async fn query(tx: &Tx, sql: String, values: Vec<Value>) -> Result<Vec<sea_orm::QueryResult>, StoreError> {
    let backend = tx.connection().get_database_backend();
    Ok(tx.connection().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
}

pub(super) fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::parse(name).map_err(|_| rows::unreadable("tenant", name))
}

/// After a key of two columns, as one comparison that both engines answer from the index.
pub(super) fn beyond<C: ColumnTrait + IntoIden>(
    first: C,
    second: C,
    tenant: Value,
    id: Value,
) -> sea_orm::sea_query::SimpleExpr {
    Expr::tuple([Expr::col(first), Expr::col(second)]).gt(Expr::tuple([Expr::value(tenant), Expr::value(id)]))
}
