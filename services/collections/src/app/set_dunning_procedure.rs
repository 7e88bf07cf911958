//! People change how the company reminds. The version before stays: notices and runs name it.

use o2c_kernel::{Call, Money, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::procedure::newest;
use crate::{
    domain::{Level, Procedure, Refusal},
    error::CollectionsError,
    service::Collections,
    storage::procedures,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewProcedure {
    pub name: String,
    pub levels: Vec<Level>,
    pub minimum: Money,
    pub interval_days: i32,
    pub reminder_days: i32,
}

/// Sets each procedure of the set as the next version.
pub async fn set_dunning_procedure(
    collections: &Collections,
    call: &Call,
    set: Set<NewProcedure, Procedure>,
) -> Result<PerItem<Procedure, CollectionsError>, CollectionsError> {
    collections
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<NewProcedure, Procedure, CollectionsError>| {
            let mut latest = newest(collections, tx, call.tenant()).await?;
            for item in claimed.items_mut() {
                match next(&latest, item.command()) {
                    Ok(procedure) => {
                        procedures::insert(tx, call, &procedure).await?;
                        latest = procedure.clone();
                        item.accept(procedure);
                    }
                    Err(refusal) => item.refuse(refusal.into()),
                }
            }
            Ok(())
        })
        .await
}

fn next(latest: &Procedure, new: &NewProcedure) -> Result<Procedure, Refusal> {
    Ok(Procedure {
        id: latest.id,
        name: new.name.clone(),
        levels: new.levels.clone(),
        minimum: new.minimum,
        interval_days: new.interval_days,
        reminder_days: new.reminder_days,
        version: latest.version.checked_add(1).ok_or(Refusal::AmountOverflow)?,
    })
}
