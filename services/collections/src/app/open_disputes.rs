//! A person notes what a customer objects to.

use o2c_kernel::{Call, Id, Money, PerItem, Set};
use o2c_store::{Claimed, Tx};

use crate::{
    domain::{CollectionsFact, Dispute, DisputeReason, NewDispute, OpenItemId, Refusal, What},
    error::CollectionsError,
    events,
    service::Collections,
    storage::{
        disputes,
        open_items::{self, Items},
    },
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenDispute {
    pub item: OpenItemId,
    pub disputed: Money,
    pub reason: DisputeReason,
    pub description: String,
}

/// Opens each dispute of the set. Receivables flags the item when it hears of it.
pub async fn open_disputes(
    collections: &Collections,
    call: &Call,
    set: Set<OpenDispute, Dispute>,
) -> Result<PerItem<Dispute, CollectionsError>, CollectionsError> {
    collections
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<OpenDispute, Dispute, CollectionsError>| {
            let tenant = call.tenant();
            let ids: Vec<OpenItemId> = claimed.pending().map(|command| command.item).collect();
            let mut items = open_items::lock(tx, tenant, ids).await?;
            let mut opened = Vec::new();
            let mut refused = Vec::new();
            for command in claimed.pending() {
                match decide(&mut items, call, command) {
                    Ok(dispute) => {
                        opened.push(dispute);
                        refused.push(None);
                    }
                    Err(refusal) => refused.push(Some(refusal)),
                }
            }
            disputes::insert(tx, tenant, &mut opened).await?;
            let touched = opened.iter().filter_map(|dispute| items.get(&dispute.item));
            open_items::update(tx, tenant, touched).await?;
            let fact =
                |dispute: &Dispute| CollectionsFact { at: call.now(), what: What::DisputeOpened(dispute.clone()) };
            events::publish(tx, &collections.outbox, call, opened.iter().map(fact).collect()).await?;
            let mut opened = opened.into_iter();
            for (item, refusal) in claimed.items_mut().zip(refused) {
                match (refusal, item) {
                    (Some(refusal), item) => item.refuse(refusal.into()),
                    (None, item) => match opened.next() {
                        Some(dispute) => item.accept(dispute),
                        None => item.refuse(Refusal::OpenItemNotFound.into()),
                    },
                }
            }
            Ok(())
        })
        .await
}

fn decide(items: &mut Items, call: &Call, command: &OpenDispute) -> Result<Dispute, Refusal> {
    let item = items.get_mut(&command.item).ok_or(Refusal::OpenItemNotFound)?;
    let new = NewDispute {
        id: Id::new(),
        disputed: command.disputed,
        reason: command.reason,
        description: command.description.clone(),
        deduction: None,
        on: call.today(),
        by: call.principal().as_str().to_owned(),
    };
    item.object(new.id, command.disputed)?;
    Ok(Dispute::open(item, new))
}
