//! Customers, items and days in the words of the tests.

use o2c_kernel::{Currency, Date, Id, Money};
use uuid::Uuid;

use crate::domain::*;

pub fn gbp(text: &str) -> Money {
    Money::parse(text, Currency::GBP).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn customer() -> CustomerId {
    Id::from_uuid(Uuid::from_u128(7))
}

pub fn procedure() -> Procedure {
    Procedure::standard(Id::from_uuid(Uuid::nil()), Currency::GBP)
}

pub fn fresh() -> Fresh {
    Fresh { case: Id::from_uuid(Uuid::from_u128(100)), notice: Id::from_uuid(Uuid::from_u128(200)) }
}

/// An invoice.
pub fn owed(number: u128, amount: &str, due: &str) -> AccountItem {
    AccountItem {
        id: Id::from_uuid(Uuid::from_u128(number)),
        document_number: format!("IN-{number}"),
        document_date: day("2010-12-01"),
        due_on: day(due),
        owed: true,
        open: gbp(amount),
        disputed: false,
        version: 1,
        dunned: None,
    }
}

/// An unused credit note.
pub fn credit(number: u128, amount: &str, on: &str) -> AccountItem {
    AccountItem { owed: false, document_date: day(on), ..owed(number, amount, on) }
}

pub fn account(items: Vec<AccountItem>) -> Account {
    Account { customer: customer(), currency: Currency::GBP, case: None, last_notice_on: None, items }
}

/// The account after a decision was carried out, as the next run finds it.
pub fn carried_out(mut account: Account, decision: &Decision) -> Account {
    if let Some(case) = &decision.case {
        account.case = Some(case.clone()).filter(|case| case.state == CaseState::Open);
    }
    if let Some(notice) = &decision.notice {
        account.last_notice_on = Some(notice.issued_on);
        for line in &notice.lines {
            for item in account.items.iter_mut().filter(|item| item.id == line.item && item.owed) {
                item.dunned = Some(Dunned { level: line.level, case: notice.case });
            }
        }
    }
    account
}

pub fn open_item(amount: &str) -> OpenItem {
    OpenItem {
        id: Id::from_uuid(Uuid::from_u128(1)),
        document_type: DocumentType::Invoice,
        document: Id::from_uuid(Uuid::from_u128(2)),
        document_number: "IN-1".to_owned(),
        customer: customer(),
        customer_name: "Anna".to_owned(),
        document_date: day("2010-12-01"),
        due_on: day("2010-12-31"),
        original: gbp(amount),
        open: gbp(amount),
        flagged: gbp("0"),
        objection: None,
        opening: false,
        version: 3,
    }
}

pub fn dispute_over(item: &OpenItem, amount: &str) -> Dispute {
    Dispute::open(
        item,
        NewDispute {
            id: Id::from_uuid(Uuid::from_u128(50)),
            disputed: gbp(amount),
            reason: DisputeReason::Price,
            description: String::new(),
            deduction: None,
            on: day("2011-01-02"),
            by: "anna".to_owned(),
        },
    )
}

pub fn ruling(resolution: Resolution) -> Ruling {
    let (credited, by) = (resolution.credited(gbp("40.00")), "paul".to_owned());
    Ruling { resolution, credited, by, on: day("2011-01-05"), reason: "agreed".to_owned() }
}
