//! The desk: states × commands, and laws under whatever is asked.

use o2c_kernel::{Currency, Date, Id};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    DocumentKind, ExceptionReason, Hold, ProposalState,
    matching::{Band, Policy},
};

const BY: &str = "anna";

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn item(customer: CustomerId, number: &str, open: i64) -> OpenItem {
    OpenItem {
        id: OpenItemId::derive(uuid::Uuid::nil(), number),
        kind: DocumentKind::Invoice,
        number: number.to_owned(),
        customer,
        customer_name: "Anna Ltd".to_owned(),
        due_on: Date::parse("2011-01-04").unwrap(),
        currency: Currency::GBP,
        open,
        held: 0,
        suggested: 0,
    }
}

fn receipt(minor: i64, payer: &str, reference: &str) -> Receipt {
    Receipt {
        id: Id::new(),
        number: 1,
        customer: None,
        amount: gbp(minor),
        applied: 0,
        on_account: 0,
        unapplied: minor,
        value_date: Date::parse("2011-01-04").unwrap(),
        payer_name: payer.to_owned(),
        reference: reference.to_owned(),
        line: Id::new(),
        revision: 1,
    }
}

/// A customer with two invoices of 10.00, and a receipt.
fn desk(receipt: &Receipt) -> (Desk, [OpenItemId; 2]) {
    let customer = CustomerId::new();
    let items = [item(customer, "INV-1001", 1_000), item(customer, "INV-1002", 1_000)];
    let ids = items.each_ref().map(|item| item.id);
    let mut book = Book::default();
    book.add_payer("ANNALTD".to_owned(), customer);
    items.into_iter().for_each(|item| book.add(item));
    (Desk::new(book).with_receipts([receipt.clone()]), ids)
}

fn only(desk: &Desk) -> Proposal {
    let proposals: Vec<&Proposal> = desk.proposals.values().collect();
    assert_eq!(proposals.len(), 1);
    proposals[0].clone()
}

fn asked(item: OpenItemId, minor: i64) -> AskedItem {
    AskedItem { item, amount: gbp(minor), write_off: None, deduction: None, deduction_reason: String::new() }
}

fn applied(proposal: &Proposal) -> Outcome {
    let outcome = |item: &crate::domain::ProposalItem| ItemOutcome {
        item: item.item,
        application: Some(Id::new()),
        applied: item.amount,
        written_off: item.write_off,
        refusal: String::new(),
    };
    Outcome::Decided(proposal.items.iter().map(outcome).collect())
}

/// A proposal in each state.
fn in_state(state: ProposalState) -> (Desk, Proposal) {
    let reference = match state {
        ProposalState::Applying | ProposalState::AutoApplied => "INV-1001",
        _ => "thanks",
    };
    let one = receipt(1_000, "Anna Ltd", reference);
    let (mut desk, items) = desk(&one);
    desk.match_receipt(one.id, &Policy::default(), "system").unwrap();
    let proposal = only(&desk);
    let end = |desk: &mut Desk, choice: Choice| {
        desk.decide(proposal.id, &choice, BY).unwrap();
        let sent = only(desk);
        desk.record(proposal.id, &applied(&sent)).unwrap();
    };
    match state {
        ProposalState::Proposed | ProposalState::Applying => {}
        ProposalState::AutoApplied => desk.record(proposal.id, &applied(&proposal)).unwrap(),
        ProposalState::Accepted => end(&mut desk, Choice::Accept),
        ProposalState::Edited => end(&mut desk, Choice::Edit(vec![asked(items[1], 500)])),
        ProposalState::Rejected => {
            desk.decide(proposal.id, &Choice::Reject, BY).unwrap();
        }
    }
    let proposal = only(&desk);
    assert_eq!(proposal.state, state);
    (desk, proposal)
}

