//! Who did what, in a used system: told to an auditor, and proved against what somebody does to it who may do everything.

use std::{collections::BTreeSet, time::Duration};

use o2c::demo::desk::Person;
use o2c_audit_trail::{
    Checkpoints,
    verify::{Harm, Verification, verify},
};
use o2c_identity::{PublicKey, TrustedKeys};
use o2c_integration_tests::Mesh;
use o2c_proto::{
    orders::v1::{HoldType, PlaceHoldRequest, ReleaseHoldRequest, SubmitOrderRequest},
    runtime::v1::{
        AuditEntry, AuditEntryKind, ListAuditEntriesRequest, audit_trail_service_client::AuditTrailServiceClient,
    },
};
use tonic::{Code, Request};
use uuid::Uuid;

/// Nothing waits longer than this to be sealed and attested.
const ATTESTED: Duration = Duration::from_secs(30);

async fn entries(mesh: &Mesh, request: ListAuditEntriesRequest) -> Vec<AuditEntry> {
    let mut client = AuditTrailServiceClient::new(mesh.mesh.client());
    let mut request = ListAuditEntriesRequest { page_size: 2, ..request };
    let mut all = Vec::new();
    loop {
        let asked = mesh.desk.ask(Person::Controller, request.clone());
        let page = client.list_audit_entries(asked).await.unwrap().into_inner();
        assert!(page.entries.len() <= 2);
        all.extend(page.entries);
        if page.next_page_token.is_empty() {
            return all;
        }
        request.page_token = page.next_page_token;
    }
}

pub async fn verified(mesh: &Mesh, service: &str) -> Verification {
    let keys = [mesh.dir.join("checkpoints.pub"), mesh.checkpoints().join("checkpoints.pub")];
    let key = keys.iter().find_map(|file| PublicKey::read(file).ok()).unwrap();
    let trusted = TrustedKeys::of("checkpoints", &key);
    let services = mesh.mesh.node.services();
    let store = services.iter().find(|known| known.name() == service).unwrap().store();
    verify(store, service, Some((&Checkpoints::existing(&mesh.checkpoints()), &trusted))).await.unwrap()
}

