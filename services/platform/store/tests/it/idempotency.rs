use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use o2c_kernel::{Call, Caller, Principal, machine_now};
use o2c_store::idempotency::{KEPT, prune};
use o2c_testkit::{call, on_both_engines};

use crate::support::{Command, MIGRATIONS, accounts, keyed, open_accounts, told};

const OPEN: &str = "accounts/Open";

#[tokio::test]
async fn a_repeated_request_gets_the_stored_answer_and_no_second_effect() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        let items = || vec![keyed(1, 7, Command::Open(1, "a"))];
        let first = open_accounts(&store, &call(OPEN), items(), &runs).await.unwrap();
        let second = open_accounts(&store, &call(OPEN), items(), &runs).await.unwrap();
        assert_eq!((told(&first), told(&second)), (vec!["accepted 1".into()], vec!["replayed 1".into()]));
        assert_eq!(runs.into_inner(), 1);
        assert_eq!(accounts(&store).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        let refused = open_accounts(&store, &call(OPEN), vec![keyed(1, 7, Command::Refuse)], &runs).await.unwrap();
        assert_eq!(told(&refused), ["refused INTERNAL"]);
        let later = vec![keyed(1, 8, Command::Open(1, "a"))];
        assert_eq!(told(&open_accounts(&store, &call(OPEN), later, &runs).await.unwrap()), ["accepted 1"]);
    })
    .await;
}

#[tokio::test]
async fn a_request_id_with_another_request_is_refused_and_the_first_answer_stays() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        let first = vec![keyed(1, 7, Command::Open(1, "a"))];
        open_accounts(&store, &call(OPEN), first.clone(), &runs).await.unwrap();
        let other = vec![keyed(1, 8, Command::Open(2, "b")), keyed(2, 8, Command::Open(3, "c"))];
        let outcomes = open_accounts(&store, &call(OPEN), other, &runs).await.unwrap();
        assert_eq!(told(&outcomes), ["refused REQUEST_ID_REUSED", "accepted 3"]);
        assert_eq!(told(&open_accounts(&store, &call(OPEN), first, &runs).await.unwrap()), ["replayed 1"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_items_with_one_key_the_second_gets_the_first_ones_answer() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let items = vec![
            keyed(1, 7, Command::Open(1, "a")),
            keyed(1, 7, Command::Open(1, "a")),
            keyed(1, 9, Command::Open(9, "z")),
            keyed(2, 7, Command::Refuse),
            keyed(2, 7, Command::Refuse),
        ];
        let outcomes = open_accounts(&store, &call(OPEN), items, &AtomicU32::new(0)).await.unwrap();
        let expected =
            ["accepted 1", "replayed 1", "refused REQUEST_ID_REUSED", "refused INTERNAL", "refused INTERNAL"];
        assert_eq!(told(&outcomes), expected);
        assert_eq!(accounts(&store).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_key_belongs_to_its_caller_and_method() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        let open = async |call: Call, number, owner| {
            let items = vec![keyed(1, 7, Command::Open(number, owner))];
            told(&open_accounts(&store, &call, items, &runs).await.unwrap())
        };
        assert_eq!(open(call(OPEN), 1, "a").await, ["accepted 1"]);
        assert_eq!(open(call("accounts/Other"), 2, "b").await, ["accepted 2"]);
        let caller = Caller { principal: Principal::parse("somebody-else").unwrap(), ..(*call(OPEN).caller).clone() };
        assert_eq!(open(Call { caller: Arc::new(caller), ..call(OPEN) }, 3, "c").await, ["accepted 3"]);
        assert_eq!(open(call(OPEN), 4, "d").await, ["replayed 1"]);
    })
    .await;
}

#[tokio::test]
async fn of_a_crowd_of_retries_one_has_the_effect_and_all_get_its_answer() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let tries = (0..8).map(|_| {
            let store = store.clone();
            let items = (0..20).map(|at| keyed(at, 7, Command::Open(at, OWNERS[at as usize]))).collect();
            tokio::spawn(
                async move { told(&open_accounts(&store, &call(OPEN), items, &AtomicU32::new(0)).await.unwrap()) },
            )
        });
        let mut accepted = 0;
        for outcomes in tries.collect::<Vec<_>>() {
            let outcomes = outcomes.await.unwrap();
            assert!(outcomes.iter().all(|outcome| !outcome.starts_with("refused")), "{outcomes:?}");
            accepted += outcomes.iter().filter(|outcome| outcome.starts_with("accepted")).count();
        }
        assert_eq!(accepted, 20);
        assert_eq!(accounts(&store).await.len(), 20);
    })
    .await;
}

const OWNERS: [&str; 20] =
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"];

#[tokio::test]
async fn old_keys_are_let_go_in_bounded_steps() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let items: Vec<_> = (0..5).map(|at| keyed(at, 7, Command::Open(at, OWNERS[at as usize]))).collect();
        open_accounts(&store, &call(OPEN), items, &AtomicU32::new(0)).await.unwrap();
        assert_eq!(prune(&store, machine_now(), 100).await.unwrap(), 0);
        let later = machine_now().plus(KEPT).plus(Duration::from_secs(1));
        assert_eq!(prune(&store, later, 3).await.unwrap(), 3);
        assert_eq!(prune(&store, later, 3).await.unwrap(), 2);
    })
    .await;
}
