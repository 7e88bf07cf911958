//! Failures that are nobody's fault, failures that are one saga's fault, and sagas that ask for time.

use std::time::Duration;

use o2c_kernel::Kind;
use o2c_saga::{Runner, Sagas};
use tokio_util::sync::CancellationToken;

use crate::toy::{Accept, Shop, on_both_engines, options, orders, saga_of, soon, start_of, submit};

#[tokio::test]
async fn an_outage_keeps_the_order_and_writes_nothing() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(4));
        let shop = Shop::new(&store, i64::MAX / 2, 6);
        shop.stock.fail(Some(Kind::Unavailable));
        let orders = orders(12);
        let call = o2c_testkit::call("test");
        submit(&sagas, &call, orders.iter().map(|id| start_of(*id, 1)).collect()).await;
        let stop = CancellationToken::new();
        let runner = sagas.spawn::<Accept>(shop.clone(), stop.clone()).unwrap();
        while shop.stock.calls().len() < 3 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        shop.stock.fail(None);
        while sagas.backlog(soon()).await.unwrap().unfinished > 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stop.cancel();
        runner.await.unwrap();
        for (index, order) in orders.iter().enumerate() {
            shop.assert_whole(*order).await;
            let confirmed = shop.ending(*order).await.as_deref() == Some("confirmed");
            assert_eq!(confirmed, index < 6, "{index}");
            assert_eq!(sagas.get(&call, saga_of(*order)).await.unwrap().tries, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn a_wait_that_a_clock_wrote_which_was_put_back_since_is_over() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let order = orders(1)[0];
        submit(&sagas, &o2c_testkit::call("test"), vec![start_of(order, 1)]).await;
        o2c_testkit::plant(&store, "UPDATE saga SET next_attempt_at = next_attempt_at + 7200000000").await;
        let mut runner = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap();
        runner.run_until_settled().await.unwrap();
        assert_eq!(shop.ending(order).await.as_deref(), Some("confirmed"));
    })
    .await;
}

#[tokio::test]
async fn a_bad_saga_is_singled_out_and_harms_no_other() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let orders = orders(30);
        let call = o2c_testkit::call("test");
        shop.credit.poison(orders[17]);
        submit(&sagas, &call, orders.iter().map(|id| start_of(*id, 1)).collect()).await;
        let stop = CancellationToken::new();
        let runner = sagas.spawn::<Accept>(shop.clone(), stop.clone()).unwrap();
        while sagas.backlog(soon()).await.unwrap().unfinished > 1 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert!(sagas.get(&call, saga_of(orders[17])).await.unwrap().ended_at.is_none());
        shop.credit.heal();
        while sagas.backlog(soon()).await.unwrap().unfinished > 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stop.cancel();
        runner.await.unwrap();
        for order in orders {
            shop.assert_whole(order).await;
            assert_eq!(shop.ending(order).await.as_deref(), Some("confirmed"));
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_failed_call_reserved_is_released_when_the_next_call_refuses() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        // The call reserves for both and fails for the bad one; nothing may be left of it.
        let shop = Shop::new(&store, i64::MAX / 2, 10);
        let orders = orders(2);
        let call = o2c_testkit::call("test");
        shop.stock.poison(orders[0]);
        submit(&sagas, &call, vec![start_of(orders[0], 10), start_of(orders[1], 10)]).await;
        let mut runner = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap();
        let heal = async {
            while shop.ending(orders[1]).await.is_none() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            shop.stock.heal();
        };
        let (settled, ()) = tokio::join!(runner.run_until_settled(), heal);
        settled.unwrap();
        for order in orders {
            shop.assert_whole(order).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_saga_that_has_to_wait_is_passed_by() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(1));
        let shop = Shop::new(&store, i64::MAX / 2, 1);
        let orders = orders(2);
        let call = o2c_testkit::call("test");
        shop.stock.say_again(orders[0], 1);
        submit(&sagas, &call, orders.iter().map(|id| start_of(*id, 1)).collect()).await;
        Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap().run_until_settled().await.unwrap();
        assert_eq!(shop.ending(orders[0]).await.as_deref(), Some("rejected"));
        assert_eq!(shop.ending(orders[1]).await.as_deref(), Some("confirmed"));
        for order in &orders {
            shop.assert_whole(*order).await;
        }
        // It waited at stock, and its credit call was not made again.
        assert_eq!(shop.credit.calls(), [1, 1]);
    })
    .await;
}
