//! A set of facts: archived and folded in one transaction, each table read and written once.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{ArchivedEvent, Fact, Needs, Observed},
    storage::{archive, book},
};

/// A fact as it came, and what it means here.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub event: ArchivedEvent,
    /// None where no measure is made of it.
    pub fact: Option<Fact>,
}

/// Why a fact cannot be taken in: for the person who looks at the dead letter.
pub type Unreadable = String;

/// Archives and folds the facts of one tenant, in the order given; an answer for each. What is not taken in has had no
/// effect: neither archived nor folded.
pub async fn take_in(
    tx: &Tx,
    tenant: &TenantId,
    set: Vec<Result<Incoming, Unreadable>>,
) -> Result<Vec<Result<(), Unreadable>>, StoreError> {
    let mut needs = Needs::default();
    set.iter().flatten().filter_map(|incoming| incoming.fact.as_ref()).for_each(|fact| needs.add(fact));
    let mut rows = book::load(tx, tenant, &needs).await?;

    let mut answers = Vec::with_capacity(set.len());
    let mut archived = Vec::with_capacity(set.len());
    for incoming in set {
        let answer = incoming.and_then(|Incoming { event, fact }| {
            if let Some(fact) = fact {
                let observed = Observed { at: event.at, on: event.on, sequence: event.sequence, fact };
                rows.take(&observed).map_err(|refusal| refusal.to_string())?;
            }
            archived.push(event);
            Ok(())
        });
        answers.push(answer);
    }

    archive::insert(tx, archived).await?;
    book::save(tx, tenant, &rows).await?;
    Ok(answers)
}
