//! The result depends neither on how facts were cut into sets, nor on which service's facts came first.

use proptest::prelude::*;

use super::{super::*, story::*};

/// The story of two orders, one stream per aggregate.
fn streams(first: u64, ship: u64, pay: u64, straight: bool, reverse: bool) -> Vec<Vec<Observed>> {
    let mut invoice = vec![
        posted(11, DocumentKind::Invoice, 1, "2026-01-02", "2026-02-01", 10_000),
        moved(pay, 2, 11, 1, "2026-01-20", 4_000, paid_by(21)),
        moved(pay + 9, 3, 11, 1, "2026-01-22", 0, paid_by(22)),
    ];
    if reverse {
        invoice.push(moved(pay + 20, 4, 11, 1, "2026-01-25", 6_000, Cause::Reversal));
    }
    vec![
        vec![submitted(first, 1), completed(pay + 10, 1)],
        vec![shipped(ship, 1, "2026-01-02")],
        vec![shipped(ship + 40, 1, "2026-01-05")],
        invoice,
        vec![posted(12, DocumentKind::CreditNote, 1, "2026-01-10", "2026-01-10", 1_500)],
        vec![received(pay - 10, 21), decided(pay, 21, true)],
        vec![received(pay - 4, 22), decided(pay + 9, 22, straight)],
    ]
}

/// Interleaves streams, each in its own order.
fn interleaved(mut streams: Vec<Vec<Observed>>, choices: &[usize]) -> Vec<Observed> {
    let mut facts = Vec::new();
    let mut choices = choices.iter().cycle();
    while !streams.is_empty() {
        let at = choices.next().unwrap() % streams.len();
        facts.push(streams[at].remove(0));
        if streams[at].is_empty() {
            streams.remove(at);
        }
    }
    facts
}

/// Folds in sets: each begins with rows as the one before has left them. The sums of all sets together.
fn in_sets(facts: &[Observed], size: usize) -> (DaySums, Vec<String>) {
    let mut rows = Book::default();
    let mut sums = DaySums::default();
    for set in facts.chunks(size) {
        let mut book = Book::default();
        book.orders.load(rows.orders.into_rows());
        book.items.load(rows.items.into_rows());
        book.receipts.load(rows.receipts.into_rows());
        book.proposals.load(rows.proposals.into_rows());
        book.edges = rows.edges;
        for fact in set {
            book.take(fact).unwrap();
        }
        sums.merge(&book.sums());
        rows = book;
    }
    let mut kept: Vec<String> = rows.orders.into_rows().map(|(_, row)| format!("{row:?}")).collect();
    kept.extend(rows.items.into_rows().map(|(_, row)| format!("{row:?}")));
    kept.extend(rows.receipts.into_rows().map(|(_, row)| format!("{row:?}")));
    kept.sort();
    (sums, kept)
}

proptest! {
    #[test]
    fn neither_the_order_of_services_nor_the_size_of_sets_matters(
        choices in prop::collection::vec(0_usize..7, 1..40),
        size in 1_usize..9,
        straight: bool,
        reverse: bool,
    ) {
        let streams = streams(1, 30, 400, straight, reverse);
        let plain: Vec<Observed> = streams.concat();
        let mixed = interleaved(streams, &choices);
        let (expected_sums, expected) = in_sets(&plain, plain.len());
        let (sums, kept) = in_sets(&mixed, size);
        prop_assert_eq!(kept, expected);
        prop_assert!(sums.changes().eq(expected_sums.changes()));
    }
}
