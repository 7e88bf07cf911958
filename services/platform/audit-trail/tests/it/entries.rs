//! What an entry says.

use o2c_audit_trail::list::{Listed, Query, list};
use o2c_kernel::{Outcome, new_uuid};
use o2c_store::{Store, trail::EntryKind};

use crate::shop::{Pay, call, item, on_both_engines, pay, soon, tenant, used};

async fn all(store: &Store, of: &str) -> Vec<Listed> {
    list(store, soon(), &tenant(of), &Query::default(), 100).await.unwrap().entries
}

#[tokio::test]
async fn a_set_has_one_entry_with_each_item_and_every_version() {
    on_both_engines(async |store| {
        let (account, other) = (new_uuid(), new_uuid());
        let call = call("acme", "anna@example.com");
        let open = item(Pay { account, amount: 0 }, "");
        let key = open.key.unwrap();
        pay(&store, &call, vec![open]).await;
        let both = vec![item(Pay { account, amount: 5 }, "agreed"), item(Pay { account: other, amount: 5 }, "no such")];
        pay(&store, &call, both).await;

        let entries = all(&store, "acme").await;
        let [second, first] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!(first.entry.kind, EntryKind::Call);
        assert_eq!(first.entry.principal, "anna@example.com");
        assert_eq!((first.entry.process.as_str(), first.entry.request_id.as_str()), ("gateway", "request-7"));
        assert_eq!(first.entry.method, "shop.v1.Shop/Pay");
        assert_eq!(first.entry.items[0].request_id, Some(key.request_id));
        assert_eq!(first.entry.items[0].hash, Some(key.hash));
        assert_eq!(first.entry.items[0].documents, [("account_id".into(), account)]);
        assert_eq!(first.entry.changes.len(), 1);
        assert_eq!((first.entry.changes[0].before, first.entry.changes[0].after), (None, Some(1)));

        assert_eq!(second.entry.items[0].refusal, "");
        assert_eq!(second.entry.items[1].refusal, "store.o2c/INTERNAL");
        assert_eq!(second.reasons[&0], "agreed");
        assert_eq!(second.reasons[&1], "no such");
        assert_eq!((second.entry.changes[0].before, second.entry.changes[0].after), (Some(1), Some(2)));
        assert_eq!(second.entry.changes[0].kind, "account");
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_and_a_refused_set_add_no_entry_to_the_effects() {
    on_both_engines(async |store| {
        let account = new_uuid();
        let call = call("acme", "anna");
        let open = item(Pay { account, amount: 0 }, "");
        pay(&store, &call, vec![open.clone()]).await;
        let again = pay(&store, &call, vec![open]).await;
        assert!(matches!(again[..], [Outcome::Replayed(_)]));
        assert!(call.origin.take_refused().is_empty());
        pay(&store, &call, vec![item(Pay { account, amount: -1 }, "why not")]).await;

        assert_eq!(all(&store, "acme").await.len(), 1);
        let refused = call.origin.take_refused();
        assert_eq!(refused.len(), 1, "left to whoever answers the call");
        assert_eq!((refused[0].refusal.as_str(), refused[0].asked.reason.as_str()), ("store.o2c/INTERNAL", "why not"));
    })
    .await;
}

#[tokio::test]
async fn who_was_met_is_not_looked_for_again() {
    on_both_engines(async |store| {
        let mut statements = Vec::new();
        for _ in 0..3 {
            let before = store.statements();
            used(&store, "acme", "anna", 1).await;
            statements.push(store.statements() - before);
        }
        let [first, second, third] = statements[..] else { panic!("{statements:?}") };
        assert_eq!(first, second + 3, "looked for, made, and read as it stands now");
        assert_eq!(second, third);
    })
    .await;
}
