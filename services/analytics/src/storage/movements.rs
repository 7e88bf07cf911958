//! Movements of what is owed.

use std::collections::HashMap;

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::receivable_movement::{Column, Entity, Model};
use crate::domain::{Movement, OpenItemId, ProposalId};

/// The item of each application of these proposals.
pub async fn edges(
    tx: &Tx,
    tenant: &TenantId,
    proposals: impl IntoIterator<Item = ProposalId>,
) -> Result<HashMap<ProposalId, Vec<OpenItemId>>, StoreError> {
    let ids: Vec<_> = proposals.into_iter().map(Id::uuid).collect();
    let mut edges: HashMap<ProposalId, Vec<OpenItemId>> = HashMap::new();
    for row in set::find::<Entity>(tx, tenant, Column::ProposalId, ids).await? {
        if let Some(proposal) = row.proposal_id {
            edges.entry(Id::from_uuid(proposal)).or_default().push(Id::from_uuid(row.open_item_id));
        }
    }
    Ok(edges)
}

pub async fn insert(tx: &Tx, tenant: &TenantId, movements: &[Movement]) -> Result<(), StoreError> {
    let rows: Vec<Model> = movements.iter().map(|movement| row(tenant, movement)).collect();
    set::insert::<Entity>(tx, rows).await.map(|_| ())
}

pub fn row(tenant: &TenantId, movement: &Movement) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        open_item_id: movement.item.uuid(),
        sequence: movement.sequence,
        currency: movement.currency.code().to_owned(),
        effective_on: movement.effective_on.days(),
        due_on: movement.due_on.days(),
        amount: movement.amount,
        proposal_id: movement.proposal.map(Id::uuid),
        receipt_id: movement.receipt.map(Id::uuid),
    }
}
