//! Starting twice, being woken, stopping, and being the only one.

use std::time::Duration;

use o2c_saga::{Runner, Sagas, State};
use tokio_util::sync::CancellationToken;

use crate::toy::{Accept, Shop, on_both_engines, options, orders, saga_of, soon, start_of, submit};

#[tokio::test]
async fn a_saga_that_exists_is_not_started_again() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let order = orders(1)[0];
        let call = o2c_testkit::call("test");
        submit(&sagas, &call, vec![start_of(order, 1), start_of(order, 1)]).await;
        let mut runner = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap();
        runner.run_until_settled().await.unwrap();
        submit(&sagas, &call, vec![start_of(order, 2)]).await;
        runner.run_until_settled().await.unwrap();
        assert_eq!(shop.credit.calls(), [1]);
        assert_eq!(sagas.get(&call, saga_of(order)).await.unwrap().parameters, r#"{"amount":1}"#);
    })
    .await;
}

#[tokio::test]
async fn a_start_that_is_rolled_back_leaves_nothing() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let tx = store.begin_write(soon()).await.unwrap();
        let starts = vec![start_of(orders(1)[0], 1)];
        o2c_saga::start::<Accept>(&tx, &sagas, &o2c_testkit::call("test"), starts).await.unwrap();
        tx.rollback().await;
        assert_eq!(sagas.backlog(soon()).await.unwrap().unfinished, 0);
    })
    .await;
}

#[tokio::test]
async fn a_start_wakes_its_runner_without_waiting_for_the_poll() {
    on_both_engines(async |store| {
        let mut slow = options(256);
        slow.poll = Duration::from_secs(60);
        let sagas = Sagas::new(store.clone(), slow);
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let stop = CancellationToken::new();
        let runner = sagas.spawn::<Accept>(shop.clone(), stop.clone()).unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        for order in orders(3) {
            let patience = soon();
            submit(&sagas, &o2c_testkit::call("test"), vec![start_of(order, 1)]).await;
            while shop.ending(order).await.is_none() {
                assert!(!patience.expired(), "the runner was not woken");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        stop.cancel();
        runner.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn two_runners_at_once_leave_every_saga_whole() {
    on_both_engines(async |store| {
        let shop = Shop::new(&store, 60, 40);
        let sagas = Sagas::new(store.clone(), options(7));
        let orders = orders(80);
        let call = o2c_testkit::call("test");
        submit(&sagas, &call, orders.iter().map(|id| start_of(*id, 1)).collect()).await;
        let stop = CancellationToken::new();
        let runners: Vec<_> = (0..2).map(|_| sagas.spawn::<Accept>(shop.clone(), stop.clone()).unwrap()).collect();
        while sagas.backlog(soon()).await.unwrap().unfinished > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
        for runner in runners {
            runner.await.unwrap();
        }
        for order in &orders {
            shop.assert_whole(*order).await;
            assert!(sagas.get(&call, saga_of(*order)).await.unwrap().state.is_ended());
        }
        assert_eq!(sagas.get(&call, saga_of(orders[0])).await.unwrap().state, State::Done);
    })
    .await;
}
