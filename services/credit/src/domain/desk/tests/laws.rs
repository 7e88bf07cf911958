//! Whatever happens in whatever order, the laws hold over what would be written.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::{Cancellation, Category, Document, DocumentType, EntryKind, FactMovement, decide, review_of};

#[derive(Clone, Debug)]
enum Step {
    Ask { reservation: u8, order: u8, amount: i64 },
    GiveBack { reservation: u8, order: u8 },
    Say { reservation: u8, decision: u8, by_requester: bool },
    Ship { order: u8, amount: i64 },
    Bill { shipment: u8, estimate: i64, gross: i64 },
    Pay { invoice: u8, amount: i64 },
    Cancel { order: u8, amount: i64, whole: bool },
    Limit { limit: i64 },
    Block { blocked: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 0_i64..200;
    prop_oneof![
        4 => (0_u8..12, 0_u8..4, amount.clone())
            .prop_map(|(reservation, order, amount)| Step::Ask { reservation, order, amount }),
        2 => (0_u8..12, 0_u8..4).prop_map(|(reservation, order)| Step::GiveBack { reservation, order }),
        3 => (0_u8..12, 0_u8..3, any::<bool>())
            .prop_map(|(reservation, decision, by_requester)| Step::Say { reservation, decision, by_requester }),
        1 => (0_u8..4, amount.clone()).prop_map(|(order, amount)| Step::Ship { order, amount }),
        1 => (0_u8..4, amount.clone(), amount.clone())
            .prop_map(|(shipment, estimate, gross)| Step::Bill { shipment, estimate, gross }),
        1 => (0_u8..4, amount.clone()).prop_map(|(invoice, amount)| Step::Pay { invoice, amount }),
        1 => (0_u8..4, amount.clone(), any::<bool>())
            .prop_map(|(order, amount, whole)| Step::Cancel { order, amount, whole }),
        1 => (0_i64..400).prop_map(|limit| Step::Limit { limit }),
        1 => any::<bool>().prop_map(|blocked| Step::Block { blocked }),
    ]
}

const fn reservation(number: u8) -> u128 {
    100 + number as u128
}

const fn order(number: u8) -> u128 {
    200 + number as u128
}

fn shipment(number: u8) -> Document {
    Document::shipment(Uuid::from_u128(300 + u128::from(number)))
}

fn invoice(number: u8) -> Document {
    Document { id: Uuid::from_u128(400 + u128::from(number)), kind: DocumentType::Invoice }
}

/// Takes a step; false when it was refused.
fn take(desk: &mut Desk, step: &Step) -> bool {
    let by = person("carla");
    let because = Because { by: &by, reason: "as it is", at: NOW };
    match *step {
        Step::Ask { reservation: number, order: of, amount } => {
            desk.asks(reservation(number), order(of), amount).is_ok()
        }
        Step::GiveBack { reservation: number, order: of } => {
            desk.release(id(reservation(number)), id(order(of)), NOW).is_ok()
        }
        Step::Say { reservation: number, decision, by_requester } => {
            let decisions = [ReviewDecision::Release, ReviewDecision::Reject, ReviewDecision::Recheck];
            let by = if by_requester { "olivia" } else { "rita" };
            desk.says(review_of(id(reservation(number))), decisions[usize::from(decision)], by).is_ok()
        }
        Step::Ship { order: of, amount } => {
            let order = Document::order(id(order(of)));
            let fact = FactMovement::shipped(cause(1), customer(), order, shipment(of), gbp(amount)).unwrap();
            desk.record(&fact).is_ok()
        }
        Step::Bill { shipment: of, estimate, gross } => {
            let shipment = Some(shipment(of));
            let fact = FactMovement::invoiced(cause(2), customer(), shipment, invoice(of), gbp(estimate), gbp(gross));
            desk.record(&fact.unwrap()).is_ok()
        }
        Step::Pay { invoice: of, amount } => {
            let fact = FactMovement::settled(cause(3), customer(), invoice(of), gbp(amount)).unwrap();
            desk.record(&fact).is_ok()
        }
        Step::Cancel { order: of, amount, whole } => {
            let order = id(order(of));
            let one = Cancellation { order, cause: cause(4), estimate: Some(gbp(amount)), whole };
            desk.cancel(&one, &person("system:credit")).is_ok()
        }
        Step::Limit { limit } => {
            let terms = AccountTerms { limit: gbp(limit), valid_from: None, valid_to: None };
            desk.set_limit(account(), None, terms, because).is_ok()
        }
        Step::Block { blocked } => desk.set_blocked(account(), blocked, because).is_ok(),
    }
}

/// Everything that a refused command must leave as it was.
fn picture(desk: &Desk) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}",
        desk.accounts, desk.documents, desk.reservations, desk.reviews, desk.decisions, desk.touched.entries
    )
}

