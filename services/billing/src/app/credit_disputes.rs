//! A dispute was granted, in whole or in part: a credit note over that gross amount, which receivables applies.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Call, Date, Instant, Money, TenantId};
use o2c_messaging::Verdict;
use o2c_store::{StoreError, Tx};

use super::issue::issue;
use crate::{
    BillingError,
    domain::{
        dispute::{Grant, Granted, grant},
        ids::{DisputeId, DocumentId},
        reason::Reason,
        refusal::Refusal,
    },
    events::publish::{self, DisputeNotCreditable},
    service::Billing,
    storage::{self, documents::Documents},
};

/// How often an invoice may have been voided and issued anew for its disputes to find the last one.
const MOST_REPLACEMENTS: usize = 16;

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

/// Credits the disputes of the set, each on its invoice or on the one that was issued in its place. Of what is not left
/// there nothing is credited, and a dispute that no note names is told: somebody waits for its end. `Ok(None)` is a
/// resolution that credits nothing.
pub async fn credit_disputes(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<Option<ResolvedDispute>, String>>,
) -> Result<Vec<Verdict>, BillingError> {
    let wanted: BTreeSet<DocumentId> = facts.iter().flatten().flatten().map(|fact| fact.document).collect();
    let mut invoices = storage::documents::load_for_update(tx, call.tenant(), wanted).await?;
    let replaced = load_replacements(tx, call.tenant(), &mut invoices).await?;
    let mut credited = BTreeSet::new();
    let mut drafts = Vec::new();
    let mut told = Vec::new();
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
        let id = in_force(&replaced, resolved.document);
        let decision = match invoices.get(&id) {
            Some(invoice) => grant(invoice, &granted, id == resolved.document),
            None => Err(Refusal::DocumentNotFound(id)),
        };
        match decision {
            Ok(Grant { credit, not_credited }) => {
                if let (Some(credit), Some(invoice)) = (&credit, invoices.get_mut(&id)) {
                    invoice.apply(credit);
                    credited.insert(id);
                }
                let note = credit.as_ref().map(|credit| &credit.draft.head).filter(|head| head.dispute.is_some());
                if note.is_none() || not_credited.is_positive() {
                    told.push(DisputeNotCreditable {
                        dispute: resolved.dispute,
                        document: resolved.document,
                        not_credited,
                        credit_note: note.map(|head| head.id),
                        occurred_at: resolved.occurred_at,
                    });
                }
                drafts.extend(credit.map(|credit| credit.draft));
                verdicts.push(Verdict::Done);
            }
            Err(refusal) => verdicts.push(Verdict::Failed(refusal.to_string())),
        }
    }
    let touched = invoices.values().filter(|invoice| credited.contains(&invoice.draft.head.id));
    storage::documents::save_credits(tx, call.tenant(), touched).await?;
    issue(billing, tx, call, drafts).await?;
    publish::dispute_not_creditable(billing, tx, call, &told).await?;
    Ok(verdicts)
}

/// Loads what was issued in the place of those that were voided, and answers which has taken whose.
async fn load_replacements(
    tx: &Tx,
    tenant: &TenantId,
    invoices: &mut Documents,
) -> Result<BTreeMap<DocumentId, DocumentId>, StoreError> {
    let mut replaced = BTreeMap::new();
    let mut ended = wholly_credited(invoices);
    for _ in 0..MOST_REPLACEMENTS {
        if ended.is_empty() {
            break;
        }
        let found = storage::related::replacements_of(tx, tenant, ended.iter().filter_map(|id| invoices.get(id)));
        let found = found.await?;
        let anew = storage::documents::load_for_update(tx, tenant, found.values().copied()).await?;
        ended = wholly_credited(&anew);
        replaced.extend(found);
        invoices.extend(anew);
    }
    Ok(replaced)
}

fn wholly_credited(invoices: &Documents) -> Vec<DocumentId> {
    invoices.iter().filter(|(_, invoice)| invoice.is_wholly_credited()).map(|(id, _)| *id).collect()
}

/// The invoice that bills today what this one has billed.
fn in_force(replaced: &BTreeMap<DocumentId, DocumentId>, document: DocumentId) -> DocumentId {
    std::iter::successors(Some(document), |id| replaced.get(id).copied())
        .take(MOST_REPLACEMENTS)
        .last()
        .unwrap_or(document)
}
