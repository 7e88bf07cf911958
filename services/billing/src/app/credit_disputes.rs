//! A dispute was granted, in whole or in part: a credit note over that gross amount, which receivables applies.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Date, Instant, Money};
use o2c_messaging::Verdict;
use o2c_store::Tx;

use super::issue::issue;
use crate::{
    BillingError,
    domain::{
        dispute::{Granted, grant},
        ids::{DisputeId, DocumentId},
        reason::Reason,
        refusal::Refusal,
    },
    service::Billing,
    storage,
};

/// A dispute that was decided for the customer.
#[derive(Clone, Debug)]
pub struct ResolvedDispute {
    pub dispute: DisputeId,
    pub document: DocumentId,
    pub gross: Money,
    pub reason: Reason,
    pub resolved_on: Date,
    pub occurred_at: Instant,
}

/// Credits the disputes of the set. `Ok(None)` is a resolution that credits nothing.
pub async fn credit_disputes(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<Option<ResolvedDispute>, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let wanted: BTreeSet<DocumentId> = facts.iter().flatten().flatten().map(|fact| fact.document).collect();
    let mut invoices = storage::documents::load_for_update(tx, call.tenant(), wanted).await?;
    let rules = billing.domestic_rules(tx, call).await?;
    let mut credited = BTreeSet::new();
    let mut drafts = Vec::new();
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        let resolved = match fact {
            Ok(Some(resolved)) => resolved,
            Ok(None) => {
                verdicts.push(Verdict::Done);
                continue;
            }
            Err(reason) => {
                verdicts.push(Verdict::Failed(reason));
                continue;
            }
        };
        let granted = Granted {
            dispute: resolved.dispute,
            gross: resolved.gross,
            reason: resolved.reason.clone(),
            on: resolved.resolved_on,
            occurred_at: resolved.occurred_at,
        };
        let decision = match invoices.get(&resolved.document) {
            Some(invoice) => grant(invoice, &granted, &rules, billing.config.seat),
            None => Err(Refusal::DocumentNotFound(resolved.document)),
        };
        match decision {
            Ok((credit, beyond)) => {
                if let (Some(credit), Some(invoice)) = (&credit, invoices.get_mut(&resolved.document)) {
                    invoice.apply(credit);
                    credited.insert(resolved.document);
                }
                drafts.extend(credit.map(|credit| credit.draft));
                drafts.extend(beyond);
                verdicts.push(Verdict::Done);
            }
            Err(refusal) => verdicts.push(Verdict::Failed(refusal.to_string())),
        }
    }
    let touched = invoices.values().filter(|invoice| credited.contains(&invoice.draft.head.id));
    storage::documents::save_credits(tx, call.tenant(), touched).await?;
    issue(billing, tx, call, drafts).await?;
    Ok(verdicts)
}
