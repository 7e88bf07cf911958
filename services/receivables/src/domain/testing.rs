//! Builders for tests of the rules, in the business's words.

use o2c_kernel::{Currency, Date, Id, Instant, Money, Principal};
use uuid::Uuid;

use super::{
    ApplyCash, CustomerId, Desk, DocumentId, DocumentType, Issued, Loaded, Moment, OpenItemId, ProposedEdge,
    ReceiptFacts, Tolerances, item_of,
};

pub fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn customer() -> CustomerId {
    Id::from_uuid(uuid(1))
}

pub fn item(number: u128) -> OpenItemId {
    item_of(Id::from_uuid(uuid(number)))
}

pub fn desk() -> Desk {
    desk_with(Loaded::default())
}

pub fn desk_with(loaded: Loaded) -> Desk {
    let moment = Moment {
        now: Instant::from_micros(1_000_000),
        today: day("2026-03-01"),
        by: Principal::parse("anna").unwrap().into(),
    };
    Desk::new(moment, Tolerances::default(), loaded)
}

/// A document of the customer over so much gross, a sixth of it tax.
pub fn issued(number: u128, document_type: DocumentType, gross: i64) -> Issued {
    let document: DocumentId = Id::from_uuid(uuid(number));
    Issued {
        document_type,
        document,
        number: format!("D-{number}"),
        order: None,
        customer: customer(),
        customer_name: "Kettles Ltd".into(),
        issued_on: day("2026-01-01"),
        due_on: day("2026-01-31"),
        net: gbp(gross - gross / 6),
        tax: gbp(gross / 6),
        gross: gbp(gross),
        cash: false,
        corrects: None,
        dispute: None,
    }
}

pub fn invoice(number: u128, gross: i64) -> Issued {
    issued(number, DocumentType::Invoice, gross)
}

pub fn credit_note(number: u128, gross: i64) -> Issued {
    issued(number, DocumentType::CreditNote, gross)
}

/// A proposal over a receipt: pairs of an invoice and its cash.
pub fn cash(proposal: u128, receipt: u128, amount: i64, edges: &[(u128, i64)]) -> ApplyCash {
    let edge =
        |(number, amount): &(u128, i64)| ProposedEdge { item: item(*number), amount: gbp(*amount), write_off: gbp(0) };
    ApplyCash {
        proposal: Id::from_uuid(uuid(proposal)),
        receipt: ReceiptFacts {
            id: Id::from_uuid(uuid(receipt)),
            customer: Some(customer()),
            amount: gbp(amount),
            value_date: day("2026-02-27"),
        },
        edges: edges.iter().map(edge).collect(),
    }
}
