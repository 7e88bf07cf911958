//! The exception queue.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::payment_exception::{Column, Entity, Model};
use super::receipts;
use super::values::{currency, unreadable};
use crate::domain::{CustomerId, ExceptionId, ExceptionReason, PaymentException};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ExceptionId>,
) -> Result<Vec<PaymentException>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::PaymentExceptionId, ids).await?;
    rows.into_iter().map(exception).collect()
}

pub async fn of_receipts(tx: &Tx, tenant: &TenantId, ids: Vec<Uuid>) -> Result<Vec<PaymentException>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::ReceiptId, ids).await?;
    rows.into_iter().map(exception).collect()
}

/// A page of the queue, or of what was resolved, oldest first.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    open: Option<bool>,
    customer: Option<CustomerId>,
    after: i64,
    limit: u64,
) -> Result<Vec<PaymentException>, StoreError> {
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::Number.gt(after));
    if let Some(open) = open {
        query = query.filter(Column::Open.eq(open));
    }
    if let Some(customer) = customer {
        query = query.filter(Column::ReceiptId.in_subquery(receipts::of_customers(tenant, [customer.uuid()])));
    }
    let rows = query.order_by_asc(Column::Number).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(exception).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, exceptions: &[PaymentException]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, exceptions.iter().map(|exception| row(tenant, exception))).await?;
    Ok(())
}

pub async fn update(tx: &Tx, tenant: &TenantId, exceptions: &[PaymentException]) -> Result<(), StoreError> {
    set::update::<Entity>(tx, exceptions.iter().map(|exception| row(tenant, exception))).await?;
    Ok(())
}

fn row(tenant: &TenantId, exception: &PaymentException) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        payment_exception_id: exception.id.uuid(),
        number: exception.number,
        receipt_id: exception.receipt.uuid(),
        reason: exception.reason.as_str().to_owned(),
        amount: exception.amount,
        currency: exception.currency.code().to_owned(),
        customer_id: exception.customer.map(Id::uuid),
        payer_name: exception.payer_name.clone(),
        reference: exception.reference.clone(),
        resolved_by: exception.resolved_by.clone(),
        open: exception.open,
        revision: exception.revision,
    }
}

fn exception(row: Model) -> Result<PaymentException, StoreError> {
    Ok(PaymentException {
        id: Id::from_uuid(row.payment_exception_id),
        number: row.number,
        receipt: Id::from_uuid(row.receipt_id),
        reason: ExceptionReason::parse(&row.reason).ok_or_else(|| unreadable("reason", &row.reason))?,
        amount: row.amount,
        currency: currency(&row.currency)?,
        customer: row.customer_id.map(Id::from_uuid),
        payer_name: row.payer_name,
        reference: row.reference,
        resolved_by: row.resolved_by,
        open: row.open,
        revision: row.revision,
    })
}
