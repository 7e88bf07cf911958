//! Calls that meet.

use o2c_kernel::{Id, SetLimits};
use o2c_proto::collections::v1::*;

use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_objections_wins() {
    with_world(async |world| {
        let item = world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-01")]).await.remove(0);
        let calls = (0..8).map(|_| {
            let (world, item) = (world.clone(), item.clone());
            tokio::spawn(async move { world.object(&item, "10.00").await })
        });
        let mut won = 0;
        for call in calls.collect::<Vec<_>>() {
            won += usize::from(call.await.unwrap().is_ok());
        }
        assert_eq!((won, world.disputes().await.len()), (1, 1));
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_request_sent_many_times_at_once_has_one_effect() {
    with_world(async |world| {
        let item = world.owes(vec![Item::invoice(Id::new(), "100.00", "2011-01-01")]).await.remove(0);
        let message = OpenDisputeRequest {
            request_id: request_id(),
            open_item_id: item.id.to_string(),
            disputed_amount: Some(gbp("10.00")),
            reason: "OTHER".to_owned(),
            description: String::new(),
        };
        let calls = (0..8).map(|_| {
            let (world, message) = (world.clone(), message.clone());
            tokio::spawn(async move {
                world.call(message, async |mut client, request| client.open_dispute(request).await).await
            })
        });
        let mut answers = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            answers.push(call.await.unwrap().unwrap());
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn runs_blocks_and_facts_that_meet_write_to_nobody_twice() {
    with_limits(SetLimits::of_items(5), async |world| {
        let items = world.owes((0..60).map(|_| Item::invoice(Id::new(), "50.00", "2011-01-01")).collect()).await;
        let mut calls = Vec::new();
        for day in ["2011-01-10", "2011-01-10", "2011-01-10", "2011-01-11", "2011-01-12"] {
            let world = world.clone();
            calls.push(tokio::spawn(async move {
                world.run(day).await;
            }));
        }
        for item in items.iter().step_by(6).cloned() {
            let world = world.clone();
            calls.push(tokio::spawn(async move {
                let message = BlockDunningRequest {
                    request_id: request_id(),
                    customer_id: item.customer.to_string(),
                    currency_code: "GBP".to_owned(),
                    blocked_until: Some(day("2011-02-01")),
                    reason: String::new(),
                };
                world.call(message, async |mut client, request| client.block_dunning(request).await).await.unwrap();
            }));
        }
        for item in items.iter().skip(3).step_by(6) {
            world.take(&[world.paid(item, "0.00")]).await;
        }
        for call in calls {
            call.await.unwrap();
        }
        let notices = world.notices().await;
        let mut customers: Vec<_> = notices.iter().map(|notice| &notice.customer_id).collect();
        customers.sort();
        customers.dedup();
        assert_eq!(customers.len(), notices.len());
        assert!(notices.len() >= 40);
        world.assert_lawful().await;
    })
    .await;
}
