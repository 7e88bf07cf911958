use o2c_kernel::Currency;

use super::{super::*, story::*};

fn figures(beginning: i128, ending: i128, current: i128, sales: i128) -> Figures {
    let window = Window { from: day("2026-01-01"), to: day("2026-01-30"), currency: Currency::GBP };
    Figures::of(&window, beginning, ending, current, |measure| match measure {
        Measure::CreditInvoices => Sum { count: 3, amount: sales },
        Measure::OrderCycle => Sum { count: 3, amount: 100 * 3_600_000_000 },
        Measure::InvoicesApplied => Sum { count: 3, amount: 0 },
        Measure::InvoicesStraightThrough => Sum { count: 2, amount: 0 },
        _ => Sum::default(),
    })
}

fn value(name: &str, figures: &Figures) -> Option<String> {
    Definition::named(name).unwrap().ratio(figures).rounded().map(|value| value.to_string())
}

#[test]
fn the_formulas_say_what_the_field_means_by_them() {
    let figures = figures(50_000, 60_000, 45_000, 90_000);
    assert_eq!(value("dso_days", &figures).as_deref(), Some("20.00"));
    assert_eq!(value("bpdso_days", &figures).as_deref(), Some("15.00"));
    assert_eq!(value("add_days", &figures).as_deref(), Some("5.00"));
    // (500 + 900 − 600) ÷ (500 + 900 − 450) × 100
    assert_eq!(value("cei_percent", &figures).as_deref(), Some("84.21"));
    assert_eq!(value("order_cycle_hours", &figures).as_deref(), Some("33.33"));
    assert_eq!(value("invoice_straight_through_percent", &figures).as_deref(), Some("66.67"));
}

#[test]
fn where_nothing_divides_there_is_no_value() {
    let figures = figures(0, 60_000, 0, 0);
    for name in ["dso_days", "bpdso_days", "add_days", "cei_percent", "order_to_cash_hours", "cash_application_hours"] {
        assert_eq!(value(name, &figures), None, "{name}");
    }
}

#[test]
fn terms_are_exact_and_carry_the_currencys_decimals() {
    let figures = figures(50_000, 60_001, 45_000, 90_000);
    assert_eq!(figures.value(Term::EndingAr).unwrap().to_string(), "600.01");
    assert_eq!(figures.value(Term::Days).unwrap().to_string(), "30");
    assert_eq!(figures.value(Term::OrderCycleSeconds).unwrap().to_string(), "360000");
    let yen = Figures { currency: Currency::JPY, ..figures };
    assert_eq!(yen.value(Term::EndingAr).unwrap().to_string(), "60001");
}

#[test]
fn every_kpi_has_its_name_once_and_each_term_too() {
    for definition in &DEFINITIONS {
        assert_eq!(DEFINITIONS.iter().filter(|other| other.name == definition.name).count(), 1);
        for term in definition.terms {
            assert_eq!(definition.term(term.name()), Some(*term));
        }
    }
    assert!(Definition::named("dso").is_none());
}
