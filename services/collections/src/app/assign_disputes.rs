//! Somebody takes a dispute over.

use o2c_kernel::{Applied, Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use crate::{
    domain::{Dispute, DisputeId, Refusal},
    error::CollectionsError,
    service::Collections,
    storage::disputes,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssignDispute {
    pub dispute: DisputeId,
    pub to: String,
}

/// Assigns each dispute of the set, also one that somebody else has.
pub async fn assign_disputes(
    collections: &Collections,
    call: &Call,
    set: Set<AssignDispute, Dispute>,
) -> Result<PerItem<Dispute, CollectionsError>, CollectionsError> {
    collections
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<AssignDispute, Dispute, CollectionsError>| {
            let ids: Vec<DisputeId> = claimed.pending().map(|command| command.dispute).collect();
            let mut loaded = disputes::lock(tx, call.tenant(), ids).await?;
            let mut changed = std::collections::BTreeSet::new();
            for item in claimed.items_mut() {
                let AssignDispute { dispute, to } = item.command();
                let Some(dispute) = loaded.get_mut(dispute) else {
                    item.refuse(Refusal::DisputeNotFound.into());
                    continue;
                };
                match dispute.assign(to) {
                    Ok(Applied::Now(())) => {
                        changed.insert(dispute.id);
                        item.accept(dispute.saved());
                    }
                    Ok(Applied::Already) => item.accept(dispute.clone()),
                    Err(refusal) => item.refuse(refusal.into()),
                }
            }
            disputes::update(tx, call.tenant(), changed.iter().filter_map(|id| loaded.get(id))).await?;
            Ok(())
        })
        .await
}
