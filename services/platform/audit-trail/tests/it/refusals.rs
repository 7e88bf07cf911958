//! What was refused.

use std::sync::Arc;

use o2c_audit_trail::{
    RefusalLog,
    list::{Listed, Query, list},
};
use o2c_kernel::{Asked, Call, RefusedItem, TenantId, new_uuid};
use o2c_rpc::server::{Refusal, Refusals};
use o2c_store::{Store, trail::EntryKind};
use tokio_util::sync::CancellationToken;

use crate::shop::{call, on_both_engines, soon, tenant};

fn refusal(call: &Call, refusal: &str) -> Refusal {
    Refusal {
        caller: Some(call.caller.clone()),
        method: call.method.clone(),
        origin: call.origin.clone(),
        trace: None,
        peer: None,
        refusal: refusal.to_owned(),
        items: Vec::new(),
    }
}

async fn all(store: &Store, of: &TenantId) -> Vec<Listed> {
    list(store, soon(), of, &Query::default(), 1_000).await.unwrap().entries
}

#[tokio::test]
async fn a_refusal_is_written_before_its_caller_is_answered() {
    on_both_engines(async |store| {
        let stop = CancellationToken::new();
        let (log, writer) = RefusalLog::spawn(store.clone(), stop.clone());
        let (call, account) = (call("acme", "mallory"), new_uuid());
        let asked = Asked { documents: vec![("account_id", account)], reason: "because".to_owned() };
        let item = RefusedItem { asked, request_id: Some(new_uuid()), refusal: "shop.o2c/NOT_YOURS".to_owned() };
        log.record(Refusal { items: vec![item], ..refusal(&call, "shop.o2c/NOT_YOURS") }).await;
        let peer = Some([192, 0, 2, 7].into());
        log.record(Refusal { caller: None, peer, ..refusal(&call, "rpc.o2c/IDENTITY_MISSING") }).await;

        let entries = all(&store, &tenant("acme")).await;
        let [Listed { entry, reasons, .. }] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!((entry.kind, entry.principal.as_str(), entry.calls), (EntryKind::Refusal, "mallory", 1));
        assert_eq!(entry.items[0].refusal, "shop.o2c/NOT_YOURS");
        assert_eq!(entry.items[0].documents, [("account_id".into(), account)]);
        assert_eq!(reasons[&0], "because");
        let nobodys = all(&store, &TenantId::nobody()).await;
        assert_eq!(nobodys.len(), 1);
        assert_eq!(nobodys[0].entry.items[0].refusal, "rpc.o2c/IDENTITY_MISSING");
        assert_eq!(nobodys[0].reasons[&0], "from 192.0.2.7", "where it can be erased");
        stop.cancel();
        writer.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_flood_is_bounded_and_none_of_it_goes_uncounted() {
    const FLOOD: u64 = 5_000;
    on_both_engines(async |store| {
        let stop = CancellationToken::new();
        let (log, writer) = RefusalLog::spawn(store.clone(), stop.clone());
        let call = Arc::new(call("acme", "mallory"));
        let flood: Vec<_> = (0..FLOOD)
            .map(|_| {
                let (log, call) = (log.clone(), call.clone());
                tokio::spawn(async move { log.record(refusal(&call, "rpc.o2c/SCOPE_MISSING")).await })
            })
            .collect();
        for one in flood {
            one.await.unwrap();
        }
        stop.cancel();
        writer.await.unwrap();

        let told = all(&store, &tenant("acme")).await;
        let lost = all(&store, &TenantId::nobody()).await;
        assert!(told.len() < 50, "{} entries", told.len());
        let calls = |entries: &[Listed]| entries.iter().map(|listed| listed.entry.calls).sum::<u64>();
        assert_eq!(calls(&told) + calls(&lost), FLOOD);
    })
    .await;
}