/// When everything that was done stands in a block, and each chain in a checkpoint.
pub async fn attested(mesh: &Mesh) {
    let attested = async {
        for service in mesh.mesh.node.services() {
            loop {
                let now = verified(mesh, service.name()).await;
                assert_eq!(now.findings, [], "{}", service.name());
                if now.unsealed == 0 && now.chains.values().all(|reach| reach.attested == reach.sealed) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    };
    tokio::time::timeout(ATTESTED, attested).await.unwrap();
}

/// An order that is taken, held and let go, and some of what must not be.
async fn business(mesh: &mut Mesh) -> String {
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.settle().await;
    let hold = PlaceHoldRequest {
        order_id: order.clone(),
        r#type: HoldType::CustomerRequest.into(),
        reason: "the customer has asked to wait".to_owned(),
        ..PlaceHoldRequest::default()
    };
    let held = mesh.desk.orders.place_hold(mesh.desk.ask(Person::OrderDesk, hold)).await.unwrap().into_inner();
    let release = ReleaseHoldRequest {
        order_id: order.clone(),
        hold_id: held.holds[0].hold_id.clone(),
        reason: "they have called again".to_owned(),
        ..ReleaseHoldRequest::default()
    };
    let unknown = ReleaseHoldRequest { hold_id: Uuid::nil().to_string(), ..release.clone() };
    let refused = mesh.desk.orders.release_hold(mesh.desk.ask(Person::CreditAnalyst, unknown)).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    mesh.desk.orders.release_hold(mesh.desk.ask(Person::CreditAnalyst, release)).await.unwrap();
    mesh.settle().await;
    order
}

/// Calls that are refused before anybody looks for a document.
async fn intruders(mesh: &Mesh, order: &str) {
    let mut orders = mesh.desk.orders.clone();
    let submit = SubmitOrderRequest { order_id: order.to_owned(), ..SubmitOrderRequest::default() };
    let mut request: Request<_> = mesh.desk.ask(Person::Carrier, submit);
    request.metadata_mut().insert("o2c-scopes", "orders.read".parse().unwrap());
    assert_eq!(orders.submit_order(request).await.unwrap_err().code(), Code::PermissionDenied);
    let request =
        mesh.desk.ask(Person::Carrier, SubmitOrderRequest { order_id: "nonsense".to_owned(), ..Default::default() });
    assert_eq!(orders.submit_order(request).await.unwrap_err().code(), Code::InvalidArgument);
}

async fn told(mut mesh: Mesh) {
    let order = business(&mut mesh).await;
    intruders(&mesh, &order).await;
    attested(&mesh).await;

    let of = |service: &str| ListAuditEntriesRequest { service: service.to_owned(), ..Default::default() };
    let document = ListAuditEntriesRequest { document_id: order.clone(), ..of("orders") };
    let story = entries(&mesh, document.clone()).await;
    let steps: Vec<(&str, &str)> = story
        .iter()
        .rev()
        .filter(|entry| entry.kind() == AuditEntryKind::Call || entry.kind() == AuditEntryKind::Refusal)
        .map(|entry| (entry.principal.as_str(), entry.method.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(
        steps,
        [
            ("order-desk", "CreateOrder"),
            ("order-desk", "PlaceHold"),
            ("credit-analyst", "ReleaseHold"),
            ("credit-analyst", "ReleaseHold")
        ]
    );
    let refused = story.iter().find(|entry| entry.kind() == AuditEntryKind::Refusal).unwrap();
    assert_eq!(refused.items[0].refusal, "orders.o2c/HOLD_NOT_FOUND");
    let released = story.iter().find(|entry| entry.method.ends_with("ReleaseHold")).unwrap();
    assert_eq!(released.items[0].reason, "they have called again");
    let change = &released.changes[0];
    assert_eq!(change.id, order);
    assert_eq!(change.version_before.map(|version| version + 1), change.version_after);
    assert!(!released.call_id.is_empty());
    assert!(story.iter().any(|entry| entry.kind() == AuditEntryKind::Saga), "the saga's decision is told, too");

    // each version is explained: those of an entry follow those of the entry before
    let versions: Vec<(Option<i64>, Option<i64>)> = story
        .iter()
        .rev()
        .flat_map(|entry| &entry.changes)
        .filter(|change| change.id == order && change.version_after.is_some())
        .map(|change| (change.version_before, change.version_after))
        .collect();
    assert!(versions.len() >= 4, "{versions:?}");
    assert_eq!(versions[0].0, None);
    assert!(versions.windows(2).all(|pair| pair[0].1 == pair[1].0), "{versions:?}");

    let carriers = entries(&mesh, ListAuditEntriesRequest { principal: "carrier".to_owned(), ..of("orders") }).await;
    let refusals: Vec<&str> = carriers.iter().map(|entry| entry.items[0].refusal.as_str()).collect();
    assert_eq!(refusals, ["orders.o2c/INVALID_REQUEST", "rpc.o2c/SCOPE_MISSING"]);
    let credit = entries(&mesh, ListAuditEntriesRequest { document_id: order.clone(), ..of("credit") }).await;
    assert!(credit.iter().any(|entry| entry.method.ends_with("BatchReserveCredit")), "{credit:?}");

    mesh.desk = mesh.seen_by("stranger").await;
    assert_eq!(entries(&mesh, document).await, [], "another tenant's document");
    let nowhere = mesh.desk.ask(Person::Controller, of("nowhere"));
    let mut client = AuditTrailServiceClient::new(mesh.mesh.client());
    assert_eq!(client.list_audit_entries(nowhere).await.unwrap_err().code(), Code::NotFound);
    let bad = ListAuditEntriesRequest {
        document_id: "x".to_owned(),
        page_size: -1,
        from_micros: 2,
        until_micros: 1,
        ..Default::default()
    };
    let bad = client.list_audit_entries(mesh.desk.ask(Person::Controller, bad)).await.unwrap_err();
    let fields: BTreeSet<String> =
        o2c_rpc::status::field_violations(&bad).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["document_id", "page_size", "service", "until_micros"].map(str::to_owned).into());
}

#[tokio::test]
async fn an_auditor_is_told_who_did_what_and_who_was_refused() {
    told(Mesh::new().await).await;
}

#[tokio::test]
async fn an_auditor_is_told_the_same_on_postgresql() {
    told(Mesh::on_postgres().await).await;
}

/// What is done to the orders' trail, one after the other, and what each is called.
const HARMS: &[(Harm, &str)] = &[
    (
        Harm::EntryChanged,
        "UPDATE audit_entry SET subject_id = entry_id WHERE entry_id = (SELECT entry_id FROM audit_entry \
                          ORDER BY entry_id LIMIT 1)",
    ),
    (
        Harm::EntryMoved,
        "UPDATE audit_entry SET body = (SELECT body FROM audit_entry ORDER BY entry_id LIMIT 1 OFFSET 2) \
                        WHERE entry_id = (SELECT entry_id FROM audit_entry ORDER BY entry_id LIMIT 1 OFFSET 1)",
    ),
    (
        Harm::EntryDeleted,
        "DELETE FROM audit_entry WHERE entry_id = (SELECT entry_id FROM audit_entry ORDER BY entry_id \
                          LIMIT 1 OFFSET 3)",
    ),
    (Harm::BlockChanged, "UPDATE audit_block SET sealed_at = sealed_at + 1 WHERE number = 1"),
    (Harm::TailCut, "DELETE FROM audit_block WHERE number = (SELECT MAX(number) FROM audit_block)"),
    (Harm::BlockDeleted, "DELETE FROM audit_block WHERE number = 1"),
];

async fn harmed(mut mesh: Mesh) {
    business(&mut mesh).await;
    attested(&mesh).await;
    // a block each
    for name in ["GLOBEX", "INITECH"] {
        mesh.customer(name).create().await;
        attested(&mesh).await;
    }
    for (harm, sql) in HARMS {
        assert!(mesh.plant("orders", sql).await > 0, "{harm:?} was not planted");
        let found = verified(&mesh, "orders").await;
        let named: BTreeSet<Harm> = found.findings.iter().map(|finding| finding.harm).collect();
        assert!(named.contains(harm), "{harm:?} is not among {named:?}");
    }
    // all of it is made anew, by the product's own sealer: no chain shows it
    mesh.plant("orders", "DELETE FROM audit_block").await;
    mesh.plant("orders", "DELETE FROM audit_index_run").await;
    let kept = "DELETE FROM audit_entry WHERE entry_id IN (SELECT entry_id FROM audit_entry ORDER BY entry_id LIMIT 2)";
    mesh.plant("orders", kept).await;
    mesh.plant("orders", "INSERT INTO audit_unsealed (entry_id, tenant) SELECT entry_id, tenant FROM audit_entry")
        .await;
    let sealed = async {
        while verified(&mesh, "orders").await.unsealed > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(ATTESTED, sealed).await.unwrap();
    let found = verified(&mesh, "orders").await;
    let named: BTreeSet<Harm> = found.findings.iter().map(|finding| finding.harm).collect();
    assert!(named.contains(&Harm::Rewritten), "{named:?}");
    assert!(named.is_subset(&BTreeSet::from([Harm::Rewritten, Harm::TailCut])), "the chain by itself holds: {named:?}");
    assert_eq!(verified(&mesh, "credit").await.findings, [], "nobody has touched another service's");
}

#[tokio::test]
async fn each_harm_to_the_trail_of_a_used_system_is_named() {
    harmed(Mesh::new().await).await;
}

#[tokio::test]
async fn each_harm_is_named_on_postgresql() {
    harmed(Mesh::on_postgres().await).await;
}
