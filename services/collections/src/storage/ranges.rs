//! Customers by key, and what lies between two of them: how runs and worklists walk through the book without a list of
//! customers in their hands.

use o2c_kernel::{Date, Id, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::entities::{dunning_case, open_item};
use crate::domain::{CaseState, CustomerId, DocumentType, DunningCase, OpenItem};

/// The partial index's own condition, as a literal: with a bound value neither planner may use it.
const IS_OPEN: &str = "open_minor > 0";

/// After one customer up to another, which is included.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub after: CustomerId,
    pub last: CustomerId,
}

/// Before every customer.
#[must_use]
pub fn start() -> CustomerId {
    Id::from_uuid(uuid::Uuid::nil())
}

/// The last of the next customers with something open that is due by a day: so many at most.
pub async fn last_due(
    tx: &Tx,
    tenant: &TenantId,
    after: CustomerId,
    due_by: Date,
    limit: i64,
) -> Result<Option<CustomerId>, StoreError> {
    let sql = due(Sql::new("SELECT customer_id FROM ("), (tenant, after), due_by, limit);
    Ok(sql.push(") AS due ORDER BY customer_id DESC LIMIT 1").single(tx).await?.map(Id::from_uuid))
}

/// The last of the next customers with something open that is due by a day, or a live case, and how many they are: so
/// many at most.
pub async fn last_concerned(
    tx: &Tx,
    tenant: &TenantId,
    after: CustomerId,
    due_by: Date,
    limit: i64,
) -> Result<Option<(CustomerId, i64)>, StoreError> {
    let place = (tenant, after);
    // each side is cut for itself first, so that neither reads on behind the limit
    let sql = Sql::new("SELECT customer_id, COUNT(*) OVER () AS customers FROM (SELECT customer_id FROM (");
    let sql = due(sql, place, due_by, limit).push(") AS due UNION SELECT customer_id FROM (");
    let sql = cut(customers(sql, "dunning_case", place).push(" AND state = 'OPEN'"), limit).push(") AS dunned");
    let sql = cut(sql, limit).push(") AS concerned ORDER BY customer_id DESC LIMIT 1");
    let rows = sql.rows(tx).await?;
    rows.first().map(|row| Ok((Id::from_uuid(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).transpose()
}

/// The next customers of a tenant, after one, with something open that is due by a day.
fn due(sql: Sql, place: (&TenantId, CustomerId), due_by: Date, limit: i64) -> Sql {
    let sql = customers(sql, "open_item", place).push(" AND ").push(IS_OPEN).push(" AND due_on <= ");
    cut(sql.bind(due_by.days()), limit)
}

fn customers(sql: Sql, table: &str, (tenant, after): (&TenantId, CustomerId)) -> Sql {
    let sql = sql.push("SELECT DISTINCT customer_id FROM ").push(table).push(" WHERE tenant = ").bind(tenant.as_str());
    sql.push(" AND customer_id > ").bind(after.uuid())
}

fn cut(sql: Sql, limit: i64) -> Sql {
    sql.push(" ORDER BY customer_id LIMIT ").bind(limit)
}

/// What is open and due by a day, and every unused credit note, by customer and due date; at most so many.
pub async fn items(
    tx: &Tx,
    tenant: &TenantId,
    range: Range,
    due_by: Date,
    limit: u64,
) -> Result<Vec<OpenItem>, StoreError> {
    use open_item::Column;
    let credit = Column::DocumentType.eq(DocumentType::CreditNote.name());
    let query = open_item::Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CustomerId.gt(range.after.uuid()))
        .filter(Column::CustomerId.lte(range.last.uuid()))
        .filter(Expr::cust(IS_OPEN))
        .filter(Condition::any().add(Column::DueOn.lte(due_by.days())).add(credit))
        .order_by_asc(Column::CustomerId)
        .order_by_asc(Column::DueOn)
        .order_by_asc(Column::OpenItemId)
        .limit(limit);
    set::select(tx, query).await?.into_iter().map(super::open_items::item).collect()
}

pub async fn live_cases(tx: &Tx, tenant: &TenantId, range: Range) -> Result<Vec<DunningCase>, StoreError> {
    use dunning_case::Column;
    let query = dunning_case::Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CustomerId.gt(range.after.uuid()))
        .filter(Column::CustomerId.lte(range.last.uuid()))
        .filter(Expr::cust(format!("state = '{}'", CaseState::Open.name())));
    set::select(tx, query).await?.into_iter().map(super::cases::case).collect()
}
