use super::*;
use crate::domain::{Cancellation, CreditFact, Document, DocumentType, EndOfOrder, EntryKind, FactMovement, Reason};

pub fn ships(desk: &mut Desk, order: u128, shipment: u128, estimate: i64) {
    let (order, shipment) = (Document::order(id(order)), Document::shipment(Uuid::from_u128(shipment)));
    let fact = FactMovement::shipped(cause(1_000), customer(), order, shipment, gbp(estimate)).unwrap();
    desk.record(&fact).unwrap();
}

fn invoice(number: u128) -> Document {
    Document { id: Uuid::from_u128(number), kind: DocumentType::Invoice }
}

fn bills(desk: &mut Desk, shipment: u128, number: u128, estimate: i64, gross: i64) {
    let shipment = Some(Document::shipment(Uuid::from_u128(shipment)));
    let document = invoice(number);
    let fact = FactMovement::invoiced(cause(1_001), customer(), shipment, document, gbp(estimate), gbp(gross));
    desk.record(&fact.unwrap()).unwrap();
}

fn books(desk: &mut Desk, document: Document, amount: i64) {
    let open_item = Uuid::from_u128(document.id.as_u128() + 1_000);
    desk.record(&FactMovement::booked(cause(1_002), customer(), document, open_item, gbp(amount)).unwrap()).unwrap();
}

fn settles(desk: &mut Desk, document: Document, amount: i64) {
    desk.record(&FactMovement::settled(cause(1_003), customer(), document, gbp(amount)).unwrap()).unwrap();
}

fn categories(desk: &Desk) -> [i64; 4] {
    let exposure = desk.the_account().exposure;
    [exposure.open_orders, exposure.delivered_not_billed, exposure.billed_not_posted, exposure.open_receivables]
}

#[test]
fn value_moves_along_the_chain_and_is_gone_when_it_is_paid() {
    let mut desk = desk(1_000);
    desk.asks(1, 1, 120).unwrap();
    assert_eq!(categories(&desk), [120, 0, 0, 0]);
    ships(&mut desk, 1, 11, 120);
    assert_eq!(categories(&desk), [0, 120, 0, 0]);
    bills(&mut desk, 11, 21, 120, 126);
    assert_eq!(categories(&desk), [0, 0, 126, 0]);
    books(&mut desk, invoice(21), 126);
    assert_eq!(categories(&desk), [0, 0, 0, 126]);
    settles(&mut desk, invoice(21), 100);
    assert_eq!(categories(&desk), [0, 0, 0, 26]);
    let reopened = FactMovement::reopened(cause(1_004), customer(), invoice(21), gbp(100)).unwrap();
    desk.record(&reopened).unwrap();
    settles(&mut desk, invoice(21), 126);
    assert_eq!(categories(&desk), [0, 0, 0, 0]);

    let entries = desk.into_changes().entries;
    let of = |kind| entries.iter().filter(move |entry| entry.change.kind == kind).map(|entry| entry.change.minor);
    assert_eq!(of(EntryKind::Conversion).sum::<i64>(), 0);
    assert_eq!(of(EntryKind::Adjustment).collect::<Vec<_>>(), [6]);
}

#[test]
fn facts_that_arrive_the_other_way_round_lead_to_the_same_sums() {
    let mut desk = desk(1_000);
    desk.asks(1, 1, 120).unwrap();
    books(&mut desk, invoice(21), 126);
    bills(&mut desk, 11, 21, 120, 126);
    ships(&mut desk, 1, 11, 120);
    assert_eq!(categories(&desk), [0, 0, 0, 126]);
}

#[test]
fn a_credit_note_reduces_what_is_owed_and_using_it_changes_nothing() {
    let mut desk = desk(1_000);
    bills(&mut desk, 11, 21, 0, 100);
    books(&mut desk, invoice(21), 100);
    let note = Document { id: Uuid::from_u128(31), kind: DocumentType::CreditNote };
    desk.record(&FactMovement::credited(cause(5), customer(), note, gbp(30)).unwrap()).unwrap();
    assert_eq!(categories(&desk), [0, 0, -30, 100]);
    books(&mut desk, note, 30);
    assert_eq!((categories(&desk), desk.used()), ([0, 0, 0, 70], 70));
    settles(&mut desk, invoice(21), 30);
    settles(&mut desk, note, 30);
    assert_eq!(desk.used(), 70);
    assert_eq!(desk.document(note.id).unwrap().exposure.total(), 0);
}

