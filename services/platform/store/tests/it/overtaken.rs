//! Two who decide one request at once: both have looked for its key before either of them has written it. SQLite's
//! writer is alone, so there the second looks when the first is through.

use std::sync::atomic::{AtomicUsize, Ordering};

use o2c_kernel::Set;
use o2c_store::{Engine, Store, StoreError, set};
use o2c_testkit::{call, on_both_engines};
use tokio::sync::{Barrier, Notify};

use crate::support::{Command, MIGRATIONS, account, accounts, keyed, told};

/// What the second does while the first is under way.
#[derive(Clone, Copy)]
enum Second {
    /// Opens an account of its own, which nothing but the key forbids.
    Opens,
    /// Opens one for the first one's owner, which the schema forbids.
    OpensForTheSameOwner,
    /// Refuses, after the first one's effect can be seen.
    Refuses,
    /// Asks for something else under the same id.
    AsksForSomethingElse,
}

#[derive(Default)]
struct Told {
    first: Vec<String>,
    second: Vec<String>,
    /// How often something was decided.
    runs: usize,
    accounts: usize,
}

async fn at_once(store: &Store, second: Second) -> Told {
    let (both, first_is_through, runs) = (Barrier::new(2), Notify::new(), AtomicUsize::new(0));
    let decide = async |number: u128, owner: &'static str, hash: u8, refuses: bool| {
        let items = vec![keyed(1, hash, Command::Open(number, owner))];
        let set = Set { items, encode: |number: &u128| number.to_string().into_bytes().into() };
        let call = call("accounts/Open");
        let decided = store.write_set(&call, set, async |tx, claimed| {
            let meets = runs.fetch_add(1, Ordering::SeqCst) < 2 && tx.engine() == Engine::Postgres;
            if meets {
                both.wait().await;
            }
            if refuses && meets {
                first_is_through.notified().await;
            }
            for item in claimed.items_mut() {
                if refuses { item.refuse(StoreError::ReadOnly) } else { item.accept(number) }
            }
            let row = account::Model { owner: Some(owner.to_owned()), ..crate::support::account(number, 0) };
            set::insert::<account::Entity>(tx, Some(row).filter(|_| !refuses)).await.map(drop)
        });
        told(&decided.await.unwrap())
    };
    let (owner, hash, refuses) = match second {
        Second::Opens => ("b", 7, false),
        Second::OpensForTheSameOwner => ("a", 7, false),
        Second::Refuses => ("b", 7, true),
        Second::AsksForSomethingElse => ("b", 8, false),
    };
    let first = async {
        let told = decide(1, "a", 7, false).await;
        first_is_through.notify_one();
        told
    };
    let (first, second) = tokio::join!(first, decide(2, owner, hash, refuses));
    Told { first, second, runs: runs.into_inner(), accounts: accounts(store).await.len() }
}

/// Who of the two has written the key first, has the effect; the other gets that one's answer.
async fn one_effect_and_one_answer(second: Second) {
    on_both_engines("store", MIGRATIONS, async |store| {
        let Told { first, second, runs, accounts } = at_once(&store, second).await;
        let told = [first.join(" "), second.join(" ")];
        let expected =
            [["accepted 1", "replayed 1"].map(str::to_owned), ["replayed 2", "accepted 2"].map(str::to_owned)];
        assert!(expected.contains(&told), "{told:?}");
        assert_eq!(accounts, 1);
        assert_eq!(runs, if store.engine() == Engine::Postgres { 2 } else { 1 }, "who was overtaken decides nothing");
    })
    .await;
}

#[tokio::test]
async fn what_nothing_but_the_key_forbids_is_rolled_back() {
    one_effect_and_one_answer(Second::Opens).await;
}

#[tokio::test]
async fn what_the_first_ones_effect_forbids_is_answered_by_it() {
    one_effect_and_one_answer(Second::OpensForTheSameOwner).await;
}

#[tokio::test]
async fn a_refusal_that_was_overtaken_is_none() {
    one_effect_and_one_answer(Second::Refuses).await;
}

#[tokio::test]
async fn another_request_under_the_same_id_is_refused_whoever_was_first() {
    on_both_engines("store", MIGRATIONS, async |store| {
        let Told { first, second, accounts, .. } = at_once(&store, Second::AsksForSomethingElse).await;
        let mut told = [first.concat(), second.concat()];
        told.sort_unstable();
        assert!(told[0].starts_with("accepted"), "{told:?}");
        assert_eq!(told[1], "refused REQUEST_ID_REUSED");
        assert_eq!(accounts, 1);
    })
    .await;
}
