use o2c_kernel::Id;

use crate::domain::{Desk, DisputeId, ReceivablesFact, Refusal, testing::*};

fn dispute() -> DisputeId {
    Id::from_uuid(uuid(60))
}

fn told(desk: Desk) -> Vec<(i64, bool)> {
    let changes = desk.into_changes();
    let flag = |(_, fact): &(_, ReceivablesFact)| match fact {
        ReceivablesFact::Disputed { amount, settled, .. } => Some((amount.minor(), *settled)),
        _ => None,
    };
    changes.facts.iter().filter_map(flag).collect()
}

/// What was flagged; the dispute is over with the last one and no earlier.
fn flags(desk: Desk) -> Vec<i64> {
    let told = told(desk);
    let settled = told.iter().position(|(_, settled)| *settled);
    assert!(settled.is_none_or(|place| place + 1 == told.len()), "{told:?}");
    told.into_iter().map(|(amount, _)| amount).collect()
}

#[test]
fn a_flag_is_never_more_than_is_open_and_follows_it_both_ways() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().disputed(), gbp(600));
    let decision = desk.apply_cash(&cash(20, 30, 700, &[(10, 700)])).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().disputed(), gbp(300));
    let crate::domain::EdgeOutcome::Applied(application) = decision.edges[0].outcome.clone() else { panic!() };
    desk.reverse(&crate::domain::ReverseApplication { application, reason: "returned".into() }).unwrap();
    desk.settle_dispute(dispute(), item(10));
    desk.settle_dispute(dispute(), item(10));
    assert_eq!(desk.item(item(10)).unwrap().dispute, None);
    assert_eq!(flags(desk), [600, 300, 600, 0]);
}

#[test]
fn a_credit_note_settles_its_dispute() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    let mut note = credit_note(11, 500);
    note.corrects = Some(Id::from_uuid(uuid(10)));
    note.dispute = Some(dispute());
    desk.post(&note).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(500));
    assert_eq!(desk.item(item(10)).unwrap().dispute, None);
    assert_eq!(flags(desk), [600, 500, 0]);
}

#[test]
fn an_opening_that_comes_after_its_settlement_flags_nothing() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.settle_dispute(dispute(), item(10));
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().disputed(), gbp(0));
    assert_eq!(flags(desk), [0]);
}

#[test]
fn an_item_that_is_not_there_cannot_be_flagged() {
    let mut desk = desk();
    assert_eq!(desk.open_dispute(dispute(), item(10), gbp(1)), Err(Refusal::OpenItemNotFound(item(10))));
}

#[test]
fn what_is_paid_in_full_is_not_flagged_and_not_settled() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    desk.apply_cash(&cash(20, 30, 1000, &[(10, 1000)])).unwrap();
    let mut note = credit_note(11, 600);
    note.corrects = Some(Id::from_uuid(uuid(10)));
    note.dispute = Some(dispute());
    desk.post(&note).unwrap();
    assert_eq!(told(desk), [(600, false), (0, false), (0, true)]);
}

#[test]
fn a_note_without_reference_pays_what_its_dispute_is_over() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    let mut note = credit_note(11, 600);
    note.dispute = Some(dispute());
    desk.post(&note).unwrap();
    assert_eq!((desk.item(item(10)).unwrap().open, desk.item(item(11)).unwrap().open), (gbp(400), gbp(0)));
    assert_eq!((desk.flagged_by(dispute()), desk.is_settled(dispute())), (None, true));
    // any other stays on the account
    desk.post(&credit_note(12, 100)).unwrap();
    assert_eq!(desk.item(item(12)).unwrap().open, gbp(100));
    assert_eq!(told(desk), [(600, false), (400, false), (0, true)]);
}

#[test]
fn a_dispute_is_raised_while_it_flags_and_never_after() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.raise_dispute(dispute(), item(10), gbp(700)).unwrap();
    desk.open_dispute(dispute(), item(10), gbp(600)).unwrap();
    desk.raise_dispute(dispute(), item(10), gbp(700)).unwrap();
    desk.settle_dispute(dispute(), item(10));
    desk.raise_dispute(dispute(), item(10), gbp(800)).unwrap();
    assert_eq!(flags(desk), [600, 700, 0]);
}