proptest! {
    #[test]
    fn the_laws_hold_after_every_step(steps in prop::collection::vec(step(), 1..60)) {
        let mut desk = desk(150);
        for step in &steps {
            let before = picture(&desk);
            if !take(&mut desk, step) {
                prop_assert_eq!(&picture(&desk), &before, "a refused {:?} changed something", step);
            }
        }
        let used = desk.used();
        let rows = desk.documents.clone();
        let orders: Vec<_> = desk.reviews.values().filter(|one| one.state == ReviewState::Open).cloned().collect();
        for review in &orders {
            let holds_otherwise = desk.reservations_of(review.order).any(|one| one.held().is_some());
            let touched = steps.iter().any(|step| matches!(step, Step::Ship { .. } | Step::Cancel { .. }));
            prop_assert!(touched || holds_otherwise || desk.order_value(review.order) == 0, "CRD-3");
        }
        for review in desk.reviews.values().filter(|one| one.decided_at.is_some()) {
            prop_assert_ne!(review.decided_by.as_ref(), Some(&review.requested_by), "CRD-6");
        }
        let changes = desk.into_changes();

        // CRD-1: exposure = Σ entries = Σ documents, without a gap, and conversions conserve value
        let mut sum = 0;
        for (index, entry) in changes.entries.iter().enumerate() {
            sum += entry.change.minor;
            prop_assert_eq!(entry.sequence, i64::try_from(index).unwrap() + 1);
            prop_assert_eq!(entry.exposure_after, sum);
        }
        prop_assert_eq!(sum, used);
        prop_assert_eq!(rows.values().map(|row| row.exposure.total()).sum::<i64>(), used);
        let conversions = changes.entries.iter().filter(|entry| entry.change.kind == EntryKind::Conversion);
        prop_assert_eq!(conversions.map(|entry| entry.change.minor).sum::<i64>(), 0);
        let mut categories: BTreeMap<Category, i64> = BTreeMap::new();
        for entry in &changes.entries {
            *categories.entry(entry.change.category).or_default() += entry.change.minor;
        }
        for account in &changes.accounts {
            for category in Category::ALL {
                prop_assert_eq!(account.exposure.get(category), categories.get(&category).copied().unwrap_or(0));
            }
        }

        for decision in &changes.decisions {
            // CRD-5: told again, the same verdict
            prop_assert_eq!(&decide(&decision.inputs), &decision.verdict);
            let Some(standing) = decision.inputs.standing else { continue };
            // what it was decided on is what the ledger had then
            let at = usize::try_from(decision.after_entry).unwrap();
            let exposure = at.checked_sub(1).map_or(0, |last| changes.entries[last].exposure_after);
            prop_assert_eq!(exposure, standing.exposure);
            // CRD-2: nothing is approved over the limit without a person
            let over = standing.exposure + decision.inputs.amount.minor() > standing.limit;
            let approved = decision.verdict.outcome == Outcome::Approved && !decision.inputs.amount.is_zero();
            prop_assert!(!(approved && over) || decision.review.is_some());
        }
    }
}
