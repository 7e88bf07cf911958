//! Whatever is asked in whatever order: the laws hold, and what was refused has changed nothing.

use std::collections::BTreeMap;

use o2c_kernel::Id;
use proptest::prelude::*;

use crate::domain::{
    Account, ApplyCreditNote, Changes, DecideWriteOff, Desk, EdgeOutcome, RequestWriteOff, ReverseApplication, Source,
    testing::*,
};

#[derive(Clone, Debug)]
enum Step {
    Cash { receipt: u128, edges: Vec<(u128, i64)> },
    Note { note: u128, invoice: u128, amount: Option<i64> },
    WriteOff { invoice: u128, amount: i64 },
    Decide { approve: bool },
    Reverse { at: usize },
    Dispute { invoice: u128, amount: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let invoice = 10_u128..14;
    let amount = 1_i64..1500;
    prop_oneof![
        3 => (30_u128..33, prop::collection::vec((10_u128..16, amount.clone()), 0..4))
            .prop_map(|(receipt, edges)| Step::Cash { receipt, edges }),
        2 => (14_u128..17, invoice.clone(), prop::option::of(amount.clone()))
            .prop_map(|(note, invoice, amount)| Step::Note { note, invoice, amount }),
        1 => (invoice.clone(), amount.clone()).prop_map(|(invoice, amount)| Step::WriteOff { invoice, amount }),
        1 => any::<bool>().prop_map(|approve| Step::Decide { approve }),
        2 => (0_usize..20).prop_map(|at| Step::Reverse { at }),
        1 => (invoice, amount).prop_map(|(invoice, amount)| Step::Dispute { invoice, amount }),
    ]
}

/// The state of all items and receipts, to see that nothing has changed.
fn picture(desk: &Desk) -> Vec<(i64, i64)> {
    let items = (10_u128..17)
        .map(|number| desk.item(item(number)).map_or((-1, -1), |it| (it.open.minor(), it.disputed().minor())));
    let receipts = (30_u128..33).map(|number| {
        desk.receipt(Id::from_uuid(uuid(number))).map_or((-1, -1), |it| (it.applied.minor(), it.amount.minor()))
    });
    items.chain(receipts).collect()
}

fn run(desk: &mut Desk, number: u128, step: &Step, edges: &mut Vec<crate::domain::ApplicationId>) -> bool {
    match step {
        Step::Cash { receipt, edges: proposed } => {
            let decision = desk.apply_cash(&cash(1000 + number, *receipt, 2000, proposed)).unwrap();
            for edge in decision.edges {
                if let EdgeOutcome::Applied(id) = edge.outcome {
                    edges.push(id);
                }
            }
            true
        }
        Step::Note { note, invoice, amount } => {
            let command = ApplyCreditNote {
                application: Id::from_uuid(uuid(5000 + number)),
                note: item(*note),
                item: item(*invoice),
                amount: amount.map(gbp),
            };
            desk.apply_credit_note(&command).map(|edge| edges.push(edge.id)).is_ok()
        }
        Step::WriteOff { invoice, amount } => {
            let write_off = Id::from_uuid(uuid(70));
            let command =
                RequestWriteOff { write_off, item: item(*invoice), amount: gbp(*amount), reason: "gone".into() };
            desk.request_write_off(&command).is_ok()
        }
        Step::Decide { approve } => {
            let write_off = Id::from_uuid(uuid(70));
            desk.decide_write_off(&DecideWriteOff { write_off, approve: *approve, reason: "no".into() }).is_ok()
        }
        Step::Reverse { at } => {
            let Some(application) = edges.get(*at).copied() else { return true };
            desk.reverse(&ReverseApplication { application, reason: "back".into() }).is_ok()
        }
        Step::Dispute { invoice, amount } => {
            desk.open_dispute(Id::from_uuid(uuid(8000 + number)), item(*invoice), gbp(*amount)).is_ok()
        }
    }
}

fn laws_hold(changes: &Changes) {
    let mut control = 0;
    for entry in &changes.entries {
        let sum: i64 = entry.lines.iter().map(|line| line.debit.minor() - line.credit.minor()).sum();
        assert_eq!(sum, 0, "ARL-1");
        let receivable = entry.lines.iter().filter(|line| line.account == Account::Receivables);
        control += receivable.map(|line| line.debit.minor() - line.credit.minor()).sum::<i64>();
    }
    let mut taken: BTreeMap<_, i64> = BTreeMap::new();
    let mut used: BTreeMap<_, i64> = BTreeMap::new();
    for edge in &changes.applications {
        *taken.entry(edge.item).or_default() += edge.amount.minor();
        match edge.source {
            Source::CreditNote(note) => *taken.entry(note).or_default() += edge.amount.minor(),
            Source::Cash(receipt) => *used.entry(receipt).or_default() += edge.amount.minor(),
            Source::WriteOff(_) => {}
        }
    }
    let mut open = 0;
    for item in &changes.new_items {
        let left = item.original.minor() - taken.get(&item.id).copied().unwrap_or(0);
        assert_eq!(item.open.minor(), left, "ARL-2");
        assert!((0..=item.original.minor()).contains(&left), "ARL-2");
        assert!(item.disputed().minor() <= left, "COL-2");
        open += if item.document_type.is_owed() { left } else { -left };
    }
    assert_eq!(open, control, "ARL-3");
    for receipt in &changes.new_receipts {
        assert_eq!(receipt.applied.minor(), used.get(&receipt.id).copied().unwrap_or(0), "ARL-2");
        assert!((0..=receipt.amount.minor()).contains(&receipt.applied.minor()));
    }
}

proptest! {
    #[test]
    fn the_books_tie_whatever_is_asked(steps in prop::collection::vec(step(), 0..30)) {
        let mut desk = desk();
        for number in 10_u128..14 {
            desk.post(&invoice(number, 1000)).unwrap();
        }
        for number in 14_u128..17 {
            desk.post(&credit_note(number, 700)).unwrap();
        }
        let mut edges = Vec::new();
        for (number, step) in (0_u128..).zip(&steps) {
            let before = picture(&desk);
            if !run(&mut desk, number, step, &mut edges) {
                prop_assert_eq!(picture(&desk), before, "refused, and yet something changed");
            }
        }
        laws_hold(&desk.into_changes());
    }
}
