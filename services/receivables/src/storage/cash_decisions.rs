//! What was decided of proposals.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::cash_decision::{Column, Entity, Model},
    read::Unreadable,
};
use crate::domain::{CashDecision, ProposalId};

/// Ask after the receipts are locked: two tries of one proposal meet there.
pub async fn load(
    tx: &Tx,
    tenant: &TenantId,
    proposals: impl IntoIterator<Item = ProposalId>,
) -> Result<Vec<CashDecision>, StoreError> {
    let ids: Vec<_> = proposals.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::ProposalId, ids).await?;
    let decode = |row: Model| {
        serde_json::from_str(&row.decision).map_err(|_| Unreadable("decision", row.proposal_id.to_string()).into())
    };
    rows.into_iter().map(decode).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, decisions: &[CashDecision]) -> Result<(), StoreError> {
    let encode = |decision: &CashDecision| -> Result<Model, StoreError> {
        Ok(Model {
            tenant: tenant.as_str().to_owned(),
            proposal_id: decision.proposal.uuid(),
            decision: serde_json::to_string(decision)
                .map_err(|_| Unreadable("decision", decision.proposal.to_string()))?,
        })
    };
    let rows = decisions.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
    set::insert::<Entity>(tx, rows).await.map(drop)
}
