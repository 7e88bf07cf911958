//! Finding entries.

use o2c_audit_trail::list::{Query, list, recorded_at};
use uuid::Uuid;

use crate::shop::{on_both_engines, sealed, soon, tenant, used};

#[tokio::test]
async fn entries_are_found_by_document_by_caller_and_by_time_and_by_their_tenant_alone() {
    on_both_engines(async |store| {
        let annas = used(&store, "acme", "anna", 4).await;
        let berts = used(&store, "acme", "bert", 3).await;
        used(&store, "globex", "anna", 2).await;
        sealed(&store).await;

        let count =
            async |of: &str, query: Query| list(&store, soon(), &tenant(of), &query, 100).await.unwrap().entries.len();
        let by = |name: &str| Query { principal: Some(name.to_owned()), ..Query::default() };
        let document = |id: Uuid| Query { document: Some(id), ..Query::default() };
        assert_eq!(count("acme", Query::default()).await, 7);
        assert_eq!(count("acme", by("anna")).await, 4);
        assert_eq!(count("globex", by("anna")).await, 2);
        assert_eq!(count("acme", document(annas)).await, 4);
        assert_eq!(count("acme", document(berts)).await, 3);
        assert_eq!(count("globex", document(annas)).await, 0, "another tenant's document");
        assert_eq!(count("acme", Query { principal: Some("bert".to_owned()), ..document(annas) }).await, 0);

        let all = list(&store, soon(), &tenant("acme"), &Query::default(), 100).await.unwrap().entries;
        let third = recorded_at(all[2].entry.id);
        let since = all.iter().filter(|listed| recorded_at(listed.entry.id) >= third).count();
        assert!(since >= 3);
        assert_eq!(count("acme", Query { from: Some(third), ..Query::default() }).await, since);
        assert_eq!(count("acme", Query { until: Some(third), ..Query::default() }).await, 7 - since);
    })
    .await;
}

#[tokio::test]
async fn pages_hold_every_entry_once_the_newest_first() {
    on_both_engines(async |store| {
        let account = used(&store, "acme", "anna", 10).await;
        sealed(&store).await;
        for document in [None, Some(account)] {
            let (mut query, mut ids) = (Query { document, ..Query::default() }, Vec::new());
            loop {
                let page = list(&store, soon(), &tenant("acme"), &query, 3).await.unwrap();
                assert!(page.entries.len() <= 3);
                ids.extend(page.entries.iter().map(|listed| listed.entry.id));
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
            assert_eq!(ids.len(), 10);
            assert!(ids.is_sorted_by(|left, right| left > right));
        }
    })
    .await;
}
