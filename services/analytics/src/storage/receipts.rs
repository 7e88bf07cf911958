//! Receipts, and what payments said of proposals.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::{
    entities::{proposal_fact, receipt_fact},
    values::{currency, moment},
};
use crate::domain::{ProposalFacts, ProposalId, ReceiptFacts, ReceiptId};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReceiptId>,
) -> Result<Vec<ReceiptFacts>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<receipt_fact::Entity>(tx, tenant, receipt_fact::Column::ReceiptId, ids).await?;
    rows.into_iter().map(receipt).collect()
}

pub async fn find_proposals(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ProposalId>,
) -> Result<Vec<ProposalFacts>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<proposal_fact::Entity>(tx, tenant, proposal_fact::Column::ProposalId, ids).await?;
    let proposal = |row: proposal_fact::Model| ProposalFacts {
        proposal: Id::from_uuid(row.proposal_id),
        straight_through: row.straight_through,
    };
    Ok(rows.into_iter().map(proposal).collect())
}

pub async fn save<'a>(
    tx: &Tx,
    tenant: &TenantId,
    receipts: impl Iterator<Item = &'a ReceiptFacts>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = receipts.map(|receipt| row(tenant, receipt)).collect();
    set::upsert::<receipt_fact::Entity>(tx, rows).await
}

pub async fn save_proposals<'a>(
    tx: &Tx,
    tenant: &TenantId,
    proposals: impl Iterator<Item = &'a ProposalFacts>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = proposals.map(|proposal| proposal_row(tenant, *proposal)).collect();
    set::upsert::<proposal_fact::Entity>(tx, rows).await
}

pub fn row(tenant: &TenantId, receipt: &ReceiptFacts) -> receipt_fact::Model {
    let waited = receipt.waited();
    receipt_fact::Model {
        tenant: tenant.as_str().to_owned(),
        receipt_id: receipt.receipt.uuid(),
        number: receipt.number.clone(),
        currency: receipt.currency.code().to_owned(),
        amount: receipt.amount,
        received_at: receipt.received_at.micros(),
        first_applied_at: receipt.first_applied.map(|moment| moment.at.micros()),
        first_applied_on: receipt.first_applied.map(|moment| moment.on.days()),
        waited_on: waited.map(|waited| waited.on.days()),
        waited_micros: waited.map(|waited| waited.micros),
    }
}

pub fn proposal_row(tenant: &TenantId, proposal: ProposalFacts) -> proposal_fact::Model {
    proposal_fact::Model {
        tenant: tenant.as_str().to_owned(),
        proposal_id: proposal.proposal.uuid(),
        straight_through: proposal.straight_through,
    }
}

fn receipt(row: receipt_fact::Model) -> Result<ReceiptFacts, StoreError> {
    Ok(ReceiptFacts {
        receipt: Id::from_uuid(row.receipt_id),
        number: row.number,
        currency: currency(&row.currency)?,
        amount: row.amount,
        received_at: Instant::from_micros(row.received_at),
        first_applied: moment(row.first_applied_at, row.first_applied_on)?,
    })
}
