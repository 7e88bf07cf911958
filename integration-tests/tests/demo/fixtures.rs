//! What the real months do not hold: bad debt, refused lines, several customers in a document.

use crate::{identities, run::Run};

/// One day with a line of every kind.
pub const A_DAY: &str = "\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,10A,RED MUG,6,2011-01-03 08:26:00,2.55,17850.0,United Kingdom
1,10a,RED MUG,2,2011-01-03 08:27:00,2.55,17850.0,United Kingdom
1,11,BLUE MUG,1,2011-01-03 08:27:00,1.005,12583.0,France
1,POST,POSTAGE,1,2011-01-03 08:27:00,18.00,12583.0,France
2,12,,3,2011-01-03 09:00:00,0,17850.0,United Kingdom
3,13,WALL CLOCK,1,2011-01-03 09:30:00,7.95,,Channel Islands
4,10A,RED MUG,1,2011-01-03 10:00:00,2.55,,Unspecified
5,10A,thrown away,-4,2011-01-03 10:00:00,0,,United Kingdom
C6,10A,RED MUG,-1,2011-01-03 11:00:00,2.55,17850.0,United Kingdom
C7,M,Manual,-1,2011-01-03 11:00:00,10.00,17850.0,United Kingdom
A8,B,Adjust bad debt,1,2011-01-03 12:00:00,110.62,,United Kingdom
A9,B,Adjust bad debt,1,2011-01-03 12:00:00,-11.06,,United Kingdom
9,10A,RED MUG,0,2011-01-03 12:00:00,2.55,17850.0,United Kingdom
9,10A,RED MUG,1,2011-01-03 12:00:00,-2.55,17850.0,United Kingdom
9,10A,RED MUG,1,not a day,2.55,17850.0,United Kingdom
9,10A,RED MUG,1,2011-01-03 12:00:00,1e308,17850.0,United Kingdom
9,10A,RED MUG
10,10A,RED MUG,5,2011-01-05 08:26:00,2.55,17850.0,United Kingdom
";

#[tokio::test]
async fn a_line_of_every_kind_ends_in_its_bucket_and_the_book_ties() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("day.csv");
    std::fs::write(&file, A_DAY).unwrap();
    let data = dir.path().join("data");

    let summary = Run { orders: vec![file], ..Run::default() }.in_dir(&data).await.unwrap();

    let lines = &summary.json["input_lines"];
    for (bucket, wanted) in [
        ("order", 6),
        ("service", 1),
        ("free_of_charge", 1),
        ("stock_adjustment", 1),
        ("return", 2),
        ("bad_debt", 2),
        ("refused", 5),
        ("total", 18),
    ] {
        assert_eq!(lines[bucket], wanted, "{bucket}");
    }
    // Document 1 is an order each of two customers; 2 is free of charge; 3 and 4 are walk-ins; 10 is two days later.
    assert_eq!(summary.json["orders"]["submitted"], 6);
    // 15.30 + 5.10 + 1.01 + 18.00 + 7.95 + 2.55 + 12.75
    assert_eq!(summary.json["order_lines_net"], "62.66");
    assert_eq!(summary.json["returns_net"], "12.55");
    assert_eq!(summary.json["returns_by"]["cancelled"], "2.55");
    assert_eq!(summary.json["returns_by"]["without_reference"], "10.00");
    let refused = std::fs::read_to_string(data.join("refused.csv")).unwrap();
    assert_eq!(refused.lines().count(), 6);
    assert!(refused.contains("1e308") && refused.contains("UnitPrice"));
    identities_without_the_number_of_laws(&summary);
}

/// A single day has no dunning and no dispute: some laws have no row yet.
fn identities_without_the_number_of_laws(summary: &o2c::demo::Summary) {
    assert_eq!(summary.audit.failed(), 0, "{}", summary.audit.table());
    assert_eq!(summary.json["trial_balance"], "0.00");
    let _ = identities::hold;
}

#[tokio::test]
async fn a_missing_file_and_wrong_columns_are_named_and_nothing_is_begun() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let absent =
        Run { orders: vec![dir.path().join("nothing.csv")], ..Run::default() }.in_dir(&data).await.unwrap_err();
    assert!(absent.to_string().contains("nothing.csv"));
    let file = dir.path().join("wrong.csv");
    std::fs::write(&file, "InvoiceNo,Code\n1,2\n").unwrap();
    let wrong = Run { orders: vec![file], ..Run::default() }.in_dir(&data).await.unwrap_err();
    assert!(wrong.to_string().contains("StockCode"), "{wrong}");
    assert!(!data.join("demo.json").exists());
}
