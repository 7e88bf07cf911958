use proptest::prelude::*;

use super::builders::*;
use crate::domain::*;
use o2c_kernel::{Applied, Currency, Money, Violations};

/// A dispute in each state, by the moves that lead there.
fn in_state(state: DisputeState) -> (OpenItem, Dispute) {
    let mut item = open_item("100.00");
    let mut dispute = dispute_over(&item, "40.00");
    item.object(dispute.id, gbp("40.00")).unwrap();
    match state {
        DisputeState::Open => {}
        DisputeState::InReview => assert_eq!(dispute.assign("rita"), Ok(Applied::Now(()))),
        DisputeState::Resolved => dispute.resolve(ruling(Resolution::Credit)).unwrap(),
        DisputeState::Closed => {
            dispute.resolve(ruling(Resolution::Credit)).unwrap();
            dispute.close(day("2011-01-09"), &item).unwrap();
        }
    }
    assert_eq!(dispute.state, state);
    (item, dispute)
}

#[test]
fn every_state_takes_its_commands_and_no_other() {
    use DisputeState::{Closed, InReview, Open, Resolved};
    for (state, assigned, resolved, closed) in [
        (Open, Some(InReview), Some(Resolved), None),
        (InReview, Some(InReview), Some(Resolved), None),
        (Resolved, None, None, Some(Closed)),
        (Closed, None, None, None),
    ] {
        let (item, dispute) = in_state(state);
        let after = |result: Result<(), Refusal>, changed: &Dispute| match result {
            Ok(()) => Some(changed.state),
            Err(_) => {
                assert_eq!(changed, &dispute, "a refused command changed something");
                None
            }
        };
        let mut copy = dispute.clone();
        let result = copy.assign("vera").map(|_| ());
        assert_eq!(after(result, &copy), assigned, "assign in {state:?}");
        for resolution in
            [Resolution::Credit, Resolution::Partial(gbp("1")), Resolution::Rejected, Resolution::Withdrawn]
        {
            let mut copy = dispute.clone();
            let result = copy.resolve(ruling(resolution));
            assert_eq!(after(result, &copy), resolved, "{resolution:?} in {state:?}");
        }
        let mut copy = dispute.clone();
        let result = copy.close(day("2011-02-01"), &item);
        assert_eq!(after(result, &copy), closed, "close in {state:?}");
    }
}

#[test]
fn assigning_to_the_same_person_again_is_no_change() {
    let (_, mut dispute) = in_state(DisputeState::InReview);
    assert_eq!(dispute.assign("rita"), Ok(Applied::Already));
    assert_eq!(dispute.assign("vera"), Ok(Applied::Now(())));
}

#[test]
fn what_is_credited_follows_from_the_resolution() {
    for (resolution, credited) in [
        (Resolution::Credit, "40.00"),
        (Resolution::Partial(gbp("12.50")), "12.50"),
        (Resolution::Rejected, "0"),
        (Resolution::Withdrawn, "0"),
    ] {
        let (_, mut dispute) = in_state(DisputeState::Open);
        assert_eq!(dispute.credited(), gbp("0"));
        dispute.resolve(ruling(resolution)).unwrap();
        assert_eq!(dispute.credited(), gbp(credited));
    }
}

#[test]
fn a_part_is_less_than_the_whole_and_of_its_currency() {
    let (_, mut dispute) = in_state(DisputeState::Open);
    let all = dispute.resolve(ruling(Resolution::Partial(gbp("40.00"))));
    assert!(matches!(all, Err(Refusal::CreditExceedsDispute { .. })));
    let foreign = dispute.resolve(ruling(Resolution::Partial(Money::new(1, Currency::EUR))));
    let fields = Violations::of_currency("credited_amount", Currency::GBP);
    assert_eq!(foreign, Err(Refusal::CurrencyMismatch(fields)));
    assert_eq!(dispute.state, DisputeState::Open);
}

