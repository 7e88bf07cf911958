use o2c_kernel::{Currency, Id, Money};

use crate::domain::{EdgeOutcome, ReceivablesFact, Refusal, ReverseApplication, testing::*};

fn reasons(decision: &crate::domain::CashDecision) -> Vec<String> {
    let reason = |edge: &crate::domain::DecidedEdge| match &edge.outcome {
        EdgeOutcome::Applied(_) => "applied".to_owned(),
        EdgeOutcome::Refused(reason) => reason.clone(),
    };
    decision.edges.iter().map(reason).collect()
}

#[test]
fn each_edge_is_decided_for_itself() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.post(&invoice(11, 500)).unwrap();
    desk.post(&credit_note(12, 300)).unwrap();
    let decision =
        desk.apply_cash(&cash(20, 30, 1200, &[(10, 1001), (10, 600), (12, 1), (99, 1), (11, 500), (10, 400)])).unwrap();
    let wanted =
        ["EXCEEDS_OPEN_AMOUNT", "applied", "EXCEEDS_OPEN_AMOUNT", "OPEN_ITEM_NOT_FOUND", "applied", "EXCEEDS_SOURCE"];
    assert_eq!(reasons(&decision), wanted);
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(400));
    assert_eq!(desk.item(item(11)).unwrap().open, gbp(0));
    assert_eq!(desk.receipt(Id::from_uuid(uuid(30))).unwrap().applied, gbp(1100));
    assert_eq!(decision.edges[1].open_after, gbp(400));
}

#[test]
fn a_proposal_is_decided_once_and_only_as_it_was() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let command = cash(20, 30, 1000, &[(10, 600)]);
    let first = desk.apply_cash(&command).unwrap();
    assert_eq!(desk.apply_cash(&command), Ok(first));
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(400));
    assert_eq!(desk.apply_cash(&cash(20, 30, 1000, &[(10, 601)])), Err(Refusal::ProposalReused));
    assert_eq!(desk.apply_cash(&cash(20, 31, 1000, &[(10, 600)])), Err(Refusal::ProposalReused));
    let changes = desk.into_changes();
    assert_eq!(changes.applications.len(), 1);
    assert_eq!(changes.decisions.len(), 1);
    assert_eq!(changes.new_receipts.len(), 1, "a refused proposal brings no receipt");
}

#[test]
fn a_small_difference_is_written_off_along_and_a_larger_one_refuses_the_edge() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.post(&invoice(11, 1000)).unwrap();
    let mut command = cash(20, 30, 5000, &[(10, 500), (11, 499)]);
    command.edges[0].write_off = gbp(500);
    command.edges[1].write_off = gbp(501);
    let decision = desk.apply_cash(&command).unwrap();
    assert_eq!(reasons(&decision), ["applied", "WRITE_OFF_EXCEEDS_TOLERANCE"]);
    assert_eq!(desk.item(item(10)).unwrap().open, gbp(0));
    assert_eq!(desk.item(item(11)).unwrap().open, gbp(1000));
    let changes = desk.into_changes();
    assert_eq!(changes.new_write_offs.len(), 1);
    assert_ne!(changes.new_write_offs[0].decided_by.as_ref(), Some(&changes.new_write_offs[0].requested_by));
    assert_eq!(changes.applications.len(), 2);
    let told = changes.facts.iter().filter(|(_, fact)| matches!(fact, ReceivablesFact::WrittenOff(_))).count();
    assert_eq!(told, 0, "the payment's own fact tells of it");
}

