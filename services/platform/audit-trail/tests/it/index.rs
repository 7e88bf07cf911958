//! Finding entries by the documents that they name, whatever has become of the runs of the index.

use std::collections::{BTreeMap, BTreeSet};

use o2c_audit_trail::{
    list::{Query, list},
    merge, rebuild, seal,
};
use o2c_kernel::{Deadline, TenantId, new_uuid};
use o2c_store::{
    Store, StoreError,
    trail::{Entry, EntryItem, EntryKind},
};
use o2c_testkit::plant;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::shop::{on_both_engines, soon, tenant};

const TENANT: &str = "acme";

/// An entry that names these documents.
fn naming(documents: Vec<Uuid>) -> Entry {
    let documents = documents.into_iter().map(|id| ("account_id".into(), id)).collect();
    Entry {
        id: new_uuid(),
        tenant: TENANT.to_owned(),
        recorded_at: 0,
        kind: EntryKind::Call,
        subject: Uuid::nil(),
        principal: "anna".to_owned(),
        process: String::new(),
        method: String::new(),
        request_id: String::new(),
        trace: String::new(),
        calls: 1,
        items: vec![EntryItem { documents, ..EntryItem::default() }],
        changes: Vec::new(),
    }
}

/// Writes entries and seals them, a block for each of these sets; which entries name each document.
async fn sealed(store: &Store, sets: Vec<Vec<Entry>>) -> BTreeMap<Uuid, BTreeSet<Uuid>> {
    let mut named: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for set in sets {
        for entry in &set {
            entry.documents().into_iter().for_each(|document| {
                named.entry(document).or_default().insert(entry.id);
            });
        }
        let written = store.write(soon(), async |tx| {
            for entry in set.clone() {
                entry.write(tx, Vec::new()).await?;
            }
            Ok::<_, StoreError>(())
        });
        written.await.unwrap();
        seal(store).await.unwrap();
    }
    named
}

/// Sets of entries that name some of many documents, few of them again and again: the same for each engine.
fn business(seed: u128) -> Vec<Vec<Entry>> {
    let known: Vec<Uuid> = (0..40).map(|at| Uuid::from_u128((seed * 1_000 + at) << 90 | at)).collect();
    let mut state = seed;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) % (1 << 64);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut sets = Vec::new();
    for _ in 0..70 {
        let entries = (0..next(4) + 1).map(|_| {
            let mut documents = vec![known[0]];
            documents.extend((0..next(6)).map(|_| known[next(known.len())]));
            documents.push(new_uuid());
            naming(documents)
        });
        sets.push(entries.collect());
    }
    sets
}

/// Each document leads to the entries that name it, page by page, the newest first.
async fn assert_found(store: &Store, named: &BTreeMap<Uuid, BTreeSet<Uuid>>) {
    for (document, entries) in named {
        let (mut query, mut found) = (Query { document: Some(*document), ..Query::default() }, Vec::new());
        loop {
            let page = list(store, soon(), &tenant(TENANT), &query, 23).await.unwrap();
            found.extend(page.entries.iter().map(|listed| listed.entry.id));
            let Some(next) = page.next else { break };
            query.after = Some(next);
        }
        let expected: Vec<Uuid> = entries.iter().rev().copied().collect();
        assert_eq!(found, expected, "{document}");
    }
    let stranger = Query { document: Some(new_uuid()), ..Query::default() };
    assert!(list(store, soon(), &tenant(TENANT), &stranger, 5).await.unwrap().entries.is_empty());
}

async fn count(store: &Store, table: &str) -> i64 {
    let tx = store.begin_read(Deadline::after(std::time::Duration::from_secs(30))).await.unwrap();
    let text = format!("SELECT COUNT(*) FROM {table}");
    let backend = tx.connection().get_database_backend();
    let row = tx.connection().query_one_raw(Statement::from_string(backend, text)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_document_leads_to_the_entries_that_name_it_merged_or_not() {
    on_both_engines(async |store| {
        let tenants: [TenantId; 1] = [tenant(TENANT)];
        let mut named = BTreeMap::new();
        for seed in 1..4 {
            for (document, entries) in sealed(&store, business(seed)).await {
                named.entry(document).or_insert_with(BTreeSet::new).extend(entries);
            }
            assert_found(&store, &named).await;
            merge(&store, &tenants).await.unwrap();
            assert_found(&store, &named).await;
        }
        assert_eq!(count(&store, "audit_block").await, 210);
        let runs = count(&store, "audit_index_run").await;
        assert!(runs <= 7 * 6, "what is merged is few: {runs}");
        let (pairs, pages) =
            (named.values().map(BTreeSet::len).sum::<usize>(), count(&store, "audit_index_page").await);
        assert!(usize::try_from(pages).unwrap() * 20 < pairs, "{pairs} pairs on {pages} pages");
    })
    .await;
}

#[tokio::test]
async fn a_document_of_many_pages_is_found_to_its_first_entry() {
    on_both_engines(async |store| {
        let (customer, order) = (new_uuid(), new_uuid());
        let sets = (0..9).map(|_| (0..130).map(|_| naming(vec![customer, new_uuid()])).collect());
        let mut sets: Vec<Vec<Entry>> = sets.collect();
        sets[4].push(naming(vec![customer, order]));
        let named = sealed(&store, sets).await;
        assert_eq!(named[&customer].len(), 1_171);
        let few: BTreeMap<_, _> =
            named.into_iter().filter(|(document, _)| [customer, order].contains(document)).collect();
        assert_found(&store, &few).await;
        merge(&store, &[tenant(TENANT)]).await.unwrap();
        assert_found(&store, &few).await;
    })
    .await;
}

#[tokio::test]
async fn an_index_that_is_not_there_is_made_of_the_chain() {
    on_both_engines(async |store| {
        let named = sealed(&store, business(7)).await;
        plant(&store, "DELETE FROM audit_index_page").await;
        plant(&store, "DELETE FROM audit_index_run").await;
        rebuild(&store, &[tenant(TENANT)]).await.unwrap();
        assert_found(&store, &named).await;
        let runs = count(&store, "audit_index_run").await;
        rebuild(&store, &[tenant(TENANT)]).await.unwrap();
        assert_eq!(count(&store, "audit_index_run").await, runs, "it reaches the end already");
    })
    .await;
}

#[tokio::test]
async fn of_two_that_merge_at_once_one_does() {
    on_both_engines(async |store| {
        let named = sealed(&store, business(9)).await;
        let tenants = [tenant(TENANT)];
        let (left, right) = tokio::join!(merge(&store, &tenants), merge(&store, &tenants));
        assert!(left.is_ok() || right.is_ok(), "{left:?} {right:?}");
        assert_found(&store, &named).await;
    })
    .await;
}
