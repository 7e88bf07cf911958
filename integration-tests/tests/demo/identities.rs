//! What the figures of a run must add up to, and what the sample must show.

use o2c::demo::Summary;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::run::{Run, stable};

fn count(json: &Value, path: &str) -> u64 {
    json.pointer(path).unwrap_or_else(|| panic!("{path} is absent")).as_u64().unwrap()
}

fn sum(json: &Value, path: &str) -> Decimal {
    let value = json.pointer(path).unwrap_or_else(|| panic!("{path} is absent"));
    Decimal::from_str_exact(value.as_str().unwrap()).unwrap()
}

/// Every identity between the figures.
pub fn hold(summary: &Summary) {
    let json = &summary.json;
    let buckets = ["order", "service", "free_of_charge", "stock_adjustment", "return", "bad_debt", "refused"];
    let lines: u64 = buckets.iter().map(|bucket| count(json, &format!("/input_lines/{bucket}"))).sum();
    assert_eq!(lines, count(json, "/input_lines/total"));

    let parts = |whole: &str, parts: &[&str]| {
        let total: Decimal = parts.iter().map(|part| sum(json, &format!("{whole}/{part}"))).sum();
        total
    };
    let by = parts("/order_lines_net_by", &["invoiced", "open", "cancelled", "rejected"]);
    assert_eq!(by, sum(json, "/order_lines_net"));
    let by = parts("/returns_by", &["cancelled", "delivered", "without_reference"]);
    assert_eq!(by, sum(json, "/returns_net"));
    for documents in ["/invoices", "/credit_notes"] {
        assert_eq!(parts(documents, &["net", "tax"]), parts(documents, &["gross"]), "{documents}");
    }
    let open = sum(json, "/invoices/gross")
        - sum(json, "/credit_notes/gross")
        - sum(json, "/applied")
        - sum(json, "/written_off");
    assert_eq!(open, sum(json, "/open_receivables"));
    let aged = parts("/ageing", &["current", "d1_30", "d31_60", "d61_90", "over_90"]);
    assert_eq!(aged, sum(json, "/open_receivables"));
    assert_eq!(sum(json, "/receipts/amount"), sum(json, "/applied") + sum(json, "/on_account"));
    assert_eq!(sum(json, "/trial_balance"), Decimal::ZERO);
    assert_eq!(summary.audit.failed(), 0, "{}", summary.audit.table());
    assert!(summary.audit.checked() >= 30, "{}", summary.audit.table());
}

#[tokio::test]
async fn the_sample_shows_all_that_happens_and_is_the_same_for_any_set_size() {
    let run = async |set_items: usize| {
        let dir = tempfile::tempdir().unwrap();
        Run { set_items, ..Run::default() }.in_dir(dir.path()).await.unwrap()
    };
    let usual = run(256).await;
    hold(&usual);
    let json = &usual.json;
    for path in ["/orders/credit_held", "/orders/credit_released", "/orders/backordered_lines", "/credit_notes/count"] {
        assert!(count(json, path) > 0, "{path}");
    }
    assert!(count(json, "/shipments") >= 100);
    assert!(sum(json, "/written_off") > Decimal::ZERO, "no payment was a little short");
    assert!(sum(json, "/returns_by/delivered") > Decimal::ZERO);
    assert!(sum(json, "/on_account") > Decimal::ZERO);

    for set_items in [1, 7] {
        let other = run(set_items).await;
        hold(&other);
        assert_eq!(stable(&other), stable(&usual), "sets of {set_items}");
    }
}
