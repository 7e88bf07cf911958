use super::{super::*, story::*};

#[test]
fn what_is_owed_is_the_sum_of_its_movements() {
    let book = fold(&[
        posted(1, DocumentKind::Invoice, 0, "2026-01-02", "2026-02-01", 10_000),
        posted(2, DocumentKind::CreditNote, 0, "2026-01-10", "2026-01-10", 1_500),
        moved(300, 2, 1, 0, "2026-01-20", 4_000, paid_by(21)),
        moved(301, 3, 1, 0, "2026-01-21", 2_500, Cause::CreditNote),
        moved(301, 2, 2, 0, "2026-01-21", 0, Cause::CreditNote),
    ]);
    assert_eq!(total(&book, Measure::Receivables), Sum { count: 5, amount: 2_500 });
    let open: i64 = book.items.changed().map(|(_, item)| item.open).sum();
    assert_eq!(open, 2_500);
    let amounts: Vec<i64> = book.movements.iter().map(|movement| movement.amount).collect();
    assert_eq!(amounts, [10_000, -1_500, -6_000, -1_500, 1_500]);
}

#[test]
fn a_credit_note_is_never_past_due() {
    let book = fold(&[posted(2, DocumentKind::CreditNote, 0, "2026-01-10", "2026-01-10", 1_500)]);
    assert_eq!(book.movements[0].due_on.days(), Receivable::NEVER_DUE);
    assert_eq!(book.movements[0].due_on.to_string(), "9999-12-31");
}

#[test]
fn a_reversal_opens_what_it_takes_back() {
    let book = fold(&[
        posted(1, DocumentKind::Invoice, 0, "2026-01-02", "2026-02-01", 10_000),
        moved(300, 2, 1, 0, "2026-01-20", 0, paid_by(21)),
        moved(301, 3, 1, 0, "2026-01-22", 10_000, Cause::Reversal),
    ]);
    assert_eq!(book.movements[2].amount, 10_000);
    assert_eq!(total(&book, Measure::InvoicesApplied).count, 1);
    assert_eq!(total(&book, Measure::InvoicesStraightThrough).count, 0);
}

#[test]
fn an_invoice_is_straight_through_when_all_its_applications_were() {
    let invoice = posted(1, DocumentKind::Invoice, 0, "2026-01-02", "2026-02-01", 10_000);
    let (first, second) =
        (moved(300, 2, 1, 0, "2026-01-20", 4_000, paid_by(21)), moved(310, 3, 1, 0, "2026-01-21", 0, paid_by(22)));
    let machine = [received(290, 21), received(290, 22), decided(300, 21, true), decided(310, 22, true)];
    let count = |facts: &[&Observed]| {
        let facts: Vec<Observed> = facts.iter().map(|fact| (*fact).clone()).collect();
        let book = fold(&facts);
        (total(&book, Measure::InvoicesApplied).count, total(&book, Measure::InvoicesStraightThrough).count)
    };
    let [one, two, decided_one, decided_two] = &machine;
    // payments may say so before or after receivables
    assert_eq!(count(&[&invoice, &first, &second, one, two, decided_one, decided_two]), (1, 1));
    assert_eq!(count(&[&invoice, one, decided_one, two, decided_two, &first, &second]), (1, 1));
    assert_eq!(count(&[&invoice, &first, one, decided_one, &second]), (1, 0), "not known yet");
    let by_person = decided(310, 22, false);
    assert_eq!(count(&[&invoice, &first, &second, one, two, decided_one, &by_person]), (1, 0));
}

#[test]
fn cash_waits_until_anything_of_it_is_applied() {
    let book = fold(&[received(10, 21), decided(34, 21, true), decided(99, 21, true)]);
    assert_eq!(total(&book, Measure::CashApplication), Sum { count: 1, amount: 24 * 3_600_000_000 });
    let mut nothing = decided(34, 21, true);
    if let Fact::CashApplied { applied, .. } = &mut nothing.fact {
        *applied = gbp(0);
    }
    assert_eq!(total(&fold(&[received(10, 21), nothing]), Measure::CashApplication), Sum::default());
}

#[test]
fn a_refused_fact_has_changed_nothing() {
    let mut book = fold(&[posted(1, DocumentKind::Invoice, 0, "2026-01-02", "2026-02-01", 10_000)]);
    let before = format!("{:?}", (book.sums(), &book.movements, book.items.get(&id(1))));
    let mut foreign = moved(300, 2, 1, 0, "2026-01-20", 0, paid_by(21));
    if let Fact::ItemMoved(moved) = &mut foreign.fact {
        moved.open_after = o2c_kernel::Money::new(0, o2c_kernel::Currency::EUR);
    }
    assert_eq!(book.take(&foreign), Err(Refusal::OtherCurrency { item: id(1) }));
    let unknown = moved(300, 2, 7, 0, "2026-01-20", 0, paid_by(21));
    assert_eq!(book.take(&unknown), Err(Refusal::NotPosted { item: id(7) }));
    let again = posted(1, DocumentKind::Invoice, 0, "2026-01-02", "2026-02-01", 10_000);
    assert_eq!(book.take(&again), Err(Refusal::PostedTwice { item: id(1) }));
    assert_eq!(book.take(&decided(1, 5, true)), Err(Refusal::NotReceived { receipt: id(105) }));
    assert_eq!(format!("{:?}", (book.sums(), &book.movements, book.items.get(&id(1)))), before);
}