#[test]
fn a_debit_note_and_a_shipment_that_is_free_of_charge() {
    let mut desk = desk(1_000);
    let note = Document { id: Uuid::from_u128(41), kind: DocumentType::DebitNote };
    desk.record(&FactMovement::debited(cause(5), customer(), note, gbp(15))).unwrap();
    assert_eq!(categories(&desk), [0, 0, 15, 0]);
    desk.asks(1, 1, 10).unwrap();
    ships(&mut desk, 1, 11, 10);
    let shipment = Document::shipment(Uuid::from_u128(11));
    desk.record(&FactMovement::not_billable(cause(6), customer(), shipment, gbp(10)).unwrap()).unwrap();
    assert_eq!(desk.used(), 15);
}

#[test]
fn a_fact_may_break_the_limit_and_is_told_once() {
    let mut desk = desk(100);
    bills(&mut desk, 11, 21, 0, 90);
    bills(&mut desk, 12, 22, 0, 20);
    bills(&mut desk, 13, 23, 0, 20);
    assert!(desk.the_account().is_over_limit());
    assert_eq!(desk.outcome(1, 1, 1), Outcome::Referred);
    let facts = desk.into_changes().facts;
    let told = facts.iter().filter(|fact| matches!(fact, CreditFact::LimitExceeded { .. })).count();
    assert_eq!(told, 1);
}

#[test]
fn facts_of_a_customer_without_an_account_are_kept_and_count_when_it_gets_one() {
    let mut desk = Desk::default();
    bills(&mut desk, 11, 21, 0, 90);
    assert!(!desk.the_account().opened);
    assert_eq!(desk.asks(1, 1, 1).unwrap().verdict.reasons, [Reason::NoAccount]);
    let terms = AccountTerms { limit: gbp(100), valid_from: None, valid_to: None };
    let by = person("carla");
    let because = Because { by: &by, reason: "opened", at: NOW };
    desk.open_account(customer(), terms, RiskClass::Low, false, because).unwrap();
    assert_eq!(desk.outcome(2, 1, 11), Outcome::Referred);
    assert_eq!(desk.outcome(3, 2, 10), Outcome::Approved);
    let again = desk.open_account(customer(), terms, RiskClass::Low, false, because);
    assert_eq!(again, Err(Refusal::AccountExists { account: account() }));
    let facts = desk.into_changes().facts;
    assert!(!facts.iter().any(|fact| matches!(fact, CreditFact::LimitExceeded { .. })));
}

#[test]
fn cancelled_lines_give_back_what_was_held_for_them() {
    let mut desk = desk(1_000);
    desk.asks(1, 1, 100).unwrap();
    let part = Cancellation { order: id(1), cause: cause(9), estimate: Some(gbp(30)), whole: false };
    desk.cancel(&part, &person("system:credit")).unwrap();
    assert_eq!(desk.order_value(id(1)), 70);
    ships(&mut desk, 1, 11, 70);
    assert_eq!((desk.order_value(id(1)), desk.used()), (0, 70));
}

#[test]
fn cancelling_an_order_that_waits_for_a_review_closes_the_review_and_frees_nothing() {
    let mut desk = desk(100);
    let review = desk.asks(1, 1, 150).unwrap().review.unwrap();
    let whole = Cancellation { order: id(1), cause: cause(9), estimate: Some(gbp(150)), whole: true };
    desk.cancel(&whole, &person("system:credit")).unwrap();
    assert_eq!((desk.review_state(review), desk.used()), (ReviewState::Closed, 0));
    let late = desk.says(review, ReviewDecision::Release, "rita");
    assert_eq!(late, Err(Refusal::ReviewDecided { review }));
}

#[test]
fn an_order_that_is_gone_gives_back_the_override_that_it_never_used() {
    let mut desk = desk(100);
    let review = desk.asks(1, 1, 150).unwrap().review.unwrap();
    desk.says(review, ReviewDecision::Release, "rita").unwrap();
    assert_eq!(desk.used(), 150);
    let end = EndOfOrder { order: id(1), cause: cause(9), reason: "the order was rejected" };
    desk.end_order(&end, &person("system:credit")).unwrap();
    desk.end_order(&end, &person("system:credit")).unwrap();
    assert_eq!((desk.review_state(review), desk.used()), (ReviewState::Released, 0));
}
