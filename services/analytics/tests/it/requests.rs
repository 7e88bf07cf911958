use o2c_proto::{
    analytics::v1::{GetKpisRequest, GetOrderTrailRequest, ListEventsRequest, ListKpiDocumentsRequest},
    google::r#type::Date,
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    story::wire_date,
    world::{in_both_worlds, window},
};

fn fields(status: &Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let mut fields: Vec<String> =
        status.get_details_bad_request().unwrap().field_violations.into_iter().map(|one| one.field).collect();
    fields.sort();
    fields
}

#[tokio::test]
async fn bad_requests_name_every_field() {
    in_both_worlds(async |world| {
        let mut client = world.client.clone();
        let bad = GetKpisRequest {
            from: Some(Date { year: 2026, month: 2, day: 30 }),
            to: None,
            currency_code: "gbp".to_owned(),
        };
        assert_eq!(fields(&client.get_kpis(bad).await.unwrap_err()), ["currency_code", "from", "to"]);
        assert_eq!(fields(&client.get_kpis(window("2026-02-01", "2026-01-31")).await.unwrap_err()), ["to"]);
        assert_eq!(fields(&client.get_kpis(window("1990-02-01", "2026-01-31")).await.unwrap_err()), ["to"]);
        let bad = ListKpiDocumentsRequest { page_size: -1, page_token: "x".to_owned(), ..Default::default() };
        let named = ["currency_code", "from", "kpi", "page_size", "page_token", "term", "to"];
        assert_eq!(fields(&client.list_kpi_documents(bad).await.unwrap_err()), named);
        let bad = ListEventsRequest {
            aggregate_id: "1".to_owned(),
            r#type: "a\nb".to_owned(),
            page_size: -1,
            page_token: "x".to_owned(),
        };
        let named = ["aggregate_id", "page_size", "page_token", "type"];
        assert_eq!(fields(&client.list_events(bad).await.unwrap_err()), named);
        let bad = GetOrderTrailRequest { order_id: "all".to_owned() };
        assert_eq!(fields(&client.get_order_trail(bad).await.unwrap_err()), ["order_id"]);
    })
    .await;
}

#[tokio::test]
async fn what_has_no_documents_is_not_found() {
    in_both_worlds(async |world| {
        for (kpi, term) in [("dso", "credit_sales"), ("dso_days", "sales"), ("dso_days", "days")] {
            let request = ListKpiDocumentsRequest {
                kpi: kpi.to_owned(),
                term: term.to_owned(),
                from: Some(wire_date("2026-01-01")),
                to: Some(wire_date("2026-01-31")),
                currency_code: "GBP".to_owned(),
                ..Default::default()
            };
            let status = world.client.clone().list_kpi_documents(request).await.unwrap_err();
            assert_eq!(status.code(), Code::NotFound, "{kpi} {term}");
            assert_eq!(status.get_details_error_info().unwrap().reason, "KPI_NOT_FOUND");
        }
    })
    .await;
}
