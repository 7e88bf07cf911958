use o2c_kernel::{Currency, Id, Money};

use crate::domain::{EdgeOutcome, ReceivablesFact, Refusal, testing::*};

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

#[test]
fn an_unknown_payer_may_pay_for_anyone_and_becomes_known_later() {
    let mut desk = desk();
    desk.post(&invoice(10, 1000)).unwrap();
    let mut command = cash(20, 30, 1000, &[(10, 100)]);
    command.receipt.customer = None;
    assert_eq!(reasons(&desk.apply_cash(&command).unwrap()), ["applied"]);
    desk.receive(&cash(0, 30, 1000, &[]).receipt).unwrap();
    let receipt = desk.receipt(Id::from_uuid(uuid(30))).unwrap();
    assert_eq!((receipt.customer, receipt.version), (Some(customer()), 1));
    assert_eq!(desk.into_changes().entries.len(), 3, "invoice, receipt, application: the receipt once");
}
