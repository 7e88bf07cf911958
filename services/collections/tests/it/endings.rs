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
