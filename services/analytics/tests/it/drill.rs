use o2c_kernel::{Currency, Money};

use crate::{
    story::three_orders,
    world::{in_both_worlds, term},
};

/// The sum of decimals, in millionths.
fn sum(values: impl Iterator<Item = String>) -> i128 {
    values.map(|value| micros(&value)).sum()
}

fn micros(value: &str) -> i128 {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let negative = whole.starts_with('-');
    let digits: i128 = format!("{}{part:0<6}", whole.trim_start_matches('-')).parse().unwrap();
    if negative { -digits } else { digits }
}

#[tokio::test]
async fn every_term_is_the_sum_of_its_documents() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        for (from, to) in [("2026-01-01", "2026-01-30"), ("2026-01-03", "2026-01-19"), ("2026-01-21", "2026-02-20")] {
            let report = world.kpis(from, to).await;
            for kpi in &report.kpis {
                for one in kpi.terms.iter().filter(|term| term.name != "days") {
                    let documents = world.documents(&kpi.name, &one.name, from, to).await;
                    let total = sum(documents.into_iter().map(|(_, value)| value));
                    assert_eq!(total, micros(&term(&report, &kpi.name, &one.name)), "{} {} {from}", kpi.name, one.name);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn documents_are_named_as_people_name_them() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let january = ("2026-01-01", "2026-01-30");
        let of = async |kpi: &str, term: &str| {
            let mut found = world.documents(kpi, term, january.0, january.1).await;
            found.sort();
            found.into_iter().map(|(number, value)| format!("{number} {value}")).collect::<Vec<_>>()
        };
        assert_eq!(of("dso_days", "credit_sales").await, ["INV-1 100.00", "INV-2 200.00"]);
        assert_eq!(of("dso_days", "ending_ar").await, ["INV-2 80.00", "INV-4 -15.00"]);
        assert_eq!(of("bpdso_days", "ending_current_ar").await, ["INV-4 -15.00"]);
        assert_eq!(of("order_cycle_hours", "seconds").await, ["SO-1 86400", "SO-2 172800", "SO-3 7200"]);
        assert_eq!(of("order_to_cash_hours", "orders").await, ["SO-1 1", "SO-3 1"]);
        let straight = of("invoice_straight_through_percent", "straight_through_invoices").await;
        assert_eq!(straight, ["INV-1 1", "INV-3 1"]);
        assert_eq!(of("cash_application_hours", "receipts").await, ["RC-1 1", "RC-2 1", "RC-3 1"]);
    })
    .await;
}

#[tokio::test]
async fn amounts_carry_their_currency() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let request = o2c_proto::analytics::v1::ListKpiDocumentsRequest {
            kpi: "dso_days".to_owned(),
            term: "credit_sales".to_owned(),
            from: Some(crate::story::wire_date("2026-01-02")),
            to: Some(crate::story::wire_date("2026-01-02")),
            currency_code: "GBP".to_owned(),
            ..Default::default()
        };
        let page = world.client.clone().list_kpi_documents(request).await.unwrap().into_inner();
        let [document] = page.documents.as_slice() else { panic!("{page:?}") };
        assert_eq!(document.amount, Some(o2c_rpc::wire::money(Money::new(10_000, Currency::GBP))));
        assert_eq!(document.date, Some(crate::story::wire_date("2026-01-02")));
        assert_eq!(document.document_id, crate::story::id("invoice", 1).to_string());
    })
    .await;
}
