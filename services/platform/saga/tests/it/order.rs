//! What is contested is decided in the order of submission, whatever the size of the sets.

use std::collections::BTreeSet;

use o2c_kernel::{Principal, TenantId};
use o2c_saga::{ListSagas, Runner, Sagas, State};

use crate::toy::{Accept, Shop, on_both_engines, options, orders, start_of, submit};

/// Which of 40 orders get the stock, by their place in the order of submission.
async fn winners(store: &o2c_store::Store, set_size: usize) -> Vec<bool> {
    let sagas = Sagas::new(store.clone(), options(set_size));
    let shop = Shop::new(store, i64::MAX / 2, 100);
    let orders = orders(40);
    // Amounts 1 to 7: late small ones still fit where an earlier large one did not.
    let starts = orders.iter().zip(0i64..).map(|(order, index)| start_of(*order, 1 + index * 5 % 7)).collect();
    submit(&sagas, &o2c_testkit::call("test"), starts).await;

    let mut runner = Runner::<Accept>::new(sagas, shop.clone()).unwrap();
    runner.run_until_settled().await.unwrap();

    let mut won = Vec::new();
    for order in orders {
        shop.assert_whole(order).await;
        won.push(shop.ending(order).await.as_deref() == Some("confirmed"));
    }
    won
}

#[tokio::test]
async fn sets_of_1_7_and_256_give_the_same_results() {
    on_both_engines(async |store| {
        let one_by_one = winners(&store, 1).await;
        assert!(one_by_one.contains(&true) && one_by_one.contains(&false));
        assert_eq!(winners(&store, 7).await, one_by_one);
        assert_eq!(winners(&store, 256).await, one_by_one);
    })
    .await;
}

#[tokio::test]
async fn a_set_is_one_call_of_each_step() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        submit(&sagas, &o2c_testkit::call("test"), orders(300).into_iter().map(|id| start_of(id, 1)).collect()).await;
        Runner::<Accept>::new(sagas, shop.clone()).unwrap().run_until_settled().await.unwrap();
        assert_eq!(shop.credit.calls(), [256, 44]);
        assert_eq!(shop.stock.calls(), [256, 44]);
    })
    .await;
}

#[tokio::test]
async fn sets_are_cut_by_tenant_and_keep_the_caller() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let calls = ["acme", "bolt"].map(|tenant| {
            let mut call = o2c_testkit::call("test");
            let mut caller = (*call.caller).clone();
            caller.tenant = TenantId::parse(tenant).unwrap();
            caller.principal = Principal::parse("alice").unwrap();
            call.caller = caller.into();
            call
        });
        for order in orders(10) {
            for call in &calls {
                submit(&sagas, call, vec![start_of(order, 1)]).await;
            }
        }
        Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap().run_until_settled().await.unwrap();
        assert_eq!(shop.credit.calls(), [10, 10]);
        let mut seen = BTreeSet::new();
        for call in &calls {
            let page = sagas.list(call, &ListSagas::default(), o2c_kernel::PageSize::DEFAULT).await.unwrap();
            assert_eq!(page.sagas.len(), 10);
            assert!(page.sagas.iter().all(|saga| saga.state == State::Done));
            seen.extend(page.sagas.into_iter().map(|saga| saga.position));
        }
        assert_eq!(seen.len(), 20);
    })
    .await;
}
