use std::sync::atomic::AtomicU32;

use o2c_kernel::Item;
use o2c_store::StoreError;
use o2c_testkit::{call, on_both_engines};

use crate::support::{Command, MIGRATIONS, accounts, keyed, open_accounts, told};

const OPEN: &str = "accounts/Open";

#[tokio::test]
async fn each_item_is_answered_in_the_order_given() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        let commands = [Command::Open(3, "c"), Command::Refuse, Command::Open(1, "a")];
        let items = commands.map(Item::unkeyed).into();
        let outcomes = open_accounts(&store, &call(OPEN), items, &runs).await.unwrap();
        assert_eq!(told(&outcomes), ["accepted 3", "refused INTERNAL", "accepted 1"]);
        assert_eq!(runs.into_inner(), 1);
        assert_eq!(accounts(&store).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn one_bad_item_harms_no_other() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        // an owner has one account, and this use case does not check it
        let items = vec![
            keyed(1, 1, Command::Open(1, "a")),
            keyed(2, 1, Command::Open(2, "b")),
            keyed(3, 1, Command::Open(3, "a")),
            Item::unkeyed(Command::Open(4, "d")),
        ];
        let outcomes = open_accounts(&store, &call(OPEN), items.clone(), &runs).await.unwrap();
        assert_eq!(told(&outcomes), ["accepted 1", "accepted 2", "refused INTERNAL", "accepted 4"]);
        assert_eq!(runs.into_inner(), 5);
        assert_eq!(accounts(&store).await.len(), 3);

        let again = open_accounts(&store, &call(OPEN), items[..3].to_vec(), &AtomicU32::new(0)).await.unwrap();
        assert_eq!(told(&again), ["replayed 1", "replayed 2", "refused INTERNAL"]);
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_item_fails_the_set() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let items = vec![Item::unkeyed(Command::Open(1, "a")), Item::unkeyed(Command::Forget)];
        let failed = open_accounts(&store, &call(OPEN), items, &AtomicU32::new(0)).await;
        assert!(matches!(failed, Err(StoreError::Undecided)));
        assert!(accounts(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_empty_set_opens_no_transaction() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let runs = AtomicU32::new(0);
        assert!(open_accounts(&store, &call(OPEN), Vec::new(), &runs).await.unwrap().is_empty());
        assert_eq!(runs.into_inner(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_set_inside_a_write_is_an_error() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let result: Result<(), StoreError> = store
            .write(call(OPEN).deadline, async |_| {
                let items = vec![Item::unkeyed(Command::Open(1, "a"))];
                open_accounts(&store, &call(OPEN), items, &AtomicU32::new(0)).await.map(drop)
            })
            .await;
        assert!(matches!(result, Err(StoreError::NestedWrite)));
    })
    .await;
}
