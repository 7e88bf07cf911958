use o2c_proto::{
    analytics::v1::{ArchivedEvent, ListEventsRequest},
    orders::v1::OrderRejected,
};

use crate::{
    story::{Story, id, three_orders},
    world::{World, in_both_worlds, of_tenant},
};

async fn list(world: &World, filter: ListEventsRequest) -> Vec<ArchivedEvent> {
    list_in_pages(world, 3, filter).await
}

async fn list_in_pages(world: &World, page_size: i32, filter: ListEventsRequest) -> Vec<ArchivedEvent> {
    let mut found = Vec::new();
    let mut request = ListEventsRequest { page_size, ..filter };
    loop {
        let page = world.client.clone().list_events(request.clone()).await.unwrap().into_inner();
        assert!(page.events.len() <= usize::try_from(page_size).unwrap());
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

/// Facts stand in blocks of which full ones are indexed; the last one is read as it is, and so is all of an archive that
/// was not indexed before.
#[tokio::test]
async fn lists_are_whole_wherever_the_index_ends() {
    in_both_worlds(async |world| {
        let mut story = Story::new();
        let mut rejected = Vec::new();
        for number in 0..700 {
            story.submitted("2026-01-01T08:00:00Z", number);
            if number % 300 == 0 {
                let order = id("order", number);
                let fact = OrderRejected { order_id: order.to_string(), ..Default::default() };
                story.state("2026-01-01T09:00:00Z", "order", order, &fact);
                rejected.push(order.to_string());
            }
        }
        let (before, since) = story.facts.split_at(600);
        let r#type = "o2c.orders.v1.OrderRejected".to_owned();
        let listed = async |facts: usize, rejected: &[String]| {
            let all = list_in_pages(&world, 100, ListEventsRequest::default()).await;
            let stated = story.facts[..facts].iter().map(|fact| fact.event_id.to_string());
            assert!(all.iter().map(|event| event.event_id.clone()).eq(stated));
            assert_eq!(world.kpis("2026-01-01", "2026-01-31").await.offset, all[facts - 1].offset);
            let of_type = ListEventsRequest { r#type: r#type.clone(), ..Default::default() };
            let of_type = list_in_pages(&world, 1, of_type).await;
            assert!(of_type.iter().map(|event| &event.aggregate_id).eq(rejected));
        };

        world.take(before).await;
        listed(600, &rejected[..2]).await;
        o2c_testkit::plant(world.store(), "DELETE FROM archive_block").await;
        o2c_testkit::plant(world.store(), "DELETE FROM archive_indexed").await;
        listed(600, &rejected[..2]).await;
        world.take(since).await;
        listed(703, &rejected).await;
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
            let rejected = OrderRejected { order_id: id("order", number).to_string(), reason, ..Default::default() };
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
