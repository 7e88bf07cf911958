//! Every other benchmark, once, on a small book.

use o2c::bench::{
    Engine, Outcome,
    audit_run::{self, AuditOptions},
    gateway::{self, GatewayOptions},
    growth::{self, GrowthOptions},
    interactive::{self, InteractiveOptions},
    open_items::{self, OpenItemsOptions},
    saturation::{self, SaturationOptions},
};

use crate::{config, ground};

/// The figures of a run that ended clean.
fn figures(outcome: anyhow::Result<Outcome>) -> serde_json::Value {
    let outcome = outcome.unwrap();
    assert_eq!(outcome.audit.failed(), 0, "{}", outcome.audit.table());
    assert!(outcome.table().contains("peak_memory"), "{}", outcome.table());
    outcome.json()["figures"].clone()
}

fn open_items() -> OpenItemsOptions {
    OpenItemsOptions { ground: ground(Engine::Sqlite), items: 40, customers: 8, payments: 15 }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_that_arrives_is_followed_to_its_invoice() {
    let options = InteractiveOptions { ground: ground(Engine::Sqlite), per_second: 10, seconds: 2 };
    let figures = figures(interactive::run(&config(), &options).await);
    assert_eq!((&figures["orders"], &figures["failed"]), (&20.into(), &0.into()), "{figures:#}");
    for step in ["create", "confirmed", "deliver", "change", "goods_issue", "list", "invoice"] {
        assert!(figures[format!("{step}_p99")].as_f64().unwrap() > 0.0, "{step} {figures:#}");
    }
    assert!(figures["confirmed_p50_to_single_commit"].as_f64().unwrap() > 0.0, "{figures:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_beyond_the_most_is_offered_and_what_was_accepted_is_clean() {
    let options = SaturationOptions { ground: ground(Engine::Sqlite), seconds: 1 };
    let figures = figures(saturation::run(&config(), &options).await);
    assert!(figures["peak"].as_f64().unwrap() > 0.0, "{figures:#}");
    assert!(figures["at_5x_offered"].as_f64() > figures["at_2x_offered"].as_f64(), "{figures:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_grows_and_is_measured_at_each_size() {
    let options = GrowthOptions { ground: ground(Engine::Sqlite), books: vec![20, 60], orders: 40 };
    let figures = figures(growth::run(&config(), &options).await);
    assert_eq!(figures["on_20_ratio_to_first"].as_f64(), Some(1.0), "{figures:#}");
    assert!(figures["on_60_orders_per_second"].as_f64().unwrap() > 0.0, "{figures:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_past_the_gateway_and_through_it_and_both_are_who_they_say() {
    let options = GatewayOptions { ground: ground(Engine::Postgres), calls: 100, seconds: 1 };
    let figures = figures(gateway::run(&config(), &options).await);
    for figure in ["past_p50", "through_p50", "past_64_in_flight", "through_64_in_flight"] {
        assert!(figures[figure].as_f64().unwrap() > 0.0, "{figure} {figures:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ageing_agrees_with_the_bills_of_today_and_of_a_past_day() {
    let figures = figures(open_items::ageing(&config(), &open_items()).await);
    assert_eq!(figures["open_items"], 40);
    assert!(figures["as_of_a_past_day_p50"].as_f64().unwrap() > 0.0, "{figures:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dunning_run_finds_every_customer() {
    let figures = figures(open_items::dunning(&config(), &open_items()).await);
    assert_eq!((&figures["overdue_items"], &figures["notices_issued"]), (&40.into(), &8.into()), "{figures:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_names_its_invoices_leaves_only_what_was_not_paid() {
    let figures = figures(open_items::cash_application(&config(), &open_items()).await);
    assert_eq!(figures["payments"], 15, "{figures:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_says_how_many_rows_it_read() {
    let options = AuditOptions { ground: ground(Engine::Sqlite), orders: 20 };
    let figures = figures(audit_run::run(&config(), &options).await);
    assert!(figures["rows"].as_u64().unwrap() > 1_000, "{figures:#}");
}
