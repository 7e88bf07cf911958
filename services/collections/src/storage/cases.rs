//! Dunning cases, and the row that whoever changes them holds.

use o2c_kernel::{Currency, Date, Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{
    desk,
    dunning_case::{Column, Entity, Model},
};
use super::values::{currency, date, optional_date, unreadable};
use crate::domain::{CaseId, CaseState, CustomerId, DunningCase};

const DESK: &str = "dunning";

/// Waits until nobody else of the tenant changes cases, to the end of the transaction: two who open a case for one
/// customer would otherwise meet in the unique index, where one of them fails.
pub async fn take_desk(tx: &Tx, tenant: &TenantId) -> Result<(), StoreError> {
    if !lock_desk(tx, tenant).await? {
        let row = desk::Model { tenant: tenant.as_str().to_owned(), name: DESK.to_owned() };
        set::insert_ignoring_conflicts::<desk::Entity>(tx, [row]).await?;
        lock_desk(tx, tenant).await?;
    }
    Ok(())
}

async fn lock_desk(tx: &Tx, tenant: &TenantId) -> Result<bool, StoreError> {
    Ok(!set::find_for_update::<desk::Entity>(tx, tenant, desk::Column::Name, [DESK]).await?.is_empty())
}

/// The live cases of a customer.
pub async fn live_of(
    tx: &Tx,
    tenant: &TenantId,
    customers: impl IntoIterator<Item = CustomerId>,
) -> Result<Vec<DunningCase>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CustomerId.is_in(customers.into_iter().map(Id::uuid)))
        .filter(Column::State.eq(CaseState::Open.name()))
        .all(tx.connection())
        .await?;
    rows.into_iter().map(case).collect()
}

/// Whether the customer has, or had, a case.
pub async fn any_of(tx: &Tx, tenant: &TenantId, customer: CustomerId) -> Result<bool, StoreError> {
    let one = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CustomerId.eq(customer.uuid()))
        .limit(1)
        .one(tx.connection())
        .await?;
    Ok(one.is_some())
}

pub async fn find(tx: &Tx, tenant: &TenantId, id: CaseId) -> Result<Option<DunningCase>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::DunningCaseId, [id.uuid()]).await?;
    rows.into_iter().next().map(case).transpose()
}

/// Oldest first, after a case; of all states and customers, or of one.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    filter: (Option<CaseState>, Option<CustomerId>),
    after: Option<CaseId>,
    limit: u64,
) -> Result<Vec<DunningCase>, StoreError> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::DunningCaseId.gt(after.uuid()));
    }
    if let Some(state) = filter.0 {
        query = query.filter(Column::State.eq(state.name()));
    }
    if let Some(customer) = filter.1 {
        query = query.filter(Column::CustomerId.eq(customer.uuid()));
    }
    let rows = query.order_by_asc(Column::DunningCaseId).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(case).collect()
}

/// Writes each case once: those that are new, and those as loaded and changed.
pub async fn save(tx: &Tx, tenant: &TenantId, cases: &[DunningCase]) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.version == 0);
    // Ended cases first: the unique index knows no other order than that of the statements.
    set::update::<Entity>(tx, known.into_iter().map(|case| row(tenant, case)).collect::<Vec<_>>()).await?;
    let new = new.into_iter().map(|case| Model { version: 1, ..row(tenant, case) });
    set::insert::<Entity>(tx, new.collect::<Vec<_>>()).await?;
    Ok(())
}

fn row(tenant: &TenantId, case: &DunningCase) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        dunning_case_id: case.id.uuid(),
        customer_id: case.customer.uuid(),
        currency: case.currency.code().to_owned(),
        state: case.state.name().to_owned(),
        level: case.level,
        last_notice_on: case.last_notice_on.map(Date::days),
        opened_on: case.opened_on.days(),
        cured_on: case.cured_on.map(Date::days),
        blocked_until: case.blocked_until.map(Date::days),
        block_reason: case.block_reason.clone(),
        version: case.version,
    }
}

pub(super) fn case(row: Model) -> Result<DunningCase, StoreError> {
    let kept_in: Currency = currency(&row.currency)?;
    Ok(DunningCase {
        id: Id::from_uuid(row.dunning_case_id),
        customer: Id::from_uuid(row.customer_id),
        currency: kept_in,
        state: CaseState::parse(&row.state).ok_or_else(|| unreadable("case state", &row.state))?,
        level: row.level,
        last_notice_on: optional_date(row.last_notice_on)?,
        opened_on: date(row.opened_on)?,
        cured_on: optional_date(row.cured_on)?,
        blocked_until: optional_date(row.blocked_until)?,
        block_reason: row.block_reason,
        version: row.version,
    })
}
