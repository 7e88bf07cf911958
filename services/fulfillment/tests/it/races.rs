//! Many at once: whatever the interleaving, nothing is sold twice and nothing is lost.

use std::{collections::BTreeMap, sync::Arc};

use o2c_kernel::new_uuid;
use o2c_proto::{BatchResponse, fulfillment::v1::*};

use crate::world::{World, goods, one, story, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_allocators_of_one_stock_item_never_oversell() {
    story(async |world| {
        let world = Arc::new(world);
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "100").await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..60 {
            let world = world.clone();
            tasks.spawn(async move { world.allocate(new_uuid(), &[goods(1, kettle, "3")]).await });
        }
        let mut got = Vec::new();
        while let Some(result) = tasks.join_next().await {
            got.extend(result.unwrap());
        }
        got.sort();
        let counts = got.iter().fold(BTreeMap::new(), |mut counts: BTreeMap<&str, usize>, one| {
            *counts.entry(one.as_str()).or_default() += 1;
            counts
        });
        assert_eq!(counts, BTreeMap::from([("3", 33), ("1", 1), ("0", 26)]));
        assert_eq!(world.stock(&main, kettle).await, ["100", "100", "0", "80"]);
        world.assert_clean().await;
    })
    .await;
}

/// Batches over the same products in different orders, while goods come in, are counted, shipped and given back.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everybody_at_once_leaves_the_laws_whole() {
    story(async |world| {
        let world = Arc::new(world);
        let main = world.warehouse("MAIN").await;
        let products: Vec<_> = (0..6).map(|_| new_uuid()).collect();
        for product in &products {
            world.receive(&main, *product, "40").await;
        }
        let mut tasks = tokio::task::JoinSet::new();
        for turn in 0..10_usize {
            let (world, mut products, main) = (world.clone(), products.clone(), main.clone());
            products.rotate_left(turn % 6);
            if turn % 2 == 0 {
                products.reverse();
            }
            tasks.spawn(async move {
                let mut orders = Vec::new();
                for _ in 0..3 {
                    let lines: Vec<_> =
                        (1..).zip(&products).map(|(number, product)| goods(number, *product, "2")).collect();
                    orders.push(world.order(&lines).await);
                }
                world.receive(&main, products[0], "3").await;
                retried(|| world.adjust(&main, products[1], "-2")).await;
                retried(|| world.release(new_uuid(), orders[0], &[(1, "1"), (4, "2")])).await;
                for shipment in world.shipments(orders[1]).await {
                    retried(|| world.release_shipment(&shipment.shipment_id)).await;
                    retried(|| world.pick(&shipment.shipment_id, &[(1, "1")])).await;
                    retried(|| world.pack(&shipment.shipment_id)).await;
                    retried(|| world.ship(&shipment.shipment_id)).await;
                }
                for shipment in world.shipments(orders[2]).await {
                    retried(|| world.cancel(&shipment.shipment_id)).await;
                }
            });
        }
        while let Some(result) = tasks.join_next().await {
            result.unwrap();
        }
        world.assert_clean().await;
    })
    .await;
}

/// A lost race is tried again; what the business refuses is refused.
async fn retried<T, F: Future<Output = Result<T, tonic::Status>>>(call: impl Fn() -> F) {
    for _ in 0..50 {
        match call().await {
            Ok(_) => return,
            Err(status) if status.code() == tonic::Code::Aborted => {}
            Err(status) => {
                assert_eq!(status.code(), tonic::Code::FailedPrecondition, "{status:?}");
                return;
            }
        }
    }
    panic!("a race was lost fifty times");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_request_id_many_times_at_once_holds_once() {
    story(async |world| {
        let world = Arc::new(world);
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "100").await;
        let mut request = World::allocation(new_uuid(), new_uuid(), &[goods(1, kettle, "3")]);
        request.request_id = new_uuid().to_string();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (world, request) = (world.clone(), request.clone());
            tasks.spawn(async move {
                let batch = BatchAllocateStockRequest { requests: vec![request] };
                one(world.client().batch_allocate_stock(world.request(batch)).await.unwrap().into_inner()).unwrap()
            });
        }
        while let Some(answer) = tasks.join_next().await {
            assert_eq!(text(&answer.unwrap().lines[0].allocated_quantity), "3");
        }
        assert_eq!(world.stock(&main, kettle).await, ["100", "3", "97", "0"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attempt_and_its_undo_at_once_hold_nothing_in_the_end() {
    story(async |world| {
        let world = Arc::new(world);
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "100").await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let order = new_uuid();
            let (allocator, releaser) = (world.clone(), world.clone());
            tasks.spawn(async move {
                let _ = allocator.allocate_as(order, order, &[goods(1, kettle, "3")]).await;
            });
            tasks.spawn(async move {
                releaser.release(order, order, &[]).await.unwrap();
                releaser.release(order, order, &[]).await.unwrap();
            });
        }
        while let Some(result) = tasks.join_next().await {
            result.unwrap();
        }
        assert_eq!(world.stock(&main, kettle).await, ["100", "0", "100", "0"]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn the_size_of_a_set_changes_nothing() {
    let mut results = Vec::new();
    for size in [1, 7, 256] {
        let migrations = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &o2c_fulfillment::migrations()].concat();
        let database = o2c_testkit::TestDatabase::sqlite();
        let store = database.open("fulfillment").await;
        store.migrate(&[&migrations]).await.unwrap();
        let world = World::new(store, o2c_kernel::SetLimits::of_items(size)).await;
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "50").await;
        let requests = (0..30).map(|turn| {
            let quantity = ["1", "2", "3.5"][turn % 3];
            World::allocation(new_uuid(), new_uuid(), &[goods(1, kettle, quantity), goods(2, kettle, "0.5")])
        });
        let batch = BatchAllocateStockRequest { requests: requests.collect() };
        let answer = world.client().batch_allocate_stock(world.request(batch)).await.unwrap().into_inner();
        let got: Vec<Vec<String>> = answer
            .into_results()
            .into_iter()
            .map(|item| item.unwrap().lines.iter().map(|line| text(&line.allocated_quantity)).collect())
            .collect();
        world.assert_clean().await;
        results.push(got);
    }
    assert_eq!(results[0], results[1]);
    assert_eq!(results[1], results[2]);
}
