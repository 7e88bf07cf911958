//! Edges: inserted and read, never changed.

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::application::{Column, Entity, Model},
    read,
};
use crate::domain::{Application, ApplicationId, OpenItemId, Source};

pub async fn with_ids(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ApplicationId>,
) -> Result<Vec<Application>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::ApplicationId, ids).await?;
    rows.into_iter().map(Application::try_from).collect()
}

/// Those of the edges that were taken back. Ask after the items are locked.
pub async fn reversed(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ApplicationId>,
) -> Result<Vec<ApplicationId>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::Reverses, ids).await?;
    Ok(rows.into_iter().filter_map(|row| row.reverses.map(Id::from_uuid)).collect())
}

/// All edges of an item, on either side, in the order of their days.
pub async fn of_items(tx: &Tx, tenant: &TenantId, item: OpenItemId) -> Result<Vec<Application>, StoreError> {
    let mut rows = set::find::<Entity>(tx, tenant, Column::OpenItemId, [item.uuid()]).await?;
    rows.extend(set::find::<Entity>(tx, tenant, Column::SourceId, [item.uuid()]).await?);
    rows.sort_by_key(|row| (row.effective_on, row.reverses.is_some(), row.application_id));
    rows.into_iter().map(Application::try_from).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, edges: &[Application]) -> Result<(), StoreError> {
    let rows: Vec<_> = edges.iter().map(|edge| row(tenant, edge)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

fn row(tenant: &TenantId, edge: &Application) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        application_id: edge.id.uuid(),
        open_item_id: edge.item.uuid(),
        kind: edge.source.kind().to_owned(),
        source_id: edge.source.uuid(),
        amount: edge.amount.minor(),
        currency: edge.amount.currency().code().to_owned(),
        effective_on: edge.effective_on.days(),
        reverses: edge.reverses.map(Id::uuid),
        proposal_id: edge.proposal.map(Id::uuid),
        reason: edge.reason.clone(),
        customer_id: edge.customer.uuid(),
        due_on: edge.due_on.days(),
    }
}

impl TryFrom<Model> for Application {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: Id::from_uuid(row.application_id),
            item: Id::from_uuid(row.open_item_id),
            source: read::known("kind of application", &row.kind, Source::of(&row.kind, row.source_id))?,
            amount: Money::new(row.amount, read::currency(&row.currency)?),
            effective_on: read::date(row.effective_on)?,
            reverses: row.reverses.map(Id::from_uuid),
            proposal: row.proposal_id.map(Id::from_uuid),
            reason: row.reason,
            customer: Id::from_uuid(row.customer_id),
            due_on: read::date(row.due_on)?,
        })
    }
}
