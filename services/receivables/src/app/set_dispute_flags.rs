//! Flags what is disputed, and clears what is settled.

use o2c_kernel::{Call, Instant, Money};
use o2c_store::Tx;

use crate::{
    Receivables,
    domain::{DisputeId, Loaded, OpenItemId, Refusal},
    error::ReceivablesError,
    storage,
};

/// What collections tells of a dispute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flag {
    Raise {
        dispute: DisputeId,
        item: OpenItemId,
        asked: Money,
    },
    /// It is over so much now.
    RaiseTo {
        dispute: DisputeId,
        item: OpenItemId,
        asked: Money,
    },
    /// Rejected or withdrawn; one that is credited is cleared by its credit note.
    Clear {
        dispute: DisputeId,
        item: OpenItemId,
    },
}

impl Flag {
    const fn names(&self) -> (DisputeId, OpenItemId) {
        match self {
            Self::Raise { dispute, item, .. } | Self::RaiseTo { dispute, item, .. } | Self::Clear { dispute, item } => {
                (*dispute, *item)
            }
        }
    }
}

/// Takes flags in the order given, each with the moment of its fact.
pub async fn set_dispute_flags(
    receivables: &Receivables,
    tx: &Tx,
    call: &Call,
    flags: &[(Instant, Flag)],
) -> Result<Vec<Result<(), Refusal>>, ReceivablesError> {
    let (disputes, items): (Vec<DisputeId>, Vec<OpenItemId>) = flags.iter().map(|(_, flag)| flag.names()).unzip();
    let items = storage::lock_items(tx, call.tenant(), items).await?;
    let settled = storage::settled(tx, call.tenant(), disputes).await?;

    let mut desk = receivables.desk(call, Loaded { items, settled, ..Loaded::default() });
    let mut outcomes = Vec::with_capacity(flags.len());
    for (at, flag) in flags {
        desk.at(*at, receivables.day_of(*at));
        outcomes.push(match flag {
            Flag::Raise { dispute, item, asked } => desk.open_dispute(*dispute, *item, *asked).map(drop),
            Flag::RaiseTo { dispute, item, asked } => desk.raise_dispute(*dispute, *item, *asked).map(drop),
            Flag::Clear { dispute, item } => {
                desk.settle_dispute(*dispute, *item);
                Ok(())
            }
        });
    }
    receivables.finish(tx, call, desk, Vec::new()).await?;
    Ok(outcomes)
}
