//! How disputes end without a word of a person, and what may be granted.

use o2c_kernel::Id;
use o2c_proto::{collections::v1::*, receivables::v1::OpenItemDisputed};
use tonic::Code;

use crate::world::*;

async fn invoice(world: &World) -> Item {
    world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-10")]).await.remove(0)
}

#[tokio::test]
async fn a_payment_does_not_close_a_dispute_whose_credit_note_is_to_come() {
    with_world(async |world| {
        let item = invoice(&world).await;
        let id = world.object(&item, "40.00").await.unwrap().dispute_id;
        world.resolve(&id, DisputeResolution::Credit, None).await.unwrap();

        world.take(&[world.paid(&item, "0.00"), world.flagged(&item, &id, "0.00")]).await;
        assert_eq!(world.dispute(&id).await.state(), DisputeState::Resolved, "its credit note has not come");
        assert_eq!(world.dispute(&id).await.resolution(), DisputeResolution::Credit);

        world.take(&[world.cleared(&item, &id)]).await;
        assert_eq!(world.dispute(&id).await.state(), DisputeState::Closed);
        assert_eq!(world.stated_of::<DisputeClosed>().await.len(), 1);
        world.assert_lawful().await;
    })
    .await;
}

/// Facts of a producer that does not say whether a dispute is settled.
#[tokio::test]
async fn a_flag_of_nothing_closes_where_it_is_not_said_why() {
    with_world(async |world| {
        let item = invoice(&world).await;
        let id = world.object(&item, "40.00").await.unwrap().dispute_id;
        world.resolve(&id, DisputeResolution::Rejected, None).await.unwrap();
        let message = OpenItemDisputed {
            open_item_id: item.id.to_string(),
            customer_id: item.customer.to_string(),
            dispute_id: id.clone(),
            disputed_amount: Some(gbp("0.00")),
            settled: None,
        };
        world.take(&[world.fact("receivables", item.id.uuid(), &message)]).await;
        assert_eq!(world.dispute(&id).await.state(), DisputeState::Closed);
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_in_full_is_disputed_no_more_and_not_credited() {
    with_world(async |world| {
        let item = invoice(&world).await;
        world.take(&[world.paid(&item, "25.00")]).await;
        let (_, fact) = world.deducted(&item, "25.00");
        world.take(&[fact]).await;
        let id = world.disputes().await.remove(0).dispute_id;

        world.on("2011-02-01").take(&[world.paid(&item, "0.00")]).await;
        let ended = world.dispute(&id).await;
        assert_eq!((ended.state(), ended.resolution()), (DisputeState::Resolved, DisputeResolution::Withdrawn));
        assert_eq!((ended.resolution_reason.as_str(), ended.resolved_by.as_str()), ("PAID", "system:collections"));
        assert_eq!((ended.resolved_on, ended.credited_amount), (Some(day("2011-02-01")), Some(gbp("0.00"))));
        let fact = world.stated_of::<DisputeResolved>().await.remove(0);
        assert_eq!((fact.resolution.as_str(), fact.reason.as_str()), ("WITHDRAWN", "PAID"));
        let gift = world.resolve(&id, DisputeResolution::Credit, None).await;
        refused(gift, Code::FailedPrecondition, "DISPUTE_RESOLVED");

        world.take(&[world.cleared(&item, &id)]).await;
        assert_eq!(world.dispute(&id).await.state(), DisputeState::Closed);
        // the bank takes the payment back: what is owed again may be objected to again
        world.take(&[world.paid(&item, "25.00")]).await;
        world.object(&item, "25.00").await.unwrap();
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_deduction_from_what_is_paid_by_then_is_noted_and_over() {
    with_world(async |world| {
        let item = invoice(&world).await;
        world.take(&[world.paid(&item, "0.00")]).await;
        let (deduction, fact) = world.deducted(&item, "25.00");
        let report = world.take(&[fact]).await;
        assert_eq!(report.failed, 0, "{report:?}");
        let dispute = world.disputes().await.remove(0);
        assert_eq!(dispute.deduction_id, deduction.to_string());
        assert_eq!((dispute.state(), dispute.resolution_reason.as_str()), (DisputeState::Resolved, "PAID"));
        assert_eq!(world.stated_of::<DisputeOpened>().await.len(), 1);
        assert_eq!(world.stated_of::<DisputeResolved>().await.len(), 1);
        world.assert_lawful().await;
        world.take(&[world.cleared(&item, &dispute.dispute_id)]).await;
        assert_eq!(world.dispute(&dispute.dispute_id).await.state(), DisputeState::Closed);
        world.assert_lawful().await;
    })
    .await;
}

/// A dispute that outlived what was open, from before that ended it.
#[tokio::test]
async fn nothing_is_granted_of_what_is_not_open() {
    with_world(async |world| {
        let item = invoice(&world).await;
        let id = world.object(&item, "40.00").await.unwrap().dispute_id;
        world.execute("UPDATE open_item SET open_minor = 0, disputed_minor = 0").await;
        let (_, faults) = world.law("COL-2").await;
        assert!(faults.iter().any(|fault| fault.contains("nothing is open")), "{faults:?}");
        let gift = world.resolve(&id, DisputeResolution::Credit, None).await;
        refused(gift, Code::FailedPrecondition, "OPEN_ITEM_PAID");
        let gift = world.resolve(&id, DisputeResolution::Partial, Some("1.00")).await;
        refused(gift, Code::FailedPrecondition, "OPEN_ITEM_PAID");
        assert_eq!(world.dispute(&id).await.state(), DisputeState::Open);
        world.resolve(&id, DisputeResolution::Withdrawn, None).await.unwrap();
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_over_is_not_credited_by_a_dispute() {
    with_world(async |world| {
        let item = world.owes(vec![Item::taken_over(Id::new(), "100.00", "2011-01-10")]).await.remove(0);
        let id = world.object(&item, "40.00").await.unwrap().dispute_id;
        let granted = world.resolve(&id, DisputeResolution::Credit, None).await;
        refused(granted, Code::FailedPrecondition, "NOT_BILLED_HERE");
        let granted = world.resolve(&id, DisputeResolution::Partial, Some("1.00")).await;
        refused(granted, Code::FailedPrecondition, "NOT_BILLED_HERE");
        assert_eq!(world.dispute(&id).await.state(), DisputeState::Open);
        assert_eq!(world.stated_of::<DisputeResolved>().await, vec![]);
        world.resolve(&id, DisputeResolution::Rejected, None).await.unwrap();
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_deduction_raises_the_dispute_that_it_joins() {
    with_world(async |world| {
        let item = invoice(&world).await;
        let id = world.object(&item, "5.00").await.unwrap().dispute_id;
        let (deduction, more) = world.deducted(&item, "30.00");
        let (further, less) = world.deducted(&item, "10.00");
        world.take(&[more, less]).await;

        let dispute = world.disputes().await.remove(0);
        assert_eq!((dispute.dispute_id.as_str(), dispute.disputed_amount), (id.as_str(), Some(gbp("40.00"))));
        let raised = world.stated_of::<DisputeAmountRaised>().await;
        let told: Vec<_> = raised.into_iter().map(|fact| (fact.disputed_amount, fact.deduction_id)).collect();
        // what was objected to before is a part of the first
        assert_eq!(told, [(Some(gbp("30.00")), deduction.to_string()), (Some(gbp("40.00")), further.to_string())]);
        world.assert_lawful().await;
        world.resolve(&id, DisputeResolution::Credit, None).await.unwrap();
        assert_eq!(world.stated_of::<DisputeResolved>().await.remove(0).credited_amount, Some(gbp("40.00")));
        world.take(&[world.cleared(&item, &id)]).await;
        world.assert_lawful().await;
    })
    .await;
}

/// Two receipts, each short of the item by another amount. Whether the second keeps back a part of what the first has, or
/// something beside it: no more is in dispute than is open, and no more is given back.
#[tokio::test]
async fn deductions_of_several_receipts_add_up_to_what_is_open() {
    with_world(async |world| {
        let item = invoice(&world).await;
        let (_, first) = world.deducted(&item, "40.00");
        let (_, second) = world.deducted(&item, "25.00");
        world.take(&[world.paid(&item, "65.00"), first]).await;
        world.take(&[second]).await;
        let dispute = world.disputes().await.remove(0);
        assert_eq!((world.disputes().await.len(), dispute.disputed_amount), (1, Some(gbp("65.00"))));

        let (_, third) = world.deducted(&item, "30.00");
        world.take(&[third]).await;
        assert_eq!(world.dispute(&dispute.dispute_id).await.disputed_amount, Some(gbp("65.00")), "no more is open");
        world.take(&[world.paid(&item, "20.00")]).await;
        world.assert_lawful().await;
        world.resolve(&dispute.dispute_id, DisputeResolution::Credit, None).await.unwrap();
        let resolved = world.stated_of::<DisputeResolved>().await.remove(0);
        assert_eq!((resolved.disputed_amount, resolved.credited_amount), (Some(gbp("65.00")), Some(gbp("20.00"))));
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn col_7_names_a_deduction_that_its_dispute_does_not_cover() {
    with_world(async |world| {
        let item = invoice(&world).await;
        let (_, fact) = world.deducted(&item, "30.00");
        world.take(&[fact]).await;
        assert_eq!(world.law("COL-7").await, (1, vec![]));
        world.execute("UPDATE dispute SET disputed_minor = 2999").await;
        let (_, faults) = world.law("COL-7").await;
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("3000 were deducted"), "{faults:?}");
    })
    .await;
}
