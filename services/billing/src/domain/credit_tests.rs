//! What must hold however an invoice is taken back.

use o2c_kernel::Id;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    document::Kind,
    reason::ReasonCode,
    testing::{date, gbp, invoice},
};

fn note() -> NoteHead {
    NoteHead {
        id: Id::new(),
        issued_on: date("2012-01-02"),
        reason: Reason { code: ReasonCode::Return, text: String::new() },
        dispute: None,
        occurred_at: Instant::from_micros(0),
    }
}

fn of(line: i32, net: i64) -> LineCredit {
    LineCredit { line, net: gbp(net), quantity: None, description: String::new() }
}

fn credited(document: &mut Document, credit: Result<Credit, Refusal>) -> Draft {
    let credit = credit.unwrap();
    document.apply(&credit);
    credit.draft
}

#[test]
fn three_thirds_take_back_exactly_the_invoice() {
    // 1.00 at 17.5 % is 0.18 (0.175 away from zero). Thirds: R(0.33) = 0.06, R(0.66) = 0.12, rest 0.06.
    let mut invoice = invoice(&[(100, "0.175")]);
    let credit = invoice.credit_lines(&note(), &[of(1, 33)]);
    assert_eq!(credited(&mut invoice, credit).tax, gbp(6));
    let credit = invoice.credit_lines(&note(), &[of(1, 33)]);
    assert_eq!(credited(&mut invoice, credit).tax, gbp(6));
    let credit = invoice.credit_rest(&note());
    assert_eq!(credited(&mut invoice, credit).gross, gbp(34 + 6));
    assert_eq!(invoice.left().unwrap(), (gbp(0), gbp(0), gbp(0)));
}

#[test]
fn a_note_keeps_the_rate_of_the_invoice_and_names_it() {
    let invoice = invoice(&[(10_000, "0.15")]);
    let draft = invoice.credit_lines(&note(), &[of(1, 5_000)]).unwrap().draft;
    assert_eq!((draft.tax, draft.head.kind), (gbp(750), Kind::CreditNote));
    assert_eq!(draft.head.corrected.as_ref().map(|corrected| corrected.number.as_str()), Some("INV-00000001"));
    assert_eq!(draft.head.supplied_on, invoice.draft.head.supplied_on);
}

#[test]
fn more_than_is_left_is_refused_and_changes_nothing() {
    let mut invoice = invoice(&[(100, "0.2"), (50, "0")]);
    let credit = invoice.credit_lines(&note(), &[of(1, 60)]);
    credited(&mut invoice, credit);
    let before = invoice.clone();
    for credits in [vec![of(1, 41)], vec![of(2, 30), of(2, 21)], vec![of(3, 1)]] {
        assert!(invoice.credit_lines(&note(), &credits).is_err());
    }
    assert!(invoice.credit_gross(&note(), gbp(99)).is_err());
    assert!(invoice.credit_gross(&note(), gbp(0)).is_err());
    assert_eq!(invoice, before);
}

#[test]
fn nothing_is_left_after_all_was_taken_and_a_credit_note_is_not_corrected() {
    let mut invoice = invoice(&[(100, "0.2")]);
    let credit = invoice.credit_rest(&note());
    let draft = credited(&mut invoice, credit);
    assert!(matches!(invoice.credit_rest(&note()), Err(Refusal::CreditExceedsInvoice { .. })));
    let credit_note = Document::issue(draft, 1, 2);
    let refused = Err(Refusal::NotCorrectable(credit_note.draft.head.id));
    assert_eq!(credit_note.credit_rest(&note()), refused);
    assert_eq!(credit_note.credit_gross(&note(), gbp(1)), refused);
}

#[test]
fn a_gross_amount_that_no_net_yields_states_its_rounding() {
    let invoice = invoice(&[(10_000, "0.2")]);
    let draft = invoice.credit_gross(&note(), gbp(3)).unwrap().draft;
    assert_eq!(draft.gross, gbp(3));
    assert_eq!(draft.subtotals[0].rounding.minor().abs(), 1);
    let even = invoice.credit_gross(&note(), gbp(1_200)).unwrap().draft;
    assert_eq!((even.net, even.tax, even.subtotals[0].rounding), (gbp(1_000), gbp(200), gbp(0)));
}

#[test]
fn a_subtotal_of_one_penny_and_its_tax_is_not_cut() {
    let mut invoice = invoice(&[(275, "0.175"), (3, "0.2"), (38, "0.175"), (317, "0")]);
    for gross in [403, 77] {
        let credit = invoice.credit_gross(&note(), gbp(gross));
        assert_eq!(credited(&mut invoice, credit).gross, gbp(gross));
    }
    let rest = invoice.credit_rest(&note());
    credited(&mut invoice, rest);
    assert_eq!(invoice.left().unwrap(), (gbp(0), gbp(0), gbp(0)));
}

#[derive(Clone, Debug)]
enum Step {
    Line(usize, i64),
    Gross(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let line = (0_usize..6, 1_i64..400).prop_map(|(line, net)| Step::Line(line, net));
    let gross = (1_i64..500).prop_map(Step::Gross);
    proptest::collection::vec(prop_oneof![line, gross], 0..12)
}

proptest! {
    #[test]
    fn whatever_the_notes_they_never_exceed_the_invoice_and_the_last_takes_the_residual(
        lines in proptest::collection::vec((1_i64..500, 0_usize..4), 1..6), steps in steps(),
    ) {
        let rates = ["0", "0.05", "0.175", "0.2"];
        let lines: Vec<(i64, &str)> = lines.iter().map(|(net, rate)| (*net, rates[*rate])).collect();
        let mut invoice = invoice(&lines);
        let gross = invoice.draft.gross;
        let mut total = gbp(0);
        let mut notes = Vec::new();
        for step in steps {
            let before = invoice.clone();
            let credit = match step {
                Step::Line(line, net) => invoice.credit_lines(&note(), &[of(i32::try_from(line % lines.len()).unwrap() + 1, net)]),
                Step::Gross(amount) => invoice.credit_gross(&note(), gbp(amount)),
            };
            match credit {
                Ok(credit) => {
                    if let Step::Gross(amount) = step {
                        prop_assert_eq!(credit.draft.gross, gbp(amount));
                    }
                    invoice.apply(&credit);
                    notes.push(credit.draft);
                }
                Err(_) => prop_assert_eq!(&invoice, &before),
            }
        }
        if let Ok(credit) = invoice.credit_rest(&note()) {
            invoice.apply(&credit);
            notes.push(credit.draft);
        }
        for draft in &notes {
            prop_assert!(!draft.net.is_negative() && !draft.tax.is_negative());
            prop_assert_eq!(draft.gross, draft.net.checked_add(draft.tax).unwrap());
            for subtotal in &draft.subtotals {
                prop_assert_eq!(subtotal.tax_by_rule().unwrap(), subtotal.tax);
                prop_assert!(subtotal.rounding.minor().abs() <= 1, "{:?}", subtotal);
                let of_lines: i64 = draft.lines.iter()
                    .filter(|line| line.taxed == subtotal.taxed).map(|line| line.net.minor()).sum();
                prop_assert_eq!(of_lines, subtotal.taxable.minor());
            }
            total = total.checked_add(draft.gross).unwrap();
        }
        prop_assert_eq!(total, gross);
        prop_assert_eq!(invoice.left().unwrap(), (gbp(0), gbp(0), gbp(0)));
    }
}
