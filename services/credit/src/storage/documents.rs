//! What stands on documents.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::document_exposure::{Column, Entity, Model};
use super::values::{tenant as tenant_of, unreadable};
use crate::domain::{Document, DocumentExposure, DocumentType, Exposure};

/// A document belongs to one account: read it under that account's lock.
pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<DocumentExposure>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::DocumentId, ids).await?;
    rows.into_iter().map(document).collect()
}

/// Documents of some types, of all tenants, in the order of (tenant, document): for audit.
pub async fn page_of_all(
    tx: &Tx,
    types: &[DocumentType],
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<(TenantId, DocumentExposure)>, StoreError> {
    let mut query = Entity::find().filter(Column::DocumentType.is_in(types.iter().map(|kind| kind.as_str())));
    if let Some((tenant, id)) = after {
        let later = Condition::all().add(Column::Tenant.eq(tenant.as_str())).add(Column::DocumentId.gt(*id));
        query = query.filter(Condition::any().add(Column::Tenant.gt(tenant.as_str())).add(later));
    }
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::DocumentId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((tenant_of(&row.tenant)?, document(row)?))).collect()
}

pub async fn save(tx: &Tx, tenant: &TenantId, documents: &[DocumentExposure]) -> Result<(), StoreError> {
    set::upsert::<Entity>(tx, documents.iter().map(|document| row(tenant, document))).await?;
    Ok(())
}

fn row(tenant: &TenantId, document: &DocumentExposure) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        document_id: document.document.id,
        document_type: document.document.kind.as_str().to_owned(),
        credit_account_id: document.account.uuid(),
        open_item_id: document.open_item,
        open_orders: document.exposure.open_orders,
        open_receivables: document.exposure.open_receivables,
        special: document.exposure.special,
        delivered_not_billed: document.exposure.delivered_not_billed,
        billed_not_posted: document.exposure.billed_not_posted,
    }
}

fn document(row: Model) -> Result<DocumentExposure, StoreError> {
    let kind =
        DocumentType::parse(&row.document_type).ok_or_else(|| unreadable("document type", &row.document_type))?;
    Ok(DocumentExposure {
        document: Document { id: row.document_id, kind },
        account: Id::from_uuid(row.credit_account_id),
        open_item: row.open_item_id,
        exposure: Exposure {
            open_orders: row.open_orders,
            open_receivables: row.open_receivables,
            special: row.special,
            delivered_not_billed: row.delivered_not_billed,
            billed_not_posted: row.billed_not_posted,
        },
    })
}
