//! What somebody does to the trail who may do everything in its database, and how it is named.

use std::collections::BTreeSet;

use o2c_audit_trail::{
    seal,
    verify::{Harm, Verification},
};
use o2c_identity::SigningKey;
use o2c_kernel::Deadline;
use o2c_store::{Engine, Store};
use o2c_testkit::plant;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::shop::{Outside, on_both_engines, soon, used};

/// A chain of ten blocks of an entry each, attested at each of them, beside one of another tenant.
async fn chain(store: &Store, outside: &Outside) -> Vec<Uuid> {
    for _ in 0..10 {
        used(store, "acme", "anna", 1).await;
        let sealed = seal(store).await.unwrap();
        let (_, head) = sealed.heads.first().unwrap();
        outside.attest("acme", head.number, head.hash);
    }
    used(store, "globex", "bert", 3).await;
    seal(store).await.unwrap();
    let intact = outside.verify(store).await;
    assert_eq!((intact.findings, intact.entries), (vec![], 13), "a chain that nobody has touched holds");
    ids(store).await
}

/// The entries of the chain, in order.
async fn ids(store: &Store) -> Vec<Uuid> {
    let tx = store.begin_read(soon()).await.unwrap();
    let text = "SELECT entry_id FROM audit_entry WHERE tenant = 'acme' ORDER BY entry_id";
    let backend = tx.connection().get_database_backend();
    let rows = tx.connection().query_all_raw(sea_orm::Statement::from_string(backend, text)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

fn literal(store: &Store, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match store.engine() {
        Engine::Sqlite => format!("X'{hex}'"),
        Engine::Postgres => format!("'\\x{hex}'::bytea"),
    }
}

fn uuid(store: &Store, id: Uuid) -> String {
    match store.engine() {
        Engine::Sqlite => literal(store, id.as_bytes()),
        Engine::Postgres => format!("'{id}'::uuid"),
    }
}

async fn planted(store: &Store, sql: String) {
    assert!(plant(store, &sql).await > 0, "nothing was planted by {sql}");
}

fn harms(verification: &Verification) -> BTreeSet<Harm> {
    verification.findings.iter().map(|finding| finding.harm).collect()
}

/// That this harm is named, at this block and entry.
fn names(verification: &Verification, harm: Harm, block: Option<i64>, entry: Option<Uuid>) {
    let named = verification.findings.iter().any(|finding| {
        finding.harm == harm
            && finding.tenant.as_ref().is_some_and(|tenant| tenant.as_str() == "acme")
            && finding.block == block
            && finding.entry == entry
    });
    assert!(named, "{harm:?} at {block:?} {entry:?} is not among {:?}", verification.findings);
}

#[tokio::test]
async fn an_edited_entry_is_named() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let ids = chain(&store, &outside).await;
        let (eve, at) = (uuid(&store, Uuid::from_u128(7)), uuid(&store, ids[3]));
        planted(&store, format!("UPDATE audit_entry SET subject_id = {eve} WHERE entry_id = {at}")).await;
        let edited = {
            let mut entry = o2c_store::trail::Entry::decode(&body(&store, ids[6]).await).unwrap();
            entry.subject = Uuid::from_u128(7);
            literal(&store, &entry.encode())
        };
        let at = uuid(&store, ids[6]);
        planted(&store, format!("UPDATE audit_entry SET body = {edited}, subject_id = {eve} WHERE entry_id = {at}"))
            .await;
        let found = outside.verify(&store).await;
        names(&found, Harm::EntryChanged, Some(4), Some(ids[3]));
        names(&found, Harm::EntryChanged, Some(7), Some(ids[6]));
        assert_eq!(found.failed, 2, "and nothing else: {:?}", found.findings);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_entry_and_one_that_was_put_in_are_named() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let ids = chain(&store, &outside).await;
        planted(&store, format!("DELETE FROM audit_entry WHERE entry_id = {}", uuid(&store, ids[5]))).await;
        // as if made an hour ago: what is younger may belong to a transaction that has not ended
        let old = Uuid::from_u128(ids[0].as_u128() - (3_600_000_u128 << 80));
        let at = uuid(&store, old);
        let copied = format!(
            "INSERT INTO audit_entry (tenant, entry_id, subject_id, body) SELECT tenant, {at}, subject_id, body \
             FROM audit_entry WHERE entry_id = {}",
            uuid(&store, ids[1])
        );
        planted(&store, copied).await;
        let found = outside.verify(&store).await;
        names(&found, Harm::EntryDeleted, Some(6), Some(ids[5]));
        names(&found, Harm::EntryInserted, None, Some(old));
        assert_eq!(found.failed, 2, "{:?}", found.findings);
    })
    .await;
}

#[tokio::test]
async fn another_order_is_named() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let ids = chain(&store, &outside).await;
        let (first, second) = (body(&store, ids[2]).await, body(&store, ids[7]).await);
        for (at, body) in [(ids[2], second), (ids[7], first)] {
            let (body, at) = (literal(&store, &body), uuid(&store, at));
            planted(&store, format!("UPDATE audit_entry SET body = {body} WHERE entry_id = {at}")).await;
        }
        let found = outside.verify(&store).await;
        names(&found, Harm::EntryMoved, Some(3), Some(ids[2]));
        names(&found, Harm::EntryMoved, Some(8), Some(ids[7]));

        planted(&store, "UPDATE audit_block SET entries = hash WHERE tenant = 'acme' AND number = 9".to_owned()).await;
        names(&outside.verify(&store).await, Harm::BlockChanged, Some(9), None);
        for (from, to) in [(4, 400), (5, 4), (400, 5)] {
            planted(&store, format!("UPDATE audit_block SET number = {to} WHERE tenant = 'acme' AND number = {from}"))
                .await;
        }
        let found = outside.verify(&store).await;
        names(&found, Harm::BlockChanged, Some(4), None);
        names(&found, Harm::ChainBroken, Some(4), None);
        names(&found, Harm::Rewritten, Some(5), None);
    })
    .await;
}

