use o2c_kernel::Id;

use crate::domain::{
    EdgeOutcome, Loaded, ReceivablesFact, Refusal, ReverseApplication, difference_of, edge_of_note, edge_of_write_off,
    reversal_of, testing::*,
};

fn back(application: crate::domain::ApplicationId) -> ReverseApplication {
    ReverseApplication { application, reason: "returned".into() }
}

#[test]
fn a_payment_taken_back_opens_both_sides_and_its_difference_too() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let mut command = cash(20, 30, 900, &[(10, 900)]);
    command.edges[0].write_off = gbp(100);
    let decision = desk.apply_cash(&command).unwrap();
    let EdgeOutcome::Applied(edge) = decision.edges[0].outcome.clone() else { panic!("refused") };
    let reversal = desk.reverse(&back(edge)).unwrap();
    assert_eq!((reversal.id, reversal.amount, reversal.reverses), (reversal_of(edge), gbp(-900), Some(edge)));
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(1000));
    assert_eq!(desk.receipt(Id::from_uuid(uuid(30))).unwrap().applied, gbp(0));

    assert_eq!(desk.reverse(&back(edge)), Err(Refusal::ApplicationReversed(edge)), "once");
    assert_eq!(desk.reverse(&back(reversal.id)), Err(Refusal::ApplicationReversed(reversal.id)), "not itself");
    let twin = edge_of_write_off(difference_of(edge));
    assert_eq!(desk.reverse(&back(twin)), Err(Refusal::ApplicationReversed(twin)));
    let unknown = Id::from_uuid(uuid(77));
    assert_eq!(desk.reverse(&back(unknown)), Err(Refusal::ApplicationNotFound(unknown)));

    let changes = desk.into_changes();
    let sum: i64 = changes.applications.iter().map(|edge| edge.amount.minor()).sum();
    assert_eq!((changes.applications.len(), sum), (4, 0));
    let kinds: Vec<&str> = (changes.facts.iter())
        .filter_map(|(_, fact)| match fact {
            ReceivablesFact::Reversed(fact) => Some(fact.source.kind()),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, ["cash", "write_off"]);
}

#[test]
fn a_difference_can_be_taken_back_alone_and_then_the_payment() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let mut command = cash(20, 30, 900, &[(10, 900)]);
    command.edges[0].write_off = gbp(100);
    let decision = desk.apply_cash(&command).unwrap();
    let EdgeOutcome::Applied(edge) = decision.edges[0].outcome.clone() else { panic!("refused") };
    desk.reverse(&back(edge_of_write_off(difference_of(edge)))).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(100));
    desk.reverse(&back(edge)).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(1000));
}

#[test]
fn a_note_taken_back_is_unused_again() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let mut note = credit_note(11, 400);
    note.corrects = Some(Id::from_uuid(uuid(10)));
    desk.post(&note).unwrap();
    desk.reverse(&back(edge_of_note(item(11)))).unwrap();
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(1000));
    assert_eq!(desk.item(item(11)).unwrap().open, gbp(400));
}

/// With a payment goes its difference, or neither goes.
#[test]
fn a_payment_whose_difference_cannot_be_taken_back_stays_too() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let mut command = cash(20, 30, 900, &[(10, 900)]);
    command.edges[0].write_off = gbp(100);
    let decision = desk.apply_cash(&command).unwrap();
    let EdgeOutcome::Applied(edge) = decision.edges[0].outcome.clone() else { panic!("refused") };
    let changes = desk.into_changes();
    let mut items = changes.new_items;
    // books that do not tie: the difference is open already
    items[0].open = gbp(100);
    let (receipts, applications) = (changes.new_receipts, changes.applications);
    let mut desk = desk_with(Loaded { items, receipts, applications, ..Loaded::default() });
    assert!(matches!(desk.reverse(&back(edge)), Err(Refusal::Inconsistent(_))));
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(100));
    assert_eq!(desk.receipt(Id::from_uuid(uuid(30))).unwrap().applied, gbp(900));
    let changes = desk.into_changes();
    assert!(changes.applications.is_empty() && changes.entries.is_empty() && changes.facts.is_empty());
}