#[test]
fn what_a_person_may_decide_in_which_state() {
    for state in ProposalState::ALL {
        for choice in [Choice::Accept, Choice::Edit(Vec::new()), Choice::Reject] {
            let (mut desk, proposal) = in_state(state);
            let decided = desk.decide(proposal.id, &choice, BY);
            if state == ProposalState::Proposed {
                assert!(decided.is_ok(), "{state:?} {choice:?}: {decided:?}");
            } else {
                assert_eq!(decided, Err(Refusal::ProposalDecided { proposal: proposal.id, state }));
                assert_eq!(only(&desk), proposal, "a refused decision has changed nothing");
            }
        }
    }
}

#[test]
fn the_owner_s_answer_is_stored_once() {
    for state in ProposalState::ALL {
        let (mut desk, proposal) = in_state(state);
        let recorded = desk.record(proposal.id, &applied(&proposal));
        assert_eq!(recorded.is_ok(), state == ProposalState::Applying, "{state:?}");
    }
}

#[test]
fn what_was_spoken_for_is_left_alone() {
    for state in ProposalState::ALL {
        let (mut desk, proposal) = in_state(state);
        desk.match_receipt(proposal.receipt, &Policy::default(), "system").unwrap();
        assert_eq!(only(&desk), proposal, "{state:?}");
    }
}

#[test]
fn a_hold_is_let_go_once_whichever_comes_first() {
    for fact_first in [true, false] {
        let (mut desk, proposal) = in_state(ProposalState::Applying);
        let id = proposal.items[0].item;
        assert_eq!(desk.book.get(id).unwrap().held, 1_000);
        if fact_first {
            desk.paid(id, 0, proposal.id).unwrap();
        }
        desk.record(proposal.id, &applied(&proposal)).unwrap();
        if !fact_first {
            assert_eq!(desk.book.get(id).unwrap().held, 1_000, "until the owner's fact has arrived");
            desk.paid(id, 0, proposal.id).unwrap();
        }
        let item = desk.book.get(id).unwrap();
        assert_eq!((item.open, item.held, item.suggested, item.available()), (0, 0, 0, 0));
    }
}

#[test]
fn what_is_suggested_is_free_for_an_exact_reference_alone() {
    let (mut desk, suggestion) = in_state(ProposalState::Proposed);
    let id = suggestion.items[0].item;
    assert_eq!((desk.book.get(id).unwrap().available(), desk.book.get(id).unwrap().unheld()), (0, 1_000));
    let [named, unnamed] = [receipt(1_000, "Anna Ltd", "INV-1001"), receipt(1_000, "Anna Ltd", "thanks")];
    desk = desk.with_receipts([named.clone(), unnamed.clone()]);
    desk.match_receipt(named.id, &Policy::default(), "system").unwrap();
    desk.match_receipt(unnamed.id, &Policy::default(), "system").unwrap();
    let of = |receipt: &Receipt| desk.proposals.values().find(|one| one.receipt == receipt.id).unwrap();
    assert_eq!((of(&named).band, of(&named).items[0].item), (Band::Automatic, id));
    assert_eq!((of(&unnamed).band, of(&unnamed).items[0].number.as_str()), (Band::Automatic, "INV-1002"));
}

/// Whichever comes first, the owner's answer or the fact that it was taken back: the end is the same.
#[test]
fn a_reversal_may_come_before_the_answer_to_its_application() {
    let mut ends = Vec::new();
    for fact_first in [true, false] {
        let (mut desk, proposal) = in_state(ProposalState::Applying);
        let (item, receipt) = (proposal.items[0].item, proposal.receipt);
        let application = ApplicationId::derive(proposal.id.uuid(), "application");
        let mut answer = applied(&proposal);
        if let Outcome::Decided(items) = &mut answer {
            items[0].application = Some(application);
        }
        let taken_back = |desk: &mut Desk| {
            desk.paid(item, 0, proposal.id).unwrap();
            desk.reverse(item, 1_000, receipt, application, 1_000).unwrap();
        };
        if fact_first {
            taken_back(&mut desk);
        }
        desk.record(proposal.id, &answer).unwrap();
        if !fact_first {
            taken_back(&mut desk);
        }
        let money = desk.receipt(receipt).unwrap();
        assert_eq!((money.applied, money.on_account, money.unapplied), (0, 0, 1_000), "fact first: {fact_first}");
        let exceptions: Vec<_> = desk.exceptions.values().map(|one| (one.reason, one.amount, one.open)).collect();
        assert_eq!(exceptions, [(ExceptionReason::Reversed, 1_000, true)]);
        let copy = desk.book.get(item).unwrap();
        assert_eq!((copy.open, copy.held, copy.available()), (1_000, 0, 1_000));
        ends.push((only(&desk).state, only(&desk).items[0].applied));
    }
    assert_eq!(ends[0], ends[1]);
}

