//! The run over a large book. By hand: `cargo test --release -p o2c-collections --test it -- --ignored --nocapture`.

use o2c_collections::domain::CustomerId;
use o2c_kernel::{Id, machine_now};
use o2c_proto::collections::v1::*;

use crate::world::*;

#[tokio::test]
#[ignore = "fills a large book first and measures: to be run by hand on a quiet machine"]
async fn a_hundred_thousand_overdue_items_are_dunned_in_one_run() {
    with_world(async |world| dun_in_one_run(&world, 10_000, 10).await).await;
}

#[tokio::test]
#[ignore = "fills a large book first and measures: to be run by hand on a quiet machine"]
async fn a_hundred_thousand_customers_are_written_to_in_one_run() {
    with_world(async |world| dun_in_one_run(&world, 100_000, 1).await).await;
}

async fn dun_in_one_run(world: &World, customers: usize, items: usize) {
    for _ in 0..customers / 1_000 {
        let customers: Vec<CustomerId> = (0..1_000).map(|_| Id::new()).collect();
        let items =
            customers.iter().flat_map(|customer| (0..items).map(|_| Item::invoice(*customer, "50.00", "2011-01-01")));
        world.owes(items.collect()).await;
    }
    let watch = machine_now();
    let run = world.run("2011-02-01").await;
    let took = machine_now().since(watch);
    println!("{:?}: {took:?} for {} letters", world.store.engine(), run.notices_issued);
    assert_eq!((run.state(), usize::try_from(run.notices_issued)), (DunningRunState::Done, Ok(customers)));
    let watch = machine_now();
    let message = ListWorklistRequest { as_of: Some(day("2011-02-01")), ..Default::default() };
    world.call(message, async |mut client, request| client.list_worklist(request).await).await.unwrap();
    println!("worklist: {:?}", machine_now().since(watch));
}
