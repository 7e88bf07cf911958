//! After a restore: does again what our own facts say was done, at their time. What each states is held against the record
//! of what was stated then.

use o2c_kernel::Call;
use o2c_store::Tx;

use super::reverse_applications;
use crate::{
    Receivables,
    domain::{AppliedCash, ApplyCreditNote, Desk, Loaded, Refusal, ReverseApplication},
    error::ReceivablesError,
    storage,
};

/// What was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Done {
    Cash(AppliedCash),
    CreditNote(ApplyCreditNote),
    Reversal(ReverseApplication),
}

/// Does one thing again; the refusal where it cannot be, or not yet.
pub async fn redo(
    receivables: &Receivables,
    tx: &Tx,
    call: &Call,
    done: &Done,
) -> Result<Result<(), Refusal>, ReceivablesError> {
    let mut desk = receivables.desk(call, load(tx, call, done).await?);
    if let Err(refusal) = again(&mut desk, done) {
        return Ok(Err(refusal));
    }
    receivables.finish(tx, call, desk, Vec::new()).await?;
    Ok(Ok(()))
}

fn again(desk: &mut Desk, done: &Done) -> Result<(), Refusal> {
    match done {
        Done::Cash(applied) => desk.apply_again(applied),
        Done::CreditNote(command) => desk.apply_credit_note(command).map(drop),
        Done::Reversal(command) => desk.reverse(command).map(drop),
    }
}

async fn load(tx: &Tx, call: &Call, done: &Done) -> Result<Loaded, ReceivablesError> {
    let tenant = call.tenant();
    match done {
        Done::Cash(applied) => {
            let books = storage::hold_books(tx, tenant).await?;
            let receipts = storage::lock_receipts(tx, tenant, [applied.receipt]).await?;
            let items = storage::lock_items(tx, tenant, [applied.item]).await?;
            Ok(Loaded { books, receipts, items, ..Loaded::default() })
        }
        Done::CreditNote(command) => {
            let books = storage::hold_books(tx, tenant).await?;
            let items = storage::lock_items(tx, tenant, [command.note, command.item]).await?;
            Ok(Loaded { books, items, ..Loaded::default() })
        }
        Done::Reversal(command) => reverse_applications::load(tx, call, vec![command.application]).await,
    }
}