#[test]
fn another_customer_s_item_and_another_currency_are_refused() {
    let mut desk = desk();
    let mut foreign = invoice(10, 1000);
    foreign.customer = Id::from_uuid(uuid(2));
    desk.post(&foreign).unwrap();
    let mut euro = invoice(11, 1000);
    (euro.net, euro.tax, euro.gross) =
        (Money::new(1000, Currency::EUR), Money::new(0, Currency::EUR), Money::new(1000, Currency::EUR));
    desk.post(&euro).unwrap();
    let mut command = cash(20, 30, 1000, &[(10, 1), (11, 1), (11, 1)]);
    command.edges[2].amount = Money::new(1, Currency::EUR);
    command.edges[2].write_off = Money::new(0, Currency::EUR);
    let decision = desk.apply_cash(&command).unwrap();
    assert_eq!(reasons(&decision), ["CUSTOMER_MISMATCH", "CURRENCY_MISMATCH", "CURRENCY_MISMATCH"]);
    assert!(desk.into_changes().applications.is_empty());
}

fn payer(desk: &crate::domain::Desk) -> Option<crate::domain::CustomerId> {
    desk.receipt(Id::from_uuid(uuid(30))).unwrap().customer
}

/// An invoice of another customer.
fn of_another(number: u128) -> crate::domain::Issued {
    crate::domain::Issued { customer: Id::from_uuid(uuid(2)), ..invoice(number, 1000) }
}

#[test]
fn an_unknown_payer_may_pay_for_anyone_and_is_known_by_that() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.post(&of_another(11)).unwrap();
    let mut command = cash(20, 30, 1000, &[(10, 100), (11, 100)]);
    command.receipt.customer = None;
    assert_eq!(reasons(&desk.apply_cash(&command).unwrap()), ["applied", "PAYER_IS_ANOTHER"]);
    assert_eq!(payer(&desk), Some(customer()));
    desk.receive(&cash(0, 30, 1000, &[]).receipt).unwrap();
    assert_eq!(desk.receipt(Id::from_uuid(uuid(30))).unwrap().version, 1);
    assert_eq!(desk.into_changes().entries.len(), 4, "invoices, receipt, application: the receipt once");
}

#[test]
fn a_proposal_of_which_nothing_is_applied_names_no_payer() {
    for posted in [true, false] {
        let mut desk = desk();
        desk.post(&invoice(10, 1000)).unwrap();
        let mut command = cash(20, 30, 2000, &[(10, 1001), (99, 1)]);
        if posted {
            let unknown = crate::domain::ReceiptFacts { customer: None, ..command.receipt.clone() };
            desk.receive(&unknown).unwrap();
        }
        assert_eq!(reasons(&desk.apply_cash(&command).unwrap()), ["EXCEEDS_OPEN_AMOUNT", "OPEN_ITEM_NOT_FOUND"]);
        assert_eq!(payer(&desk), None);
        (command.proposal, command.edges[0].amount) = (Id::from_uuid(uuid(21)), gbp(400));
        assert_eq!(reasons(&desk.apply_cash(&command).unwrap()), ["applied", "OPEN_ITEM_NOT_FOUND"]);
        assert_eq!(payer(&desk), Some(customer()));
    }
}

#[test]
fn the_payer_is_who_it_was_applied_for_until_all_of_it_is_taken_back() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    desk.post(&of_another(11)).unwrap();
    let first = desk.apply_cash(&cash(20, 30, 1000, &[(10, 600)])).unwrap();
    let EdgeOutcome::Applied(application) = first.edges[0].outcome.clone() else { panic!("refused") };
    let another = |proposal| {
        let mut command = cash(proposal, 30, 1000, &[(11, 400)]);
        command.receipt.customer = Some(Id::from_uuid(uuid(2)));
        command
    };
    assert_eq!(reasons(&desk.apply_cash(&another(21)).unwrap()), ["PAYER_IS_ANOTHER"]);
    desk.identify_payer(Id::from_uuid(uuid(30)), Id::from_uuid(uuid(2)));
    assert_eq!(payer(&desk), Some(customer()), "a fact that comes late says nothing against what is applied");

    desk.reverse(&ReverseApplication { application, reason: "another's".into() }).unwrap();
    assert_eq!(reasons(&desk.apply_cash(&another(22)).unwrap()), ["applied"]);
    assert_eq!(payer(&desk), Some(Id::from_uuid(uuid(2))));
}
