use o2c_kernel::Id;

use crate::domain::{BadDebt, Books, Loaded, Refusal, testing::*};

fn closed_through(text: &str) -> Loaded {
    Loaded { books: Books { closed_through: Some(day(text)) }, ..Loaded::default() }
}

#[test]
fn facts_of_a_closed_period_are_posted_on_the_first_open_day() {
    let mut desk = desk_with(closed_through("2026-02-28"));
    desk.post(&invoice(10, 1000)).unwrap();
    desk.apply_cash(&cash(20, 30, 1000, &[(10, 1000)])).unwrap();
    let posted = desk.item(item(10)).unwrap();
    assert_eq!((posted.document_date, posted.posted_on), (day("2026-01-01"), day("2026-03-01")));
    let changes = desk.into_changes();
    assert!(changes.entries.iter().all(|entry| entry.posted_on == day("2026-03-01")));
    assert!(changes.applications.iter().all(|edge| edge.effective_on == day("2026-03-01")));
}

#[test]
fn commands_are_refused() {
    let mut desk = desk_with(closed_through("2026-03-01"));
    desk.post(&invoice(10, 1000)).unwrap();
    let decision = desk.apply_cash(&cash(20, 30, 1000, &[(10, 1000)])).unwrap();
    assert_eq!(decision.edges[0].outcome, crate::domain::EdgeOutcome::Refused("PERIOD_CLOSED".into()));
    let debt = BadDebt {
        entry: Id::from_uuid(uuid(70)),
        amount: gbp(5),
        posted_on: day("2026-03-01"),
        reference: "A563185".into(),
        description: String::new(),
    };
    assert!(matches!(desk.post_bad_debt(&debt), Err(Refusal::PeriodClosed { .. })));
    let tomorrow = BadDebt { posted_on: day("2026-03-02"), ..debt };
    assert!(matches!(desk.post_bad_debt(&tomorrow), Err(Refusal::InvalidRequest(_))));
    desk.at(o2c_kernel::Instant::from_micros(0), day("2026-03-02"));
    assert!(desk.post_bad_debt(&tomorrow).is_ok());
}

#[test]
fn a_payment_is_not_effective_before_what_it_pays() {
    let mut desk = desk();
    let mut later = invoice(10, 1000);
    later.issued_on = day("2026-05-01");
    desk.post(&later).unwrap();
    desk.apply_cash(&cash(20, 30, 1000, &[(10, 1000)])).unwrap();
    assert_eq!(desk.into_changes().applications[0].effective_on, day("2026-05-01"));
}