/// What rests on one customer's account does not become another's by what is tried with the rest.
#[test]
fn a_receipt_with_money_of_one_customer_is_not_put_on_another_s_account() {
    let one = receipt(1_500, "Anna Ltd", "INV-1001");
    let (mut desk, items) = desk(&one);
    let bert = CustomerId::new();
    let of_bert = item(bert, "INV-2001", 1_000);
    desk.book.add(of_bert.clone());
    desk.match_receipt(one.id, &Policy::default(), "system").unwrap();
    desk.record(only(&desk).id, &Outcome::Refused("PERIOD_CLOSED".to_owned())).unwrap();
    let before = desk.receipt(one.id).unwrap().clone();
    let anna = before.customer.unwrap();
    assert_eq!((before.on_account, before.unapplied), (500, 1_000));

    let exception = desk.exceptions.values().next().unwrap().id;
    for (customer, asked) in [(Some(bert), Vec::new()), (None, vec![asked(of_bert.id, 1_000)])] {
        let refused = desk.resolve(exception, customer, &asked, BY).unwrap_err();
        assert_eq!(refused.reason(), "PAYER_IS_ANOTHER");
        assert_eq!(desk.receipt(one.id).unwrap(), &before);
        assert!(desk.exception(exception).unwrap().open);
    }
    desk.resolve(exception, Some(anna), &[asked(items[0], 1_000)], BY).unwrap();
}

/// Neither does what is on its way: of two parts of a receipt, one cannot go to one customer and one to another.
#[test]
fn what_is_on_its_way_for_one_customer_keeps_the_rest_from_another() {
    let one = receipt(2_000, "Anna Ltd", "INV-1001 INV-1002");
    let (mut desk, items) = desk(&one);
    desk.match_receipt(one.id, &Policy::default(), "system").unwrap();
    let proposal = only(&desk);
    desk.record(proposal.id, &applied(&proposal)).unwrap();
    let anna = desk.receipt(one.id).unwrap().customer.unwrap();
    for taken in only(&desk).items {
        desk.reverse(taken.item, 1_000, one.id, taken.application.unwrap(), 1_000).unwrap();
        desk.paid(taken.item, 1_000, proposal.id).unwrap();
    }
    let exceptions: Vec<ExceptionId> = desk.exceptions.values().map(|exception| exception.id).collect();
    let bert = CustomerId::new();
    desk.resolve(exceptions[0], Some(anna), &[asked(items[0], 1_000)], BY).unwrap();
    let refused = desk.resolve(exceptions[1], Some(bert), &[], BY).unwrap_err();
    assert_eq!(refused.reason(), "PAYER_IS_ANOTHER");
    // the owner takes nothing of it: whose money it is is open again
    let sent = desk.proposals.values().find(|one| one.state == ProposalState::Applying).unwrap().id;
    desk.record(sent, &Outcome::Refused("NO".to_owned())).unwrap();
    desk.resolve(exceptions[1], Some(bert), &[], BY).unwrap();
    assert_eq!(desk.receipt(one.id).unwrap().customer, Some(bert));
}

