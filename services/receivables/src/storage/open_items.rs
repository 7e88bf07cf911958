//! Open items.

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};

use super::{
    entities::open_item::{CHANGING, Column, Entity, Model},
    read,
};
use crate::domain::{DisputeId, DocumentType, Objection, OpenItem, OpenItemId};

/// Locks items, in the order of their ids.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OpenItemId>,
) -> Result<Vec<OpenItem>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::OpenItemId, ids).await?;
    rows.into_iter().map(OpenItem::try_from).collect()
}

pub async fn load(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OpenItemId>,
) -> Result<Vec<OpenItem>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::OpenItemId, ids).await?;
    rows.into_iter().map(OpenItem::try_from).collect()
}

/// The items that these disputes have flagged. Read along the index of what is flagged: a handful of disputes a set.
pub async fn flagged(
    tx: &Tx,
    tenant: &TenantId,
    disputes: impl IntoIterator<Item = DisputeId>,
) -> Result<Vec<OpenItemId>, StoreError> {
    let disputes: Vec<_> = disputes.into_iter().map(Id::uuid).collect();
    let mut flagged = Vec::new();
    for slice in disputes.chunks(Sql::LONGEST_LIST) {
        let rows = Sql::new("SELECT open_item_id FROM open_item WHERE tenant = ")
            .bind(tenant.as_str())
            .push(" AND dispute_id IS NOT NULL AND dispute_id IN ")
            .list(slice)
            .rows(tx)
            .await?;
        for row in rows {
            flagged.push(Id::from_uuid(row.try_get_by_index(0)?));
        }
    }
    Ok(flagged)
}

pub async fn insert(tx: &Tx, tenant: &TenantId, items: &[OpenItem]) -> Result<(), StoreError> {
    let rows: Vec<_> = items.iter().map(|item| row(tenant, item, item.version)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

/// Writes items that were loaded and have changed.
pub async fn update(tx: &Tx, tenant: &TenantId, items: &[OpenItem]) -> Result<(), StoreError> {
    let rows: Vec<_> = items.iter().map(|item| row(tenant, item, item.version.saturating_sub(1))).collect();
    set::update_columns::<Entity>(tx, rows, CHANGING).await.map(drop)
}

fn row(tenant: &TenantId, item: &OpenItem, version: i64) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        open_item_id: item.id.uuid(),
        document_type: item.document_type.name().to_owned(),
        document_id: item.document.uuid(),
        document_number: item.document_number.clone(),
        order_id: item.order.map(Id::uuid),
        customer_id: item.customer.uuid(),
        customer_name: item.customer_name.clone(),
        document_date: item.document_date.days(),
        due_on: item.due_on.days(),
        posted_on: item.posted_on.days(),
        currency: item.original.currency().code().to_owned(),
        original_amount: item.original.minor(),
        open_amount: item.open.minor(),
        dispute_id: item.dispute.map(|objection| objection.dispute.uuid()),
        objected_amount: item.dispute.map_or(0, |objection| objection.asked.minor()),
        cash: item.cash,
        opening: item.opening,
        version,
    }
}

impl TryFrom<Model> for OpenItem {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let currency = read::currency(&row.currency)?;
        let document_type = DocumentType::parse(&row.document_type);
        let asked = Money::new(row.objected_amount, currency);
        Ok(Self {
            id: Id::from_uuid(row.open_item_id),
            document_type: read::known("document type", &row.document_type, document_type)?,
            document: Id::from_uuid(row.document_id),
            document_number: row.document_number,
            order: row.order_id.map(Id::from_uuid),
            customer: Id::from_uuid(row.customer_id),
            customer_name: row.customer_name,
            document_date: read::date(row.document_date)?,
            due_on: read::date(row.due_on)?,
            posted_on: read::date(row.posted_on)?,
            original: Money::new(row.original_amount, currency),
            open: Money::new(row.open_amount, currency),
            dispute: row.dispute_id.map(|id| Objection { dispute: Id::from_uuid(id), asked }),
            cash: row.cash,
            opening: row.opening,
            version: row.version,
        })
    }
}
