//! Several processes on one PostgreSQL database: one runs the sagas, another follows when it is gone.

use std::time::Duration;

use o2c_kernel::new_uuid;
use o2c_saga::{Runner, Sagas};
use o2c_store::{Engine, Store};
use tokio_util::sync::CancellationToken;

use crate::toy::{Accept, Shop, on_both_engines, options, orders, soon, start_of, submit};

fn with_lease(store: &Store, lease: Duration) -> Sagas {
    let mut options = options(256);
    options.lease = lease;
    Sagas::new(store.clone(), options)
}

async fn all_settled(sagas: &Sagas) {
    let patience = soon();
    while sagas.backlog(soon()).await.unwrap().unfinished > 0 {
        assert!(!patience.expired(), "nobody took over");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_second_process_does_nothing_until_the_first_has_been_silent_for_long() {
    on_both_engines(async |store| {
        if store.engine() == Engine::Sqlite {
            return; // a file has one process
        }
        let sagas = with_lease(&store, Duration::from_millis(900));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let call = o2c_testkit::call("test");
        let mut first = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap().of_process(new_uuid());
        first.run_until_settled().await.unwrap();
        // The first process dies without a word.
        drop(first);
        let order = orders(1)[0];
        submit(&sagas, &call, vec![start_of(order, 1)]).await;
        let stop = CancellationToken::new();
        let second = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap().of_process(new_uuid());
        let second = tokio::spawn(second.run(stop.clone()));
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(shop.ending(order).await, None, "the first may still be alive");
        all_settled(&sagas).await;
        stop.cancel();
        second.await.unwrap();
        shop.assert_whole(order).await;
    })
    .await;
}

#[tokio::test]
async fn a_process_that_stops_in_order_is_followed_at_once() {
    on_both_engines(async |store| {
        // Longer than the test is patient: only a freed lease lets the second one in.
        let sagas = with_lease(&store, Duration::from_secs(600));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let call = o2c_testkit::call("test");
        for order in orders(2) {
            let stop = CancellationToken::new();
            let runner = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap().of_process(new_uuid());
            let runner = tokio::spawn(runner.run(stop.clone()));
            submit(&sagas, &call, vec![start_of(order, 1)]).await;
            all_settled(&sagas).await;
            stop.cancel();
            runner.await.unwrap();
            shop.assert_whole(order).await;
        }
    })
    .await;
}
