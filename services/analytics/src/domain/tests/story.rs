//! Facts in the words of the business.

use std::time::Duration;

use o2c_kernel::{Currency, Date, Id, Instant, Money};
use uuid::Uuid;

use super::super::*;

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

pub fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

/// Hours after the morning of 2026-01-01.
pub fn at(hours: u64) -> Instant {
    Instant::parse("2026-01-01T08:00:00Z").unwrap().plus(Duration::from_secs(hours * 3_600))
}

/// A fact some hours after the first morning.
pub fn fact(hours: u64, sequence: i64, fact: Fact) -> Observed {
    let on = day("2026-01-01").add_days(i64::try_from((hours + 8) / 24).unwrap()).unwrap();
    Observed { at: at(hours), on, sequence, fact }
}

pub fn submitted(hours: u64, order: u128) -> Observed {
    let submitted = Fact::OrderSubmitted { order: id(order), number: format!("SO-{order}"), currency: Currency::GBP };
    fact(hours, 1, submitted)
}

pub fn shipped(hours: u64, order: u128, on: &str) -> Observed {
    fact(hours, 5, Fact::ShipmentShipped { order: id(order), shipped_on: day(on) })
}

pub fn completed(hours: u64, order: u128) -> Observed {
    fact(hours, 9, Fact::OrderCompleted { order: id(order) })
}

pub fn posted(item: u128, kind: DocumentKind, order: u128, on: &str, due: &str, gross: i64) -> Observed {
    let posted = Posted {
        item: id(item),
        document: id(item + 1_000),
        kind,
        number: format!("D-{item}"),
        order: (order > 0).then(|| id(order)),
        document_date: day(on),
        due_on: day(due),
        original: gbp(gross),
    };
    fact(0, 1, Fact::ItemPosted(posted))
}

pub fn moved(hours: u64, sequence: i64, item: u128, order: u128, on: &str, open_after: i64, cause: Cause) -> Observed {
    let moved = Moved {
        item: id(item),
        order: (order > 0).then(|| id(order)),
        effective_on: day(on),
        open_after: gbp(open_after),
        cause,
    };
    fact(hours, sequence, Fact::ItemMoved(moved))
}

pub fn paid_by(proposal: u128) -> Cause {
    Cause::Payment { proposal: Some(id(proposal)), receipt: id(proposal + 100) }
}

pub fn decided(hours: u64, proposal: u128, straight_through: bool) -> Observed {
    let decided =
        Fact::CashApplied { receipt: id(proposal + 100), proposal: id(proposal), applied: gbp(1), straight_through };
    fact(hours, 2, decided)
}

pub fn received(hours: u64, proposal: u128) -> Observed {
    let receipt = id(proposal + 100);
    fact(hours, 1, Fact::ReceiptReceived { receipt, number: "RC-1".to_owned(), amount: gbp(10_000) })
}

/// Folds from nothing.
pub fn fold(facts: &[Observed]) -> Book {
    let mut book = Book::default();
    for fact in facts {
        book.take(fact).unwrap();
    }
    book
}

pub fn total(book: &Book, measure: Measure) -> Sum {
    book.sums().changes().filter(|(cell, _)| cell.measure == measure).fold(Sum::default(), |total, (_, sum)| Sum {
        count: total.count + sum.count,
        amount: total.amount + sum.amount,
    })
}
