use o2c_kernel::{Actor, Id, Principal};

use crate::domain::{
    DecideWriteOff, Desk, EdgeOutcome, Loaded, Moment, Refusal, RequestWriteOff, ReverseApplication, Tolerance,
    Tolerances, WriteOffState, edge_of_write_off, testing::*,
};

fn ask(number: u128, invoice: u128, amount: i64) -> RequestWriteOff {
    RequestWriteOff {
        write_off: Id::from_uuid(uuid(number)),
        item: item(invoice),
        amount: gbp(amount),
        reason: "insolvent".into(),
    }
}

fn decide(number: u128, approve: bool) -> DecideWriteOff {
    DecideWriteOff { write_off: Id::from_uuid(uuid(number)), approve, reason: "agreed".into() }
}

fn bert() -> Principal {
    Principal::parse("bert").unwrap()
}

/// The same books, at somebody else's desk.
fn handed_to(by: impl Into<Actor>, desk: Desk) -> Desk {
    let changes = desk.into_changes();
    let moment = Moment { now: o2c_kernel::Instant::from_micros(0), today: day("2026-03-02"), by: by.into() };
    let (items, write_offs) = (changes.new_items, changes.new_write_offs);
    Desk::new(moment, Tolerances::default(), Loaded { items, write_offs, ..Loaded::default() })
}

#[test]
fn who_asks_does_not_decide() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let asked = desk.request_write_off(&ask(50, 10, 1000)).unwrap();
    assert_eq!(asked.state, WriteOffState::Requested);
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(1000));
    assert_eq!(desk.decide_write_off(&decide(50, true)), Err(Refusal::RequesterIsApprover(asked.id)));

    let mut desk = handed_to(bert(), desk);
    let decided = desk.decide_write_off(&decide(50, true)).unwrap();
    assert_eq!((decided.state, decided.version), (WriteOffState::Approved, 2));
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(0));
    assert_eq!(desk.decide_write_off(&decide(50, true)), Err(Refusal::WriteOffDecided(asked.id)));
    assert!(matches!(desk.decide_write_off(&decide(51, true)), Err(Refusal::WriteOffNotFound(_))));
}

#[test]
fn whose_key_asks_or_decides_is_who_asks_or_decides() {
    let key = Actor::new(Principal::parse("key:1").unwrap(), Some(Principal::parse("anna").unwrap()));
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let asked = desk.request_write_off(&ask(50, 10, 1000)).unwrap();
    let mut desk = handed_to(key, desk);
    assert_eq!(desk.decide_write_off(&decide(50, true)), Err(Refusal::RequesterIsApprover(asked.id)));
    let by_key = desk.request_write_off(&ask(51, 10, 1000)).unwrap();
    assert_eq!(by_key.requested_by.as_str(), "anna");
    let mut desk = handed_to(Actor::new(Principal::parse("key:2").unwrap(), Some(by_key.requested_by)), desk);
    assert_eq!(desk.decide_write_off(&decide(51, true)), Err(Refusal::RequesterIsApprover(by_key.id)));
}

#[test]
fn a_rejection_writes_nothing_off_and_what_was_paid_meanwhile_is_not_written_off() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.request_write_off(&ask(50, 10, 1000)).unwrap();
    desk.request_write_off(&ask(51, 10, 600)).unwrap();
    let mut desk = handed_to(bert(), desk);
    assert_eq!(desk.decide_write_off(&decide(50, false)).unwrap().state, WriteOffState::Rejected);
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(1000));
    desk.apply_cash(&cash(20, 30, 500, &[(10, 500)])).unwrap();
    assert!(matches!(desk.decide_write_off(&decide(51, true)), Err(Refusal::ExceedsOpenAmount { .. })));
    assert_eq!(desk.write_off(Id::from_uuid(uuid(51))).unwrap().state, WriteOffState::Requested);
}

#[test]
fn the_tolerance_decides_at_once_and_nobody_asks_for_more_than_is_open() {
    let moment =
        Moment { now: o2c_kernel::Instant::from_micros(0), today: day("2026-03-01"), by: Principal::local().into() };
    let tolerances = Tolerances { on_request: Tolerance::of_all(100), ..Tolerances::default() };
    let mut desk = Desk::new(moment, tolerances, Loaded::default());
    desk.post(&invoice(10, 1000)).unwrap();
    desk.post(&credit_note(11, 1000)).unwrap();
    assert_eq!(desk.request_write_off(&ask(50, 10, 100)).unwrap().state, WriteOffState::Approved);
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(900));
    assert_eq!(desk.request_write_off(&ask(51, 10, 101)).unwrap().state, WriteOffState::Requested);
    assert!(matches!(desk.request_write_off(&ask(52, 10, 901)), Err(Refusal::ExceedsOpenAmount { .. })));
    assert!(matches!(desk.request_write_off(&ask(53, 11, 1)), Err(Refusal::ExceedsOpenAmount { .. })));
    assert!(matches!(desk.request_write_off(&ask(54, 99, 1)), Err(Refusal::OpenItemNotFound(_))));
}

