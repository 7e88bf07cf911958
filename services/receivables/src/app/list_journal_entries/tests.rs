//! Positions are given when an entry is written and seen when it commits: of two that write at once the later one may
//! commit first.

use o2c_kernel::{Date, Id, Money, SetLimits, TenantId, Zone};
use o2c_messaging::Outbox;
use o2c_store::{Engine, Store, Tx};
use o2c_testkit::call;

use super::*;
use crate::domain::{Account, Changes, EntryKind, Heading, JournalEntry, Tolerances};

fn entry(description: &str) -> JournalEntry {
    let heading = Heading {
        id: Id::new(),
        posted_on: Date::parse("2026-01-01").unwrap(),
        kind: EntryKind::BadDebt,
        document: None,
        description: description.to_owned(),
    };
    let amount = Money::new(500, o2c_kernel::Currency::GBP);
    JournalEntry::transfer(heading, Account::BadDebt, Account::Allowance, amount).unwrap()
}

async fn post(tx: &Tx, tenant: &TenantId, description: &str) {
    let changes = Changes { entries: vec![entry(description)], ..Changes::default() };
    storage::save(tx, tenant, &changes, []).await.unwrap();
}

async fn receivables(store: &Store) -> Receivables {
    let call = call("test");
    Receivables {
        store: store.clone(),
        outbox: Outbox::open(store).await.unwrap(),
        clock: call.clock.clone(),
        zone: Zone::UTC,
        limits: SetLimits::default(),
        tolerances: Tolerances::default(),
    }
}

/// What a page of two says, and where the next one begins.
async fn page(receivables: &Receivables, after: Option<i64>) -> (Vec<String>, Option<i64>) {
    let question =
        ListJournalEntries { document: None, size: PageSize::parse(2).unwrap(), after, scope: String::new() };
    let page = list_journal_entries(receivables, &call("list"), question).await.unwrap();
    (page.entries.into_iter().map(|posted| posted.entry.description).collect(), page.next)
}

/// All pages, with what is done between two of them.
async fn all(receivables: &Receivables, mut between: impl AsyncFnMut()) -> Vec<String> {
    let (mut seen, mut next) = page(receivables, None).await;
    while let Some(after) = next {
        between().await;
        let (more, further) = page(receivables, Some(after)).await;
        seen.extend(more);
        next = further;
    }
    seen
}

#[tokio::test]
async fn a_page_ends_before_an_entry_that_is_still_committing() {
    let migrations = crate::migrations();
    let sets = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, &migrations];
    let privileges = [o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, crate::PRIVILEGES];
    o2c_testkit::on_both_engines_with("receivables", &sets, &privileges, async |store| {
        let (receivables, tenant, other) =
            (receivables(&store).await, TenantId::default(), TenantId::parse("another").unwrap());
        let deadline = || o2c_kernel::Deadline::after(std::time::Duration::from_secs(30));
        let posted = async |tenant: &TenantId, description: &str| {
            let tx = store.begin_write(deadline()).await.unwrap();
            post(&tx, tenant, description).await;
            tx.commit().await.unwrap();
        };
        for description in ["one", "two", "three"] {
            posted(&tenant, description).await;
        }
        assert_eq!(all(&receivables, async || {}).await, ["one", "two", "three"]);
        if store.engine() == Engine::Sqlite {
            // one writer: what has the lower position has committed first
            return;
        }

        let slow = store.begin_write(deadline()).await.unwrap();
        post(&slow, &tenant, "slow").await;
        // another tenant's writer holds nobody up
        let foreign = store.begin_write(deadline()).await.unwrap();
        post(&foreign, &other, "foreign").await;
        posted(&tenant, "fast").await;
        let before = all(&receivables, async || {}).await;
        assert_eq!(before, ["one", "two", "three"], "the position of `slow` may still come");

        // it commits while somebody turns the pages: whoever goes on from there misses nothing
        let (first, next) = page(&receivables, None).await;
        assert_eq!(first, ["one", "two"]);
        slow.commit().await.unwrap();
        let (rest, next) = page(&receivables, next).await;
        assert_eq!(rest, ["three", "slow"]);
        assert_eq!(page(&receivables, next).await, (vec!["fast".to_owned()], None));

        // one that gives up leaves a gap for ever, and holds nobody up
        let given_up = store.begin_write(deadline()).await.unwrap();
        post(&given_up, &tenant, "given up").await;
        given_up.rollback().await;
        posted(&tenant, "last").await;
        assert_eq!(all(&receivables, async || {}).await, ["one", "two", "three", "slow", "fast", "last"]);
        foreign.rollback().await;
    })
    .await;
}