#[tokio::test]
async fn a_tail_that_was_cut_off_is_named_by_the_checkpoints() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let ids = chain(&store, &outside).await;
        for id in &ids[7..] {
            planted(&store, format!("DELETE FROM audit_entry WHERE entry_id = {}", uuid(&store, *id))).await;
        }
        planted(&store, "DELETE FROM audit_block WHERE tenant = 'acme' AND number > 7".to_owned()).await;
        let found = outside.verify(&store).await;
        names(&found, Harm::TailCut, Some(7), None);
        assert_eq!(found.failed, 1, "the chain by itself holds: {:?}", found.findings);

        // it goes on as if nothing had been
        used(&store, "acme", "anna", 2).await;
        seal(&store).await.unwrap();
        let found = outside.verify(&store).await;
        assert_eq!(harms(&found), BTreeSet::from([Harm::TailCut, Harm::Rewritten]));
        planted(&store, "DELETE FROM audit_block WHERE tenant = 'acme'".to_owned()).await;
        planted(&store, "DELETE FROM audit_entry WHERE tenant = 'acme'".to_owned()).await;
        names(&outside.verify(&store).await, Harm::TailCut, Some(0), None);
    })
    .await;
}

#[tokio::test]
async fn a_chain_that_was_made_anew_is_named_by_the_checkpoints() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let ids = chain(&store, &outside).await;
        // without its third entry; all that came later is sealed again by the product's own means
        planted(&store, format!("DELETE FROM audit_entry WHERE entry_id = {}", uuid(&store, ids[2]))).await;
        planted(&store, "DELETE FROM audit_block WHERE tenant = 'acme' AND number > 2".to_owned()).await;
        for id in &ids[3..] {
            let at = uuid(&store, *id);
            planted(&store, format!("INSERT INTO audit_unsealed (entry_id, tenant) VALUES ({at}, 'acme')")).await;
            seal(&store).await.unwrap();
        }
        let inside = o2c_audit_trail::verify::verify(&store, crate::shop::NAME, None).await.unwrap();
        assert_eq!(inside.findings, [], "the chain by itself holds");
        let found = outside.verify(&store).await;
        names(&found, Harm::Rewritten, Some(3), None);
        names(&found, Harm::TailCut, Some(9), None);
    })
    .await;
}

#[tokio::test]
async fn a_checkpoint_of_somebody_else_is_named_and_not_believed() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        chain(&store, &outside).await;
        let forged = o2c_audit_trail::Checkpoint {
            service: crate::shop::NAME.to_owned(),
            tenant: "acme".to_owned(),
            number: 11,
            hash: [1; 32],
            signed_at: 0,
        };
        let line = forged.sign(&SigningKey::generate().unwrap());
        outside.checkpoints().append(crate::shop::NAME, &[line]).unwrap();
        let found = outside.verify(&store).await;
        assert_eq!(harms(&found), BTreeSet::from([Harm::CheckpointRefused]));
    })
    .await;
}

#[tokio::test]
async fn a_reason_may_be_erased_and_not_exchanged() {
    on_both_engines(async |store| {
        let outside = Outside::new();
        let ids = chain(&store, &outside).await;
        planted(&store, format!("DELETE FROM audit_note WHERE entry_id = {}", uuid(&store, ids[1]))).await;
        let erased = outside.verify(&store).await;
        assert_eq!((erased.failed, erased.erased), (0, 1), "{:?}", erased.findings);
        let at = uuid(&store, ids[2]);
        planted(&store, format!("UPDATE audit_note SET salt = entry_id WHERE entry_id = {at}")).await;
        let found = outside.verify(&store).await;
        names(&found, Harm::ReasonChanged, Some(3), Some(ids[2]));
        assert_eq!(found.failed, 1);
    })
    .await;
}

#[tokio::test]
async fn the_running_role_changes_and_deletes_nothing_of_it() {
    on_both_engines(async |store| {
        if store.engine() == Engine::Sqlite {
            return;
        }
        let outside = Outside::new();
        chain(&store, &outside).await;
        for sql in [
            "UPDATE audit_entry SET subject_id = entry_id",
            "UPDATE audit_subject SET principal = 'eve'",
            "DELETE FROM audit_subject",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
            "UPDATE audit_block SET hash = previous",
            "DELETE FROM audit_block",
            "UPDATE audit_note SET item = 7",
            "DELETE FROM audit_note",
            "UPDATE audit_index_page SET packed = ''",
            "UPDATE audit_index_run SET last_block = 0",
            "UPDATE audit_unsealed SET tenant = 'globex'",
        ] {
            let tx = store.begin_write(Deadline::after(std::time::Duration::from_secs(30))).await.unwrap();
            let refused = tx.connection().execute_unprepared(sql).await.unwrap_err();
            assert!(refused.to_string().contains("permission denied"), "{sql}: {refused}");
            tx.rollback().await;
        }
        assert_eq!(outside.verify(&store).await.failed, 0);
    })
    .await;
}

/// The canonical form of an entry, as it stands.
async fn body(store: &Store, id: Uuid) -> Vec<u8> {
    let tx = store.begin_read(soon()).await.unwrap();
    let text = format!("SELECT body FROM audit_entry WHERE entry_id = {}", uuid(store, id));
    let backend = tx.connection().get_database_backend();
    let row = tx.connection().query_one_raw(sea_orm::Statement::from_string(backend, text)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}
