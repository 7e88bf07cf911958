use o2c_kernel::Id;

use crate::domain::{ApplyCreditNote, ReceivablesFact, Refusal, testing::*};

fn command(note: u128, invoice: u128, amount: Option<i64>) -> ApplyCreditNote {
    ApplyCreditNote {
        application: Id::from_uuid(uuid(note * 1000 + invoice)),
        note: item(note),
        item: item(invoice),
        amount: amount.map(gbp),
    }
}

#[test]
fn a_note_pays_what_it_corrects_as_far_as_that_is_open_and_keeps_the_rest() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.apply_cash(&cash(20, 30, 700, &[(10, 700)])).unwrap();
    let mut note = credit_note(11, 500);
    note.corrects = Some(Id::from_uuid(uuid(10)));
    desk.post(&note).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(0));
    assert_eq!(desk.item(item(11)).unwrap().open, gbp(200));
    desk.post(&note).unwrap();
    assert_eq!(desk.item(item(11)).unwrap().open, gbp(200), "told twice, posted once");
    let changes = desk.into_changes();
    let sides: Vec<bool> = (changes.facts.iter())
        .filter_map(|(_, fact)| match fact {
            ReceivablesFact::CreditNoteApplied(fact) => Some(fact.credit_side),
            _ => None,
        })
        .collect();
    assert_eq!(sides, [false, true]);
    assert_eq!(changes.entries.len(), 4, "the application of a note moves nothing in the general ledger");
}

#[test]
fn a_note_that_does_not_fit_stays_unused() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let mut note = credit_note(11, 500);
    note.corrects = Some(Id::from_uuid(uuid(10)));
    note.customer = Id::from_uuid(uuid(2));
    desk.post(&note).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(1000));
    assert_eq!(desk.item(item(11)).unwrap().open, gbp(500));
}

#[test]
fn every_refusal_of_an_application() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.post(&invoice(11, 100)).unwrap();
    desk.post(&credit_note(12, 500)).unwrap();
    let mut foreign = credit_note(13, 500);
    foreign.customer = Id::from_uuid(uuid(2));
    desk.post(&foreign).unwrap();
    assert_eq!(desk.apply_credit_note(&command(10, 11, None)), Err(Refusal::NotACreditNote(item(10))));
    assert_eq!(desk.apply_credit_note(&command(12, 99, None)), Err(Refusal::OpenItemNotFound(item(99))));
    assert_eq!(desk.apply_credit_note(&command(99, 10, None)), Err(Refusal::OpenItemNotFound(item(99))));
    assert_eq!(desk.apply_credit_note(&command(13, 10, None)), Err(Refusal::CustomerMismatch(item(10))));
    let too_much = desk.apply_credit_note(&command(12, 10, Some(501)));
    assert_eq!(too_much, Err(Refusal::ExceedsSource { asked: gbp(501), left: gbp(500) }));
    let more_than_owed = desk.apply_credit_note(&command(12, 11, Some(101)));
    assert!(matches!(more_than_owed, Err(Refusal::ExceedsOpenAmount { .. })));
    assert!(matches!(desk.apply_credit_note(&command(12, 12, None)), Err(Refusal::ExceedsOpenAmount { .. })));
    assert_eq!(desk.apply_credit_note(&command(12, 10, None)).unwrap().amount, gbp(500));
    assert!(matches!(desk.apply_credit_note(&command(12, 10, None)), Err(Refusal::ExceedsSource { .. })));
}
