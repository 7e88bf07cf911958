//! The cycle, and its ceiling.

use o2c::bench::{
    Engine,
    cycle::{CycleOptions, run},
};

use crate::{config, ground};

/// Enough for two sets of the ceiling.
const ORDERS: u64 = 256;

async fn cycle(engine: Engine, ceiling: bool) -> serde_json::Value {
    let report = run(&config(), &CycleOptions { ground: ground(engine), orders: ORDERS, ceiling }).await.unwrap();
    assert_eq!(report.audit.failed(), 0, "{}", report.audit.table());
    assert!(report.table().contains("order lines/s"), "{}", report.table());
    report.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_on_sqlite_ends_clean() {
    let json = cycle(Engine::Sqlite, false).await;
    assert_eq!(json["order_lines"], ORDERS * 5);
    assert!(json["orders_per_second"].as_f64().unwrap() > 0.0);
    assert!(json["ceiling"].is_null() && json["ratio_to_cycle8f"].is_null());
    assert!(json["audit"]["laws"].as_u64().unwrap() > 30, "{json:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_on_postgresql_is_held_against_the_ceiling_of_its_own_rows() {
    let json = cycle(Engine::Postgres, true).await;
    for key in ["cycle8f", "set128", "single_commits"] {
        assert!(json["ceiling"][key].as_f64().unwrap() > 0.0, "{json:#}");
    }
    assert!(json["ratio_to_cycle8f"].as_f64().unwrap() > 0.0, "{json:#}");
    assert!(json["ratio_to_set128"].as_f64().unwrap() > 0.0, "{json:#}");
    // an order and its five lines
    assert!(json["per_order"]["rows"]["orders"]["inserted"].as_f64().unwrap() > 6.0, "{json:#}");
    assert!(json["per_order"]["wal_bytes"].as_f64().unwrap() > 1_000.0, "{json:#}");
    assert_eq!(json["audit"]["failed"], 0);
}

#[tokio::test]
async fn a_run_without_orders_measures_nothing() {
    let options = CycleOptions { ground: ground(Engine::Sqlite), orders: 0, ceiling: false };
    assert!(run(&config(), &options).await.unwrap_err().to_string().contains("without orders"));
}