#[test]
fn a_tolerance_is_one_for_the_whole_item_however_often_it_is_asked_for() {
    let moment =
        Moment { now: o2c_kernel::Instant::from_micros(0), today: day("2026-03-01"), by: Principal::local().into() };
    let tolerances = Tolerances { on_request: Tolerance::of_all(100), ..Tolerances::default() };
    let mut desk = Desk::new(moment, tolerances, Loaded::default());
    desk.post(&invoice(10, 10_000)).unwrap();
    desk.post(&invoice(11, 10_000)).unwrap();
    let state =
        |desk: &mut Desk, number, invoice, amount| desk.request_write_off(&ask(number, invoice, amount)).unwrap().state;
    assert_eq!(state(&mut desk, 50, 10, 60), WriteOffState::Approved);
    assert_eq!(state(&mut desk, 51, 10, 41), WriteOffState::Requested, "101 in parts");
    assert_eq!(state(&mut desk, 52, 10, 40), WriteOffState::Approved);
    assert_eq!(state(&mut desk, 53, 10, 1), WriteOffState::Requested);
    assert_eq!(state(&mut desk, 54, 11, 100), WriteOffState::Approved, "another item has its own");

    let application = edge_of_write_off(Id::from_uuid(uuid(50)));
    desk.reverse(&ReverseApplication { application, reason: "a mistake".into() }).unwrap();
    assert_eq!(state(&mut desk, 55, 10, 61), WriteOffState::Requested);
    assert_eq!(state(&mut desk, 56, 10, 60), WriteOffState::Approved, "what was taken back counts no more");

    // what goes along with payments has a tolerance of its own, 500, for all of it: 100 of that are written off already
    let outcome = |desk: &mut Desk, number, write_off| {
        let mut command = cash(number, 1_000 + number, 1_000, &[(10, 1_000)]);
        command.edges[0].write_off = gbp(write_off);
        desk.apply_cash(&command).unwrap().edges.remove(0).outcome
    };
    let refused = EdgeOutcome::Refused("WRITE_OFF_EXCEEDS_TOLERANCE".into());
    let EdgeOutcome::Applied(first) = outcome(&mut desk, 20, 300) else { panic!("refused") };
    assert_eq!(outcome(&mut desk, 21, 101), refused);
    assert!(matches!(outcome(&mut desk, 22, 100), EdgeOutcome::Applied(_)));
    assert_eq!(outcome(&mut desk, 23, 1), refused);
    desk.reverse(&ReverseApplication { application: first, reason: "returned".into() }).unwrap();
    assert!(matches!(outcome(&mut desk, 24, 300), EdgeOutcome::Applied(_)));

    // and the other way round
    desk.post(&invoice(12, 10_000)).unwrap();
    let mut command = cash(30, 1_030, 1_000, &[(12, 1_000)]);
    command.edges[0].write_off = gbp(60);
    assert!(matches!(desk.apply_cash(&command).unwrap().edges[0].outcome, EdgeOutcome::Applied(_)));
    assert_eq!(state(&mut desk, 57, 12, 41), WriteOffState::Requested);
    assert_eq!(state(&mut desk, 58, 12, 40), WriteOffState::Approved);
}

#[test]
fn what_somebody_else_approved_leaves_the_tolerance_as_it_was() {
    let mut desk = desk();
    desk.post(&invoice(10, 10_000)).unwrap();
    desk.request_write_off(&ask(50, 10, 1_000)).unwrap();
    let changes = desk.into_changes();
    let moment = Moment { now: o2c_kernel::Instant::from_micros(0), today: day("2026-03-02"), by: bert().into() };
    let tolerances = Tolerances { on_request: Tolerance::of_all(100), ..Tolerances::default() };
    let loaded = Loaded { items: changes.new_items, write_offs: changes.new_write_offs, ..Loaded::default() };
    let mut desk = Desk::new(moment, tolerances, loaded);
    desk.decide_write_off(&decide(50, true)).unwrap();
    assert_eq!(desk.request_write_off(&ask(51, 10, 100)).unwrap().state, WriteOffState::Approved);
}
