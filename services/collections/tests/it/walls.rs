//! Nothing of one tenant is seen, or touched, by another.

use o2c_kernel::Id;
use o2c_proto::collections::v1::*;
use tonic::Code;

use crate::world::*;

#[tokio::test]
async fn another_tenant_sees_nothing_and_changes_nothing() {
    with_world(async |world| {
        let item = world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-01")]).await.remove(0);
        let second = world.owes(vec![Item::invoice(item.customer, "50.00", "2011-01-01")]).await.remove(0);
        let dispute = world.object(&second, "10.00").await.unwrap();
        let run = world.run("2011-01-10").await;
        let case = world.cases().await.remove(0);

        let other = world.of_tenant("other");
        refused(other.object(&item, "1.00").await, Code::NotFound, "OPEN_ITEM_NOT_FOUND");
        let resolved = other.resolve(&dispute.dispute_id, DisputeResolution::Credit, None).await;
        refused(resolved, Code::NotFound, "DISPUTE_NOT_FOUND");
        let message = GetDisputeRequest { dispute_id: dispute.dispute_id.clone() };
        let answer = other.call(message, async |mut client, request| client.get_dispute(request).await).await;
        refused(answer, Code::NotFound, "DISPUTE_NOT_FOUND");
        let message = GetDunningCaseRequest { dunning_case_id: case.dunning_case_id };
        let answer = other.call(message, async |mut client, request| client.get_dunning_case(request).await).await;
        refused(answer, Code::NotFound, "DUNNING_CASE_NOT_FOUND");
        let message = GetDunningRunRequest { dunning_run_id: run.dunning_run_id };
        let answer = other.call(message, async |mut client, request| client.get_dunning_run(request).await).await;
        refused(answer, Code::NotFound, "DUNNING_RUN_NOT_FOUND");
        let message = BlockDunningRequest {
            request_id: request_id(),
            customer_id: item.customer.to_string(),
            currency_code: "GBP".to_owned(),
            blocked_until: Some(day("2011-03-01")),
            reason: String::new(),
        };
        let answer = other.call(message, async |mut client, request| client.block_dunning(request).await).await;
        refused(answer, Code::NotFound, "DUNNING_CASE_NOT_FOUND");
        assert_eq!(other.run("2011-01-10").await.customers_examined, 0);
        assert!(
            other.disputes().await.is_empty() && other.cases().await.is_empty() && other.notices().await.is_empty()
        );
        assert_eq!(world.dispute(&dispute.dispute_id).await.state(), DisputeState::Open);
    })
    .await;
}

#[tokio::test]
async fn a_scope_is_needed() {
    with_world(async |world| {
        let mut request = world.request(RunDunningRequest::default());
        request.metadata_mut().insert("o2c-scopes", "collections.read".parse().unwrap());
        let status = world.client.clone().run_dunning(request).await.unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied);
    })
    .await;
}