#[test]
fn deductions_add_up_to_what_is_open_and_no_further() {
    let (mut item, mut dispute) = in_state(DisputeState::Open);
    item.now_open(gbp("70.00")).unwrap();
    dispute.join(&mut item, gbp("40.00")).unwrap();
    assert_eq!(dispute.join(&mut item, gbp("25.00")), Ok(Applied::Now(())));
    assert_eq!(dispute.disputed, gbp("65.00"));
    assert_eq!(dispute.join(&mut item, gbp("25.00")), Ok(Applied::Now(())));
    assert_eq!((dispute.disputed, item.disputed()), (gbp("70.00"), gbp("70.00")));
    item.now_open(gbp("10.00")).unwrap();
    assert_eq!(dispute.join(&mut item, gbp("5.00")), Ok(Applied::Already));
    assert_eq!((item.disputed(), dispute.deducted), (gbp("10.00"), gbp("95.00")));
}

#[test]
fn a_dispute_is_raised_to_more_and_never_to_less() {
    let (mut item, mut dispute) = in_state(DisputeState::InReview);
    assert_eq!(dispute.join(&mut item, gbp("15.00")), Ok(Applied::Already), "it is a part of what was objected to");
    assert_eq!(dispute.join(&mut item, gbp("25.00")), Ok(Applied::Already));
    assert_eq!(dispute.join(&mut item, gbp("15.00")), Ok(Applied::Now(())));
    assert_eq!((dispute.disputed, dispute.raises, item.disputed()), (gbp("55.00"), 1, gbp("55.00")));
    let before = dispute.clone();
    assert_eq!(
        dispute.join(&mut item, Money::new(9_999, Currency::EUR)),
        Err(Refusal::CurrencyMismatch(Violations::default())),
        "of a fact"
    );
    assert_eq!(dispute, before);
}

#[test]
fn only_what_is_undecided_ends_when_nothing_is_open() {
    use DisputeState::{Closed, InReview, Open, Resolved};
    for (state, ends) in [(Open, true), (InReview, true), (Resolved, false), (Closed, false)] {
        let (mut item, mut dispute) = in_state(state);
        assert_eq!(dispute.end_if_paid(&item, "system:collections", day("2011-02-01")), Ok(Applied::Already));
        item.now_open(gbp("0")).unwrap();
        let ended = dispute.end_if_paid(&item, "system:collections", day("2011-02-01")).unwrap();
        assert_eq!(ended.now().is_some(), ends, "{state:?}");
        let paid = dispute.ruling.as_ref().is_some_and(|ruling| ruling.reason == PAID);
        assert_eq!((paid, dispute.credited().is_zero()), (ends, ends), "{state:?}");
    }
}

#[test]
fn a_person_cannot_object_to_more_than_is_open_nor_twice() {
    let mut item = open_item("30.00");
    let (first, second) = (in_state(DisputeState::Open).1.id, dispute_of(o2c_kernel::Id::new()));
    assert!(matches!(item.object(first, gbp("30.01")), Err(Refusal::ExceedsOpenAmount { .. })));
    item.object(first, gbp("30.00")).unwrap();
    assert!(matches!(item.object(second, gbp("1.00")), Err(Refusal::AlreadyDisputed { .. })));
    assert!(matches!(item.deduct(second, gbp("1.00")), Err(Refusal::AlreadyDisputed { .. })));
    let mut note = OpenItem { document_type: DocumentType::CreditNote, ..open_item("30.00") };
    assert!(matches!(note.object(first, gbp("1.00")), Err(Refusal::ExceedsOpenAmount { .. })));
}

proptest! {
    /// COL-2: whatever is asked and however the open amount moves, no more is in dispute than is open.
    #[test]
    fn never_more_in_dispute_than_open(asked in 1_i64..20_000, moves in prop::collection::vec(0_i64..20_000, 0..8)) {
        let mut item = open_item("200.00");
        item.deduct(dispute_over(&item, "1.00").id, Money::new(asked, Currency::GBP)).unwrap();
        for open in moves {
            item.now_open(Money::new(open, Currency::GBP)).unwrap();
            prop_assert!(!item.disputed().is_negative());
            prop_assert!(item.disputed().minor() <= item.open.minor());
            prop_assert_eq!(item.disputed().minor(), asked.min(open));
        }
        item.clear();
        prop_assert!(item.disputed().is_zero());
    }
}