#[test]
fn what_the_owner_takes_nothing_of_names_no_payer() {
    let one = receipt(1_000, "Anna Ltd", "INV-1001");
    let (mut desk, _) = desk(&one);
    desk.match_receipt(one.id, &Policy::default(), "system").unwrap();
    desk.record(only(&desk).id, &Outcome::Refused("NO".to_owned())).unwrap();
    assert_eq!(desk.receipt(one.id).unwrap().customer, None);
    assert!(!desk.facts.iter().any(|fact| matches!(fact, Fact::Identified { .. })));
}

proptest! {
    /// Whatever people and the owner do: receipts add up, holds are what live proposals reserve, and a refusal changes
    /// nothing.
    #[test]
    fn money_and_holds_add_up(
        amounts in prop::collection::vec(1_i64..2_500, 1..6),
        references in prop::collection::vec(0_u8..3, 6),
        steps in prop::collection::vec((0_u8..6, 0_usize..6, 0_i64..1_500), 0..30),
    ) {
        let receipts: Vec<Receipt> = amounts
            .iter()
            .zip(&references)
            .map(|(amount, reference)| receipt(*amount, "Anna Ltd", ["INV-1001", "thanks", "INV-1002"][usize::from(*reference)]))
            .collect();
        let (desk, items) = desk(&receipts[0]);
        let mut desk = desk.with_receipts(receipts.clone());
        for receipt in &receipts {
            desk.match_receipt(receipt.id, &Policy::default(), "system").unwrap();
        }
        for (kind, at, minor) in steps {
            let proposals: Vec<Proposal> = desk.proposals.values().cloned().collect();
            let proposal = proposals[at % proposals.len()].clone();
            let before: Vec<Receipt> = desk.receipts.values().cloned().collect();
            let done = match kind {
                0 => desk.decide(proposal.id, &Choice::Accept, BY).map(drop),
                1 => desk.decide(proposal.id, &Choice::Reject, BY).map(drop),
                2 => desk.decide(proposal.id, &Choice::Edit(vec![asked(items[at % 2], minor + 1)]), BY).map(drop),
                3 => desk.record(proposal.id, &applied(&proposal)),
                4 => desk.record(proposal.id, &Outcome::Refused("NO".to_owned())),
                _ => desk.apply_on_account(proposal.receipt, &[asked(items[at % 2], minor + 1)], BY).map(drop),
            };
            if done.is_err() {
                prop_assert_eq!(before, desk.receipts.values().cloned().collect::<Vec<_>>());
                prop_assert_eq!(&proposals, &desk.proposals.values().cloned().collect::<Vec<_>>());
            }
            check_sums(&desk)?;
        }
    }
}

fn check_sums(desk: &Desk) -> Result<(), TestCaseError> {
    for receipt in desk.receipts.values() {
        prop_assert_eq!(receipt.applied + receipt.on_account + receipt.unapplied, receipt.amount.minor());
        let live = desk.proposals.values().filter(|one| one.receipt == receipt.id && one.state.is_live());
        let claimed: i64 = live.map(|one| one.claims().unwrap()).sum();
        let open = desk.exceptions.values().filter(|one| one.receipt == receipt.id && one.open);
        prop_assert_eq!(claimed + open.map(|one| one.amount).sum::<i64>(), receipt.unapplied);
    }
    for hold in [Hold::Held, Hold::Suggested] {
        for id in ["INV-1001", "INV-1002"].map(|number| OpenItemId::derive(uuid::Uuid::nil(), number)) {
            let reserves =
                |proposal: &&Proposal| (proposal.state == ProposalState::Proposed) == (hold == Hold::Suggested);
            let reserved = desk.proposals.values().filter(reserves).flat_map(|proposal| &proposal.items);
            let reserved: i64 = reserved.filter(|one| one.item == id).map(|one| one.reserved).sum();
            let item = desk.book.get(id).unwrap();
            prop_assert_eq!(if hold == Hold::Held { item.held } else { item.suggested }, reserved);
        }
    }
    Ok(())
}
