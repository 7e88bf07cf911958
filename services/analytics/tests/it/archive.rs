use o2c_proto::analytics::v1::{ArchivedEvent, ListEventsRequest};

use crate::{
    story::{Story, id, three_orders},
    world::{World, in_both_worlds, of_tenant},
};

async fn list(world: &World, filter: ListEventsRequest) -> Vec<ArchivedEvent> {
    let mut found = Vec::new();
    let mut request = ListEventsRequest { page_size: 3, ..filter };
    loop {
        let page = world.client.clone().list_events(request.clone()).await.unwrap().into_inner();
        assert!(page.events.len() <= 3);
        found.extend(page.events);
        if page.next_page_token.is_empty() {
            return found;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn the_archive_keeps_every_fact_whole_and_in_order() {
    in_both_worlds(async |world| {
        let facts = three_orders().facts;
        world.take(&facts).await;
        let archived = list(&world, ListEventsRequest::default()).await;
        assert_eq!(archived.len(), facts.len());
        assert!(archived.windows(2).all(|pair| pair[0].offset < pair[1].offset));
        for (kept, stated) in archived.iter().zip(&facts) {
            assert_eq!(kept.event_id, stated.event_id.to_string());
            assert_eq!(kept.producer, *stated.producer);
            assert_eq!(kept.aggregate_type, *stated.aggregate_type);
            assert_eq!(kept.aggregate_id, stated.aggregate_id.to_string());
            assert_eq!(kept.sequence, stated.sequence);
            assert_eq!(kept.r#type, *stated.type_name);
            assert_eq!(kept.occurred_at_micros, stated.occurred_at.micros());
            assert_eq!(kept.payload, stated.payload);
        }
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_by_type_and_aggregate() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let issued = "o2c.billing.v1.InvoiceIssued".to_owned();
        let of_type = list(&world, ListEventsRequest { r#type: issued.clone(), ..Default::default() }).await;
        assert_eq!(of_type.len(), 3);
        let aggregate_id = id("invoice", 2).to_string();
        let both = ListEventsRequest { r#type: issued, aggregate_id: aggregate_id.clone(), ..Default::default() };
        assert_eq!(list(&world, both).await.len(), 1);
        let item = ListEventsRequest { aggregate_id: id("item", 2).to_string(), ..Default::default() };
        let sequences: Vec<i64> = list(&world, item).await.iter().map(|event| event.sequence).collect();
        assert_eq!(sequences, [1, 2]);
        let unknown = ListEventsRequest { r#type: "o2c.orders.v1.Nothing".to_owned(), ..Default::default() };
        assert!(list(&world, unknown).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_tenant_sees_nothing_of_another() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let request = of_tenant("other", ListEventsRequest::default());
        assert!(world.client.clone().list_events(request).await.unwrap().into_inner().events.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_page_ends_before_it_is_too_heavy_for_a_message() {
    in_both_worlds(async |world| {
        let mut story = Story::new();
        for number in 0..12 {
            let reason = "x".repeat(1024 * 1024);
            let rejected = o2c_proto::orders::v1::OrderRejected {
                order_id: id("order", number).to_string(),
                reason,
                ..Default::default()
            };
            story.state("2026-01-01T08:00:00Z", "order", id("order", number), &rejected);
        }
        world.take(&story.facts).await;
        let request = ListEventsRequest { page_size: 1_000, ..Default::default() };
        let page = world.client.clone().list_events(request).await.unwrap().into_inner();
        assert_eq!(page.events.len(), 2);
        assert!(!page.next_page_token.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_neither_archived_nor_folded_and_harms_nobody_else() {
    in_both_worlds(async |world| {
        let mut story = three_orders();
        let good = story.facts.len();
        story.submitted("2026-02-01T08:00:00Z", 9);
        story.facts[good].payload = bytes::Bytes::from_static(b"\xff\xff");
        let report = world.deliver(&story.facts).await;
        assert_eq!((report.handled, report.failed), (u64::try_from(good).unwrap(), 1), "{report:?}");
        assert_eq!(list(&world, ListEventsRequest::default()).await.len(), good);
    })
    .await;
}

/// `allocation` (fulfillment) is named by the order, as `order` (orders) is: two streams of facts under one id.
#[tokio::test]
async fn aggregates_of_two_producers_may_have_one_id() {
    in_both_worlds(async |world| {
        let mut orders = Story::new();
        orders.submitted("2026-01-01T08:00:00Z", 1).completed("2026-01-03T08:00:00Z", 1);
        let mut fulfillment = Story::new();
        let changed = o2c_proto::fulfillment::v1::StockAllocationChanged {
            order_id: id("order", 1).to_string(),
            lines: Vec::new(),
        };
        fulfillment.state("2026-01-02T08:00:00Z", "allocation", id("order", 1), &changed);
        fulfillment.facts[0].event_id = id("event", 99);
        world.take(&orders.facts).await;
        world.take(&fulfillment.facts).await;
        let of_both = ListEventsRequest { aggregate_id: id("order", 1).to_string(), ..Default::default() };
        let kinds: Vec<String> = list(&world, of_both).await.into_iter().map(|event| event.aggregate_type).collect();
        assert_eq!(kinds, ["order", "order", "allocation"]);
    })
    .await;
}
