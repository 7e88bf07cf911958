//! A dispute is decided. Its one financial effect follows from the fact: a credit note, or a flag that is cleared.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use crate::{
    domain::{CollectionsFact, Dispute, DisputeId, OpenItem, Refusal, Resolution, Ruling, What},
    error::CollectionsError,
    events,
    service::Collections,
    storage::{disputes, open_items},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolveDispute {
    pub dispute: DisputeId,
    pub resolution: Resolution,
    pub reason: String,
}

/// Decides each dispute of the set.
pub async fn resolve_disputes(
    collections: &Collections,
    call: &Call,
    set: Set<ResolveDispute, Dispute>,
) -> Result<PerItem<Dispute, CollectionsError>, CollectionsError> {
    collections
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<ResolveDispute, Dispute, CollectionsError>| {
            let ids: Vec<DisputeId> = claimed.pending().map(|command| command.dispute).collect();
            let mut loaded = disputes::lock(tx, call.tenant(), ids).await?;
            // only looked at: who pays them meanwhile waits for the disputes, and finds them decided
            let items = open_items::find(tx, call.tenant(), loaded.values().map(|dispute| dispute.item)).await?;
            let mut resolved = Vec::new();
            for item in claimed.items_mut() {
                let command = item.command();
                let decision = loaded.get_mut(&command.dispute).ok_or(Refusal::DisputeNotFound).and_then(|dispute| {
                    let item = items.get(&dispute.item).ok_or(Refusal::OpenItemNotFound)?;
                    if command.resolution.credits() && dispute.is_undecided() {
                        item.may_be_credited(dispute.id)?;
                    }
                    dispute.resolve(ruling(call, command, item))?;
                    Ok(dispute.clone())
                });
                resolved.extend(decision.iter().cloned());
                item.decide(decision.map(|dispute| dispute.saved()).map_err(CollectionsError::from));
            }
            disputes::update(tx, call.tenant(), &resolved).await?;
            let fact = |dispute| CollectionsFact { at: call.now(), what: What::DisputeResolved(dispute) };
            events::publish(tx, &collections.outbox, call, resolved.into_iter().map(fact).collect()).await?;
            Ok(())
        })
        .await
}

/// A customer who is right gets what is in dispute: what was paid of it meanwhile is objected to no longer.
fn ruling(call: &Call, command: &ResolveDispute, item: &OpenItem) -> Ruling {
    Ruling {
        resolution: command.resolution,
        credited: command.resolution.credited(item.disputed()),
        by: call.principal().as_str().to_owned(),
        on: call.today(),
        reason: command.reason.clone(),
    }
}
