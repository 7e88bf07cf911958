//! Our own facts, after a restore: what a command did, and no fact of another service causes once more. Documents come
//! again by the facts that brought them, and with them the credit notes that pay at once, and flags.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Violations};
use o2c_messaging::{Consumer, Received, Verdict};
use o2c_proto::receivables::v1::{ApplicationReversed, CreditNoteApplied, PaymentApplied};
use o2c_rpc::parse;
use o2c_store::Tx;

use crate::{
    NAME, Receivables,
    app::{self, Done},
    domain::{AppliedCash, ApplyCreditNote, ReverseApplication, edge_of_note},
    error::ReceivablesError,
};

type Verdicts<'a> = BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>>;

/// Who does again what was done.
pub fn redoing(receivables: Arc<Receivables>) -> Consumer {
    Consumer::new(NAME, NAME, receivables.store.clone())
        .with_clock(receivables.clock.clone(), receivables.zone.clone())
        .on(receivables.clone(), |r, tx, call, facts| each(r, tx, call, facts, cash))
        .on(receivables.clone(), |r, tx, call, facts| each(r, tx, call, facts, credit_note))
        .on(receivables, |r, tx, call, facts| each(r, tx, call, facts, reversal))
}

/// One after the other: each may need what the one before has done.
fn each<'a, M: Sync>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<M>],
    read: fn(&M) -> Result<Option<Done>, Violations>,
) -> Verdicts<'a> {
    Box::pin(async move {
        let mut verdicts = Vec::with_capacity(facts.len());
        for fact in facts {
            verdicts.push(match read(&fact.message) {
                Err(violations) => Verdict::Failed(violations.to_string()),
                Ok(None) => Verdict::Failed("what caused it does it again".to_owned()),
                Ok(Some(done)) => match app::redo(r, tx, call, &done).await? {
                    Ok(()) => Verdict::Done,
                    Err(refusal) => Verdict::Failed(refusal.to_string()),
                },
            });
        }
        Ok(verdicts)
    })
}

fn cash(fact: &PaymentApplied) -> Result<Option<Done>, Violations> {
    let mut v = Violations::default();
    let application = parse::id(&mut v, "application_id", &fact.application_id);
    let proposal = parse::id(&mut v, "proposal_id", &fact.proposal_id);
    let receipt = parse::id(&mut v, "receipt_id", &fact.receipt_id);
    let item = parse::id(&mut v, "open_item_id", &fact.open_item_id);
    let amount = parse::money(&mut v, "amount", fact.amount.clone());
    let write_off = parse::money(&mut v, "write_off_amount", fact.write_off_amount.clone());
    parse::finish(v, || {
        let (application, proposal, receipt, item) = (application?, proposal?, receipt?, item?);
        let applied = AppliedCash { application, proposal, receipt, item, amount: amount?, write_off: write_off? };
        Some(Some(Done::Cash(applied)))
    })
}

/// Told on both sides, done on that of what was paid. One that pays at once comes with its note.
fn credit_note(fact: &CreditNoteApplied) -> Result<Option<Done>, Violations> {
    let mut v = Violations::default();
    let application = parse::id(&mut v, "application_id", &fact.application_id);
    let item = parse::id(&mut v, "open_item_id", &fact.open_item_id);
    let note = parse::id(&mut v, "counterpart_open_item_id", &fact.counterpart_open_item_id);
    let amount = parse::money(&mut v, "amount", fact.amount.clone());
    parse::finish(v, || {
        let (application, item, note) = (application?, item?, note?);
        let command = ApplyCreditNote { application, note, item, amount: Some(amount?) };
        let by_command = !fact.credit_side && application != edge_of_note(note);
        Some(by_command.then_some(Done::CreditNote(command)))
    })
}

/// A reversal of a payment takes the difference back that was written off with it: that one's fact follows by itself.
fn reversal(fact: &ApplicationReversed) -> Result<Option<Done>, Violations> {
    let mut v = Violations::default();
    let application = parse::id(&mut v, "reverses_application_id", &fact.reverses_application_id);
    parse::finish(v, || {
        let command = ReverseApplication { application: application?, reason: "restored".to_owned() };
        Some((!fact.credit_side).then_some(Done::Reversal(command)))
    })
}
