//! Questions about proposals.

use o2c_kernel::Call;

use super::PageQuery;
use crate::{
    domain::{Proposal, ProposalId, ProposalState, ReceiptId, Refusal},
    error::PaymentsError,
    service::Payments,
    storage::proposals,
};

#[derive(Clone, Debug)]
pub struct ProposalsQuery {
    /// None = any.
    pub state: Option<ProposalState>,
    pub receipt: Option<ReceiptId>,
    pub page: PageQuery,
}

/// A page in the order in which they were made.
#[derive(Debug)]
pub struct ProposalsPage {
    pub proposals: Vec<Proposal>,
    pub filter: String,
    pub more: bool,
}

pub async fn get_proposal(payments: &Payments, call: &Call, id: ProposalId) -> Result<Proposal, PaymentsError> {
    let tx = payments.store.begin_read(call).await?;
    let found = proposals::find_explained(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.into_iter().next().ok_or(PaymentsError::Refused(Refusal::ProposalNotFound(id)))
}

pub async fn list_proposals(
    payments: &Payments,
    call: &Call,
    query: ProposalsQuery,
) -> Result<ProposalsPage, PaymentsError> {
    let ProposalsQuery { state, receipt, page } = query;
    let tx = payments.store.begin_read(call).await?;
    let rows = proposals::page(&tx, call.tenant(), state, receipt, page.after_number(), page.limit()).await?;
    tx.rollback().await;
    let (proposals, more) = page.cut(rows);
    Ok(ProposalsPage { proposals, filter: page.filter, more })
}
