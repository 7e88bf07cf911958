//! A month of real order lines: buckets and net totals against sums made here, from the file alone.

use std::path::PathBuf;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::{identities, run::Run};

const SERVICES: [&str; 11] = ["POST", "DOT", "C2", "D", "M", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"];

/// The folder of real data; absent on machines that have none.
fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("O2C_REAL_DATA").map(PathBuf::from)?;
    let file = folder.join("online-retail/2011-02.csv");
    assert!(file.is_file(), "O2C_REAL_DATA is set, but {} does not exist", file.display());
    Some(file)
}

#[derive(Default)]
struct Expected {
    order: u64,
    service: u64,
    free_of_charge: u64,
    stock_adjustment: u64,
    returned: u64,
    net: Decimal,
    returns_net: Decimal,
}

/// Reads the file again, by another way than the product does.
fn expected(file: &PathBuf) -> Expected {
    let mut expected = Expected::default();
    let mut reader = csv::Reader::from_path(file).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let quantity: i64 = record[3].parse().unwrap();
        let price = Decimal::from_str_exact(&record[5]).unwrap();
        let worth =
            (Decimal::from(quantity.abs()) * price).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let code = record[1].to_uppercase();
        if record[0].starts_with('C') {
            expected.returned += 1;
            expected.returns_net += worth;
        } else if quantity < 0 {
            expected.stock_adjustment += 1;
        } else if price.is_zero() {
            expected.free_of_charge += 1;
        } else if SERVICES.contains(&code.as_str()) || code.starts_with("GIFT_") {
            expected.service += 1;
            expected.net += worth;
        } else {
            expected.order += 1;
            expected.net += worth;
        }
    }
    expected
}

#[tokio::test]
async fn a_real_month_runs_through_and_adds_up() {
    let Some(file) = real_data() else {
        eprintln!("skipped: a_real_month_runs_through_and_adds_up (O2C_REAL_DATA is not set)");
        return;
    };
    let expected = expected(&file);
    let dir = tempfile::tempdir().unwrap();

    let summary = Run { orders: vec![file], ..Run::default() }.in_dir(dir.path()).await.unwrap();

    let lines = &summary.json["input_lines"];
    for (bucket, wanted) in [
        ("order", expected.order),
        ("service", expected.service),
        ("free_of_charge", expected.free_of_charge),
        ("stock_adjustment", expected.stock_adjustment),
        ("return", expected.returned),
        ("refused", 0),
    ] {
        assert_eq!(lines[bucket], wanted, "{bucket}");
    }
    let sum = |name: &str| Decimal::from_str_exact(summary.json[name].as_str().unwrap()).unwrap();
    assert_eq!(sum("order_lines_net"), expected.net);
    assert_eq!(sum("returns_net"), expected.returns_net);
    identities::hold(&summary);
}
