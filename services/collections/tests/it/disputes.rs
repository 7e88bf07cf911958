use o2c_kernel::Id;
use o2c_proto::{BatchResponse, collections::v1::*};
use tonic::Code;

use crate::world::*;

#[tokio::test]
async fn a_short_payment_becomes_a_dispute_that_a_credit_note_closes() {
    with_world(async |world| {
        let item = world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-10")]).await.remove(0);
        world.take(&[world.paid(&item, "25.00")]).await;
        let (deduction, fact) = world.deducted(&item, "25.00");
        world.take(&[fact]).await;

        let dispute = world.disputes().await.remove(0);
        assert_eq!((dispute.number.as_str(), dispute.state()), ("DP-00000001", DisputeState::Open));
        assert_eq!((dispute.reason.as_str(), dispute.disputed_amount), ("SHORT_PAYMENT", Some(gbp("25.00"))));
        assert_eq!((dispute.deduction_id, dispute.opened_on), (deduction.to_string(), Some(day("2011-01-03"))));
        let opened = world.stated_of::<DisputeOpened>().await.remove(0);
        assert_eq!((opened.deduction_id, opened.open_item_id), (deduction.to_string(), item.id.to_string()));
        world.take(&[world.flagged(&item, &dispute.dispute_id, "25.00")]).await;
        assert_eq!(world.run("2011-02-20").await.notices_issued, 0, "what is disputed is not dunned");

        let assign = AssignDisputeRequest {
            request_id: request_id(),
            dispute_id: dispute.dispute_id.clone(),
            assigned_to: "vera".to_owned(),
        };
        let assigned =
            world.call(assign, async |mut client, request| client.assign_dispute(request).await).await.unwrap();
        assert_eq!((assigned.state(), assigned.assigned_to.as_str()), (DisputeState::InReview, "vera"));
        let resolved = world.resolve(&dispute.dispute_id, DisputeResolution::Credit, None).await.unwrap();
        assert_eq!((resolved.state(), resolved.credited_amount.clone()), (DisputeState::Resolved, Some(gbp("25.00"))));
        assert_eq!(world.dispute(&dispute.dispute_id).await, resolved, "the answer is what is stored");
        let fact = world.stated_of::<DisputeResolved>().await.remove(0);
        assert_eq!((fact.resolution.as_str(), fact.credited_amount), ("CREDIT", Some(gbp("25.00"))));
        world.assert_lawful().await;

        world.on("2011-02-22").take(&[world.paid(&item, "0.00"), world.cleared(&item, &dispute.dispute_id)]).await;
        assert_eq!(world.dispute(&dispute.dispute_id).await.state(), DisputeState::Closed);
        let closed = world.stated_of::<DisputeClosed>().await;
        assert_eq!((closed.len(), closed[0].closed_on), (1, Some(day("2011-02-22"))));
        world.assert_lawful().await;
        assert_eq!(world.law("COL-2").await.0, 1);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_dispute_is_dunned_again_once_its_flag_is_cleared() {
    with_world(async |world| {
        let item = world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-01")]).await.remove(0);
        let dispute = world.object(&item, "60.00").await.unwrap();
        assert_eq!((dispute.opened_by.as_str(), dispute.opened_on), ("rita", Some(day("2011-01-01"))));
        world.resolve(&dispute.dispute_id, DisputeResolution::Rejected, None).await.unwrap();
        assert_eq!(world.run("2011-01-10").await.notices_issued, 0);
        world.take(&[world.cleared(&item, &dispute.dispute_id)]).await;
        assert_eq!(world.run("2011-01-11").await.notices_issued, 1);
        // and may be disputed anew
        let again = world.object(&item, "10.00").await.unwrap();
        assert_eq!(again.number, "DP-00000002");
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_disputed_is_refused_with_its_reason() {
    with_world(async |world| {
        let customer = Id::new();
        let items = world
            .owes(vec![
                Item::invoice(customer, "100.00", "2011-01-01"),
                Item::credit_note(customer, "10.00", "2011-01-01"),
            ])
            .await;
        refused(world.object(&items[0], "100.01").await, Code::FailedPrecondition, "EXCEEDS_OPEN_AMOUNT");
        refused(world.object(&items[1], "1.00").await, Code::FailedPrecondition, "EXCEEDS_OPEN_AMOUNT");
        let stranger = Item::invoice(customer, "1.00", "2011-01-01");
        refused(world.object(&stranger, "1.00").await, Code::NotFound, "OPEN_ITEM_NOT_FOUND");
        let foreign = OpenDisputeRequest {
            request_id: request_id(),
            open_item_id: items[0].id.to_string(),
            disputed_amount: Some(o2c_proto::google::r#type::Money { currency_code: "EUR".into(), units: 1, nanos: 0 }),
            reason: "PRICE".to_owned(),
            description: String::new(),
        };
        let foreign = world.call(foreign, async |mut client, request| client.open_dispute(request).await).await;
        let status = foreign.as_ref().unwrap_err();
        assert_eq!(o2c_rpc::status::field_violations(status)[0].0, "disputed_amount.currency_code");
        refused(foreign, Code::InvalidArgument, "CURRENCY_MISMATCH");
        let dispute = world.object(&items[0], "40.00").await.unwrap();
        refused(world.object(&items[0], "1.00").await, Code::FailedPrecondition, "ALREADY_DISPUTED");
        let id = &dispute.dispute_id;
        let all = world.resolve(id, DisputeResolution::Partial, Some("40.00")).await;
        refused(all, Code::FailedPrecondition, "CREDIT_EXCEEDS_DISPUTE");
        world.resolve(id, DisputeResolution::Partial, Some("39.99")).await.unwrap();
        refused(world.resolve(id, DisputeResolution::Credit, None).await, Code::FailedPrecondition, "DISPUTE_RESOLVED");
        let none = world.resolve(&request_id(), DisputeResolution::Credit, None).await;
        refused(none, Code::NotFound, "DISPUTE_NOT_FOUND");
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_answers_item_by_item_and_a_request_again_answers_the_same() {
    with_world(async |world| {
        let mut requests = Vec::new();
        for _ in 0..3 {
            let item = world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-01")]).await.remove(0);
            let dispute = world.object(&item, "10.00").await.unwrap();
            requests.push(ResolveDisputeRequest {
                request_id: request_id(),
                dispute_id: dispute.dispute_id,
                resolution: DisputeResolution::Withdrawn.into(),
                credited_amount: None,
                reason: "gone".to_owned(),
            });
        }
        requests[1].dispute_id = request_id();
        requests.push(ResolveDisputeRequest { request_id: request_id(), ..requests[0].clone() });
        let batch = BatchResolveDisputesRequest { requests };
        let first =
            world.call(batch.clone(), async |mut client, request| client.batch_resolve_disputes(request).await).await;
        let again = world.call(batch, async |mut client, request| client.batch_resolve_disputes(request).await).await;
        // a refusal is decided anew, and its metadata have no order on the wire: compared by code
        let told = |answer: BatchResolveDisputesResponse| -> Vec<Result<Dispute, i32>> {
            answer.into_results().into_iter().map(|result| result.map_err(|status| status.code)).collect()
        };
        let (first, again) = (told(first.unwrap()), told(again.unwrap()));
        assert_eq!(first, again);
        let fine: Vec<bool> = first.iter().map(Result::is_ok).collect();
        assert_eq!(fine, [true, false, true, false], "the unknown one, and the one resolved before it in the set");
        assert_eq!(world.stated_of::<DisputeResolved>().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_deduction_waits_for_its_item_and_for_a_decided_dispute() {
    with_world(async |world| {
        let item = Item::invoice(Id::new(), "100.00", "2011-01-10");
        let (_, early) = world.deducted(&item, "30.00");
        let report = world.take(std::slice::from_ref(&early)).await;
        assert_eq!(report.failed, 0, "{report:?}");
        assert!(world.disputes().await.is_empty());
        world.take(&[world.posted(&item)]).await;
        let dispute = world.disputes().await.remove(0);
        // twice delivered, once disputed; a further deduction joins the live dispute
        let (_, second) = world.deducted(&item, "10.00");
        world.take(&[early, second]).await;
        assert_eq!(world.disputes().await.len(), 1);
        // decided: the next one waits for the end of this one, and then opens its own
        world.resolve(&dispute.dispute_id, DisputeResolution::Credit, None).await.unwrap();
        let (third, fact) = world.deducted(&item, "5.00");
        world.take(&[fact]).await;
        assert_eq!(world.disputes().await.len(), 1);
        world.take(&[world.cleared(&item, &dispute.dispute_id)]).await;
        let disputes = world.disputes().await;
        assert_eq!((disputes.len(), disputes[1].deduction_id.clone()), (2, third.to_string()));
        assert_eq!(disputes[0].state(), DisputeState::Closed);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn lists_come_page_by_page() {
    with_world(async |world| {
        let items = world.owes((0..5).map(|_| Item::invoice(Id::new(), "100.00", "2011-01-01")).collect()).await;
        for item in &items {
            world.object(item, "10.00").await.unwrap();
        }
        let first = world.disputes().await.remove(0);
        world.resolve(&first.dispute_id, DisputeResolution::Credit, None).await.unwrap();
        let mut numbers = Vec::new();
        let mut page_token = String::new();
        loop {
            let message = ListDisputesRequest {
                page_size: 2,
                page_token,
                state: DisputeState::Open.into(),
                customer_id: String::new(),
            };
            let page =
                world.call(message, async |mut client, request| client.list_disputes(request).await).await.unwrap();
            numbers.extend(page.disputes.into_iter().map(|dispute| dispute.number));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(numbers, ["DP-00000002", "DP-00000003", "DP-00000004", "DP-00000005"]);
        let of_one = ListDisputesRequest { customer_id: items[2].customer.to_string(), ..Default::default() };
        let of_one = world.call(of_one, async |mut client, request| client.list_disputes(request).await).await.unwrap();
        assert_eq!(of_one.disputes.len(), 1);
    })
    .await;
}
