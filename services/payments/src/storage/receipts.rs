//! Receipts.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use super::entities::receipt::{Column, Entity, Model};
use super::lists::behind;
use super::values::{date, money, tenant as tenant_of};
use crate::domain::{CustomerId, Receipt, ReceiptId, ReceiptState, ValueDates};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReceiptId>,
) -> Result<Vec<Receipt>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::ReceiptId, ids).await?;
    rows.into_iter().map(receipt).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, receipts: &[Receipt]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, receipts.iter().map(|receipt| row(tenant, receipt))).await?;
    Ok(())
}

pub async fn update(tx: &Tx, tenant: &TenantId, receipts: &[Receipt]) -> Result<(), StoreError> {
    set::update::<Entity>(tx, receipts.iter().map(|receipt| row(tenant, receipt))).await?;
    Ok(())
}

/// A page by number.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    customer: Option<CustomerId>,
    state: Option<ReceiptState>,
    after: i64,
    limit: u64,
) -> Result<Vec<Receipt>, StoreError> {
    let query = chosen(tenant, customer, state).filter(Column::Number.gt(after));
    let rows = query.order_by_asc(Column::Number).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(receipt).collect()
}

/// A page by value date and number.
pub async fn by_value_date(
    tx: &Tx,
    tenant: &TenantId,
    (customer, state): (Option<CustomerId>, Option<ReceiptState>),
    ValueDates { from, to }: ValueDates,
    after: Option<(i32, i64)>,
    limit: u64,
) -> Result<Vec<Receipt>, StoreError> {
    let mut query = chosen(tenant, customer, state);
    if let Some(from) = from {
        query = query.filter(Column::ValueDate.gte(from.days()));
    }
    if let Some(to) = to {
        query = query.filter(Column::ValueDate.lte(to.days()));
    }
    if let Some((day, number)) = after {
        let same = Condition::all().add(Column::ValueDate.eq(day)).add(Column::Number.gt(number));
        // The first part follows from the second, and is where an engine begins to read.
        let behind = Condition::any().add(Column::ValueDate.gt(day)).add(same);
        query = query.filter(Column::ValueDate.gte(day)).filter(behind);
    }
    let ordered = query.order_by_asc(Column::ValueDate).order_by_asc(Column::Number);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(receipt).collect()
}

fn chosen(tenant: &TenantId, customer: Option<CustomerId>, state: Option<ReceiptState>) -> Select<Entity> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(customer) = customer {
        query = query.filter(Column::CustomerId.eq(customer.uuid()));
    }
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    query
}

/// The ids of the receipts of some customers, as a part of another question.
pub fn of_customers(tenant: &TenantId, customers: impl IntoIterator<Item = Uuid>) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::ReceiptId)
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CustomerId.is_in(customers))
        .into_query()
}

/// Receipts of all tenants by id: for audit, with the state as it is stored.
pub async fn page_of_all(
    tx: &Tx,
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<(TenantId, Receipt, String)>, StoreError> {
    let query = Entity::find().filter(behind(Column::Tenant, Column::ReceiptId, after));
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::ReceiptId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((tenant_of(&row.tenant)?, receipt(row.clone())?, row.state))).collect()
}

fn row(tenant: &TenantId, receipt: &Receipt) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        receipt_id: receipt.id.uuid(),
        number: receipt.number,
        customer_id: receipt.customer.map(Id::uuid),
        currency: receipt.currency().code().to_owned(),
        amount: receipt.amount.minor(),
        applied: receipt.applied,
        on_account: receipt.on_account,
        unapplied: receipt.unapplied,
        state: receipt.state().as_str().to_owned(),
        value_date: receipt.value_date.days(),
        payer_name: receipt.payer_name.clone(),
        reference: receipt.reference.clone(),
        bank_statement_line_id: receipt.line.uuid(),
        revision: receipt.revision,
    }
}

fn receipt(row: Model) -> Result<Receipt, StoreError> {
    Ok(Receipt {
        id: Id::from_uuid(row.receipt_id),
        number: row.number,
        customer: row.customer_id.map(Id::from_uuid),
        amount: money(row.amount, &row.currency)?,
        applied: row.applied,
        on_account: row.on_account,
        unapplied: row.unapplied,
        value_date: date(row.value_date)?,
        payer_name: row.payer_name,
        reference: row.reference,
        line: Id::from_uuid(row.bank_statement_line_id),
        revision: row.revision,
    })
}
