//! Questions about disputes.

use o2c_kernel::{Call, KeyPart};

use super::{PageQuery, cut};
use crate::{
    domain::{CustomerId, Dispute, DisputeId, DisputeState, Refusal},
    error::CollectionsError,
    service::Collections,
    storage::disputes,
};

#[derive(Clone, Debug)]
pub struct DisputesQuery {
    pub state: Option<DisputeState>,
    pub customer: Option<CustomerId>,
    pub page: PageQuery,
    /// What the page's token is bound to.
    pub list: String,
}

/// A page of disputes, by number.
#[derive(Debug)]
pub struct DisputesPage {
    pub disputes: Vec<Dispute>,
    pub more: bool,
    pub list: String,
}

pub async fn get_dispute(collections: &Collections, call: &Call, id: DisputeId) -> Result<Dispute, CollectionsError> {
    let tx = collections.store.begin_read(call).await?;
    let found = disputes::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.into_iter().next().ok_or(CollectionsError::Refused(Refusal::DisputeNotFound))
}

pub async fn list_disputes(
    collections: &Collections,
    call: &Call,
    query: DisputesQuery,
) -> Result<DisputesPage, CollectionsError> {
    let DisputesQuery { state, customer, page, list } = query;
    let after = if let [KeyPart::Int(number)] = page.after.as_slice() { *number } else { 0 };
    let tx = collections.store.begin_read(call).await?;
    let limit = page.size.get().saturating_add(1);
    let rows = disputes::page(&tx, call.tenant(), (state, customer), after, limit).await?;
    tx.rollback().await;
    let (disputes, more) = cut(rows, page.size);
    Ok(DisputesPage { disputes, more, list })
}
