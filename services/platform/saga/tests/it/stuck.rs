//! Undos that do not succeed: a person is told, and may let them go on.

use o2c_kernel::{Kind, PageSize};
use o2c_saga::{ListSagas, Runner, SagaError, Sagas, State};

use crate::toy::{Accept, Shop, on_both_engines, options, orders, saga_of, soon, start_of, submit};

#[tokio::test]
async fn an_undo_that_fails_twenty_times_is_stuck_until_a_person_retries_it() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, 0);
        shop.credit.fail_undo(Some(Kind::Internal));
        let order = orders(1)[0];
        let call = o2c_testkit::call("test");
        let mut runner = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap();
        runner.run_until_settled().await.unwrap(); // has looked at the log before the saga was there
        submit(&sagas, &call, vec![start_of(order, 1)]).await;
        runner.run_until_settled().await.unwrap();

        let backlog = sagas.backlog(soon()).await.unwrap();
        assert_eq!((backlog.unfinished, backlog.stuck), (0, 1));
        let filter = ListSagas { states: vec![State::Stuck], ..ListSagas::default() };
        let listed = sagas.list(&call, &filter, PageSize::DEFAULT).await.unwrap();
        assert_eq!(listed.sagas.len(), 1);
        let saga = sagas.get(&call, saga_of(order)).await.unwrap();
        assert_eq!((saga.state, saga.tries), (State::Stuck, 20));
        assert!(saga.last_error.unwrap().contains("cannot release"));
        let statuses: Vec<_> = saga.steps.iter().map(|step| (step.step.as_str(), step.status.as_str())).collect();
        assert_eq!(statuses, [("credit", "started"), ("stock", "intent")]);
        assert_eq!(shop.credit.holds(order), 1);

        shop.credit.fail_undo(None);
        sagas.retry(&call, saga_of(order)).await.unwrap();
        runner.run_until_settled().await.unwrap();
        shop.assert_whole(order).await;
        let saga = sagas.get(&call, saga_of(order)).await.unwrap();
        assert_eq!(saga.state, State::Refused);
        assert_eq!(saga.steps[0].status, "undone");
        assert!(matches!(sagas.retry(&call, saga_of(order)).await, Err(SagaError::NotStuck { .. })));
    })
    .await;
}

#[tokio::test]
async fn the_step_that_refused_is_not_undone_when_it_was_only_called_once() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, 0);
        let order = orders(1)[0];
        let mut runner = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap();
        runner.run_until_settled().await.unwrap(); // has looked at the log before the saga was there
        submit(&sagas, &o2c_testkit::call("test"), vec![start_of(order, 1)]).await;
        runner.run_until_settled().await.unwrap();
        shop.assert_whole(order).await;
        let saga = sagas.get(&o2c_testkit::call("test"), saga_of(order)).await.unwrap();
        assert!(shop.credit.was_undone(saga.steps[0].call_id));
        assert!(!shop.stock.was_undone(saga.steps[1].call_id));
    })
    .await;
}

#[tokio::test]
async fn what_a_stuck_saga_may_have_done_is_undone_after_a_restart() {
    on_both_engines(async |store| {
        let sagas = Sagas::new(store.clone(), options(256));
        let shop = Shop::new(&store, i64::MAX / 2, i64::MAX / 2);
        let order = orders(1)[0];
        let call = o2c_testkit::call("test");
        shop.credit.poison(order); // reserves, and fails all the same
        submit(&sagas, &call, vec![start_of(order, 1)]).await;
        Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap().run_until_settled().await.unwrap();
        assert_eq!(sagas.get(&call, saga_of(order)).await.unwrap().state, State::Stuck);
        assert_eq!(shop.credit.holds(order), 1);

        shop.credit.heal();
        shop.credit.deny(order);
        let mut restarted = Runner::<Accept>::new(sagas.clone(), shop.clone()).unwrap();
        restarted.run_until_settled().await.unwrap();
        sagas.retry(&call, saga_of(order)).await.unwrap();
        restarted.run_until_settled().await.unwrap();
        assert_eq!(shop.ending(order).await.as_deref(), Some("rejected"));
        shop.assert_whole(order).await;
    })
    .await;
}
