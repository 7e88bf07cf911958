//! Whatever is sent, every bad field is named at once.

use o2c_proto::collections::v1::*;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::world::*;

#[track_caller]
fn fields<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::InvalidArgument, "INVALID_REQUEST"));
    let bad = status.get_details_bad_request().unwrap();
    bad.field_violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn every_bad_field_is_named() {
    with_world(async |world| {
        let bad = OpenDisputeRequest {
            request_id: "x".to_owned(),
            open_item_id: "y".to_owned(),
            disputed_amount: Some(gbp("-1")),
            reason: "WEATHER".to_owned(),
            description: "a\0b".to_owned(),
        };
        let answer = world.call(bad, async |mut client, request| client.open_dispute(request).await).await;
        assert_eq!(fields(answer), ["request_id", "open_item_id", "disputed_amount", "reason", "description"]);

        let bad = ResolveDisputeRequest { resolution: 99, dispute_id: String::new(), ..Default::default() };
        let answer = world.call(bad, async |mut client, request| client.resolve_dispute(request).await).await;
        assert_eq!(fields(answer), ["dispute_id", "resolution"]);
        for (resolution, amount) in [(DisputeResolution::Partial, None), (DisputeResolution::Rejected, Some("5"))] {
            let answer = world.resolve(&request_id(), resolution, amount).await;
            assert_eq!(fields(answer), ["credited_amount"]);
        }

        let bad = AssignDisputeRequest::default();
        let answer = world.call(bad, async |mut client, request| client.assign_dispute(request).await).await;
        assert_eq!(fields(answer), ["dispute_id", "assigned_to"]);

        let bad = BlockDunningRequest { currency_code: "gbp".to_owned(), ..Default::default() };
        let answer = world.call(bad, async |mut client, request| client.block_dunning(request).await).await;
        assert_eq!(fields(answer), ["customer_id", "currency_code", "blocked_until"]);

        let date = o2c_proto::google::r#type::Date { year: 2011, month: 2, day: 30 };
        let bad = RunDunningRequest { request_id: String::new(), as_of: Some(date) };
        let answer = world.call(bad, async |mut client, request| client.run_dunning(request).await).await;
        assert_eq!(fields(answer), ["as_of"]);

        let bad = ListDisputesRequest { page_size: -1, page_token: "?".into(), state: 77, customer_id: "z".into() };
        let answer = world.call(bad, async |mut client, request| client.list_disputes(request).await).await;
        assert_eq!(fields(answer), ["state", "customer_id", "page_size", "page_token"]);

        let bad = ListWorklistRequest { currency_code: "???".to_owned(), page_size: -1, ..Default::default() };
        let answer = world.call(bad, async |mut client, request| client.list_worklist(request).await).await;
        assert_eq!(fields(answer), ["currency_code", "page_size"]);
    })
    .await;
}

#[tokio::test]
async fn a_procedure_rises_and_is_bounded() {
    with_world(async |world| {
        let level = |level, days_past_due| DunningLevel { level, days_past_due, text: "Pay".to_owned(), fee: None };
        let bad = DunningProcedure {
            levels: vec![level(1, 10), level(3, 10)],
            minimum_amount: Some(gbp("0")),
            interval_days: -1,
            reminder_days_before_due: 91,
            ..Default::default()
        };
        let set = async |procedure| {
            let message = SetDunningProcedureRequest { request_id: request_id(), dunning_procedure: procedure };
            world.call(message, async |mut client, request| client.set_dunning_procedure(request).await).await
        };
        let named = [
            "dunning_procedure.name",
            "dunning_procedure.interval_days",
            "dunning_procedure.reminder_days_before_due",
            "dunning_procedure.levels[1].level",
            "dunning_procedure.levels[1].days_past_due",
        ];
        assert_eq!(fields(set(Some(bad)).await), named);
        assert_eq!(fields(set(None).await), ["dunning_procedure"]);
    })
    .await;
}
