//! Open items.

use o2c_kernel::{Date, Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::receivable::{Column, Entity, Model},
    values::{currency, date, kind},
};
use crate::domain::{OpenItemId, Receivable};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OpenItemId>,
) -> Result<Vec<Receivable>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    set::find::<Entity>(tx, tenant, Column::OpenItemId, ids).await?.into_iter().map(item).collect()
}

pub async fn save<'a>(
    tx: &Tx,
    tenant: &TenantId,
    items: impl Iterator<Item = &'a Receivable>,
) -> Result<(), StoreError> {
    let rows: Vec<Model> = items.map(|item| row(tenant, item)).collect();
    set::upsert::<Entity>(tx, rows).await
}

pub fn row(tenant: &TenantId, item: &Receivable) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        open_item_id: item.item.uuid(),
        document_id: item.document.uuid(),
        kind: item.kind.name().to_owned(),
        number: item.number.clone(),
        order_id: item.order.map(Id::uuid),
        currency: item.currency.code().to_owned(),
        document_date: item.document_date.days(),
        due_on: item.due_on.days(),
        original: item.original,
        open_amount: item.open,
        last_moved_on: item.last_moved_on.days(),
        applications: item.applications,
        straight_applications: item.straight_applications,
        reversed: item.reversed,
        first_applied_on: item.first_applied_on.map(Date::days),
        applied_on: item.applied_on().map(Date::days),
        straight_on: item.applied_on().filter(|_| item.straight_through()).map(Date::days),
    }
}

fn item(row: Model) -> Result<Receivable, StoreError> {
    Ok(Receivable {
        item: Id::from_uuid(row.open_item_id),
        document: Id::from_uuid(row.document_id),
        kind: kind(&row.kind)?,
        number: row.number,
        order: row.order_id.map(Id::from_uuid),
        currency: currency(&row.currency)?,
        document_date: date(row.document_date)?,
        due_on: date(row.due_on)?,
        original: row.original,
        open: row.open_amount,
        last_moved_on: date(row.last_moved_on)?,
        applications: row.applications,
        straight_applications: row.straight_applications,
        reversed: row.reversed,
        first_applied_on: row.first_applied_on.map(date).transpose()?,
    })
}
