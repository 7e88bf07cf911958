//! A person is erased, and the chain holds; a person is hidden, and it shows.

use std::collections::BTreeSet;

use o2c_audit_trail::{
    erase,
    list::{Listed, Query, list},
    seal,
    verify::Harm,
};
use o2c_kernel::Principal;
use o2c_store::{Engine, Store};
use o2c_testkit::{columns_holding, plant};
use sea_orm::ConnectionTrait;

use crate::shop::{Outside, call, on_both_engines, sealed, soon, tenant, used};

const ANNA: &str = "anna.canary@example.com";

fn principal(name: &str) -> Principal {
    Principal::parse(name).unwrap()
}

async fn by(store: &Store, name: &str) -> Vec<Listed> {
    let query = Query { principal: Some(name.to_owned()), ..Query::default() };
    list(store, soon(), &tenant("acme"), &query, 100).await.unwrap().entries
}

/// Erases as the owner of the tables does.
async fn erased(store: &Store, name: &str) -> Option<uuid::Uuid> {
    let by = call("acme", "data-protection");
    let tx = store.begin_write(soon()).await.unwrap();
    if store.engine() == Engine::Postgres {
        tx.connection().execute_unprepared("SET LOCAL ROLE NONE").await.unwrap();
    }
    let done = erase(&tx, &by, &principal(name), "asked for in writing").await.unwrap();
    tx.commit().await.unwrap();
    done
}

#[tokio::test]
async fn who_is_erased_is_nowhere_and_every_chain_holds() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let account = used(&store, "acme", ANNA, 3).await;
        used(&store, "acme", "bert", 2).await;
        used(&store, "globex", ANNA, 1).await;
        let head = seal(&store).await.unwrap().heads.remove(0).1;
        outside.attest("acme", head.number, head.hash);
        let before = by(&store, ANNA).await;
        assert!(before.len() == 3 && before.iter().all(|listed| listed.entry.principal == ANNA && !listed.erased));

        let pseudonym = erased(&store, ANNA).await.unwrap();
        assert_eq!(erased(&store, ANNA).await, None, "nothing leads to them any more");
        assert!(by(&store, ANNA).await.is_empty());
        let query = Query { document: Some(account), ..Query::default() };
        let shown = list(&store, soon(), &tenant("acme"), &query, 100).await.unwrap().entries;
        assert_eq!(shown.len(), 3);
        for listed in &shown {
            assert!(listed.erased && listed.entry.principal.is_empty() && listed.reasons.is_empty(), "{listed:?}");
            assert_eq!(listed.entry.subject, pseudonym, "that it was one and the same is still known");
        }
        for sealing in [false, true] {
            if sealing {
                sealed(&store).await;
            }
            let found = outside.verify(&store).await;
            assert_eq!((found.findings, found.erased, found.erased_principals), (vec![], 3, 1));
        }
        let told = by(&store, "data-protection").await;
        assert_eq!(told[0].entry.items[0].documents, [("subject_id".into(), pseudonym)]);
        assert_eq!(told[0].reasons[&0], "asked for in writing");
        assert!(by_tenant(&store, "globex").await.contains(ANNA), "another tenant's is another person");
        plant(&store, "DELETE FROM audit_subject WHERE tenant = 'globex'").await;
        let kept = columns_holding(&store, ANNA).await;
        assert_eq!(kept, ["idempotency_key.principal"], "which is kept for four weeks");
    })
    .await;
}

async fn by_tenant(store: &Store, of: &str) -> BTreeSet<String> {
    let listed = list(store, soon(), &tenant(of), &Query::default(), 100).await.unwrap().entries;
    listed.into_iter().map(|listed| listed.entry.principal).collect()
}

#[tokio::test]
async fn who_acts_again_is_somebody_new() {
    on_both_engines(async |store| {
        used(&store, "acme", ANNA, 2).await;
        let before = erased(&store, ANNA).await.unwrap();
        used(&store, "acme", ANNA, 1).await;
        let after = by(&store, ANNA).await;
        assert_eq!(after.len(), 1);
        assert_ne!(after[0].entry.subject, before, "nothing links the two");
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_exchanged_or_hidden_is_named() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        used(&store, "acme", ANNA, 2).await;
        used(&store, "acme", "bert", 2).await;
        sealed(&store).await;
        plant(&store, "UPDATE audit_subject SET principal = 'eve' WHERE principal = 'bert'").await;
        plant(&store, &format!("DELETE FROM audit_subject WHERE principal = '{ANNA}'")).await;
        let found = outside.verify(&store).await;
        let harms: BTreeSet<Harm> = found.findings.iter().map(|finding| finding.harm).collect();
        assert_eq!(harms, BTreeSet::from([Harm::PrincipalChanged, Harm::PrincipalDeleted]), "{:?}", found.findings);
        assert_eq!(found.erased_principals, 0);
    })
    .await;
}

#[tokio::test]
async fn the_running_role_erases_nobody() {
    on_both_engines(async |store| {
        used(&store, "acme", ANNA, 1).await;
        let tx = store.begin_write(soon()).await.unwrap();
        let done = erase(&tx, &call("acme", "eve"), &principal(ANNA), "").await;
        assert_eq!(done.is_err(), store.engine() == Engine::Postgres, "files have one role: {done:?}");
        tx.rollback().await;
    })
    .await;
}
