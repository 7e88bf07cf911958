use super::{super::*, story::*};

const HOUR: i128 = 3_600_000_000;

#[test]
fn the_first_shipment_ends_the_order_cycle_whichever_comes_first() {
    let later = shipped(50, 1, "2026-01-03");
    let first = shipped(30, 1, "2026-01-02");
    let book = fold(&[later.clone(), submitted(0, 1), first.clone()]);
    assert_eq!(total(&book, Measure::OrderCycle), Sum { count: 1, amount: 30 * HOUR });
    let cell = book.sums().changes().find(|(cell, _)| cell.measure == Measure::OrderCycle).unwrap().0;
    assert_eq!(cell.day, day("2026-01-02"));
    assert_eq!(fold(&[first, later, submitted(0, 1)]).sums(), book.sums());
}

#[test]
fn a_shipment_of_an_order_not_yet_known_counts_for_nothing() {
    assert_eq!(fold(&[shipped(30, 1, "2026-01-02")]).sums(), DaySums::default());
}

#[test]
fn an_order_is_cash_when_it_is_complete_and_its_last_invoice_paid() {
    let mut facts = vec![
        submitted(0, 1),
        posted(11, DocumentKind::Invoice, 1, "2026-01-02", "2026-02-01", 100),
        posted(12, DocumentKind::Invoice, 1, "2026-01-03", "2026-02-02", 200),
        moved(200, 2, 11, 1, "2026-01-09", 0, paid_by(21)),
        completed(400, 1),
    ];
    assert_eq!(total(&fold(&facts), Measure::OrderToCash), Sum::default(), "one invoice is open");
    facts.push(moved(300, 2, 12, 1, "2026-01-13", 0, Cause::WriteOff));
    assert_eq!(total(&fold(&facts), Measure::OrderToCash), Sum { count: 1, amount: 300 * HOUR });
    facts.push(moved(500, 3, 12, 1, "2026-01-21", 50, Cause::Reversal));
    assert_eq!(total(&fold(&facts), Measure::OrderToCash), Sum::default(), "a payment was taken back");
}

#[test]
fn an_unused_credit_note_keeps_no_order_open() {
    let facts = [
        submitted(0, 1),
        posted(11, DocumentKind::Invoice, 1, "2026-01-02", "2026-02-01", 100),
        posted(12, DocumentKind::CreditNote, 1, "2026-01-03", "2026-01-03", 20),
        moved(200, 2, 11, 1, "2026-01-09", 0, paid_by(21)),
        completed(400, 1),
    ];
    assert_eq!(total(&fold(&facts), Measure::OrderToCash).count, 1);
}

#[test]
fn the_confirmation_may_name_the_submission() {
    let mut book = fold(&[submitted(10, 1), shipped(30, 1, "2026-01-02")]);
    let confirmed = Fact::OrderConfirmed { order: id(1), submitted_at: Some(at(8)) };
    book.take(&fact(11, 2, confirmed)).unwrap();
    assert_eq!(total(&book, Measure::OrderCycle).amount, 22 * HOUR);
}
