//! The journal of limits.

use o2c_kernel::{Date, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::credit_terms_change::{Entity, Model};
use crate::domain::{TermsChangeKind, TermsEntry};

pub async fn append(tx: &Tx, tenant: &TenantId, entries: &[TermsEntry]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, entries.iter().map(|entry| row(tenant, entry))).await?;
    Ok(())
}

fn row(tenant: &TenantId, entry: &TermsEntry) -> Model {
    let change = &entry.change;
    Model {
        tenant: tenant.as_str().to_owned(),
        credit_account_id: change.account.uuid(),
        revision: change.revision,
        kind: match change.kind {
            TermsChangeKind::Opened => 1,
            TermsChangeKind::LimitSet => 2,
            TermsChangeKind::Blocked => 3,
            TermsChangeKind::Unblocked => 4,
        },
        currency: change.terms.limit.currency().code().to_owned(),
        limit_before: change.before.minor(),
        limit_minor: change.terms.limit.minor(),
        valid_from: change.terms.valid_from.map(Date::days),
        valid_to: change.terms.valid_to.map(Date::days),
        changed_by: entry.by.as_str().to_owned(),
        reason: entry.reason.clone(),
        changed_at: entry.at.micros(),
    }
}
