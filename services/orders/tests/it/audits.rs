//! Each law names a fault that is planted behind the service's back.

use o2c_proto::orders::v1::{HoldType, PlaceHoldRequest};
use o2c_store::Engine;

use crate::{
    desk::{Desk, id, on_both_engines},
    fulfilment::ship,
};

async fn failed(desk: &Desk, id: &str) -> Vec<(String, String)> {
    let laws = o2c_orders::audit(desk.store.clone()).laws();
    let law = laws.iter().find(|law| law.id == id).unwrap();
    let report = (law.check)(&desk.store).await.unwrap();
    assert!(report.rows > 0, "the law compared nothing");
    report.failures.into_iter().map(|failure| (failure.document, failure.detail)).collect()
}

async fn execute(desk: &Desk, sql: &str) {
    o2c_testkit::plant(&desk.store, sql).await;
}

/// Plants a fault, sees the law name the order, and takes it back.
async fn planted(desk: &Desk, law: &str, order: &str, plant: &str, mend: &str, says: &str) {
    assert!(failed(desk, law).await.is_empty());
    execute(desk, plant).await;
    let failures = failed(desk, law).await;
    assert_eq!(failures.len(), 1, "{law}: {failures:?}");
    assert_eq!(failures[0].0, order);
    assert!(failures[0].1.contains(says), "{failures:?}");
    execute(desk, mend).await;
}

#[tokio::test]
async fn each_law_names_a_planted_fault() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let order = desk.accepted(&customer, &[&kettle]).await;
        let order_id = order.order_id.as_str();
        ship(desk, &order, &[(1, "4")]).await;
        let place = PlaceHoldRequest {
            request_id: id(),
            order_id: order.order_id.clone(),
            r#type: HoldType::Pricing.into(),
            reason: "TOO_CHEAP".to_owned(),
            line_number: 0,
        };
        desk.client().place_hold(place).await.unwrap();
        desk.settled().await;

        let line = |figure: usize, value: i64| match desk.store.engine() {
            Engine::Sqlite => {
                format!("UPDATE order_progress SET lines = json_set(lines, '$[0][{figure}]', {value})")
            }
            Engine::Postgres => {
                format!("UPDATE order_progress SET lines = jsonb_set(lines::jsonb, '{{0,{figure}}}', '{value}')::text")
            }
        };
        let (shipped, delivered, invoiced, cancelled_net) = (5, 6, 9, 10);
        planted(desk, "ORD-1", order_id, &line(shipped, 11_000_000), &line(shipped, 4_000_000), "more than ordered")
            .await;
        planted(desk, "ORD-1", order_id, &line(delivered, 5_000_000), &line(delivered, 0), "delivered 5").await;
        planted(desk, "ORD-1", order_id, &line(invoiced, 10_000_001), &line(invoiced, 0), "billable").await;
        planted(desk, "ORD-1", order_id, &line(cancelled_net, 1), &line(cancelled_net, 0), "share").await;
        let header = |set: &str| format!("UPDATE sales_order SET {set}");
        let (paid, unpaid) = (header("payment_status = 'PAID'"), header("payment_status = 'UNPAID'"));
        planted(desk, "ORD-2", order_id, &paid, &unpaid, "Paid").await;
        let hold = |set: &str| format!("UPDATE order_hold SET {set}");
        planted(desk, "ORD-4", order_id, &hold("kind = 'CREDIT'"), &hold("kind = 'PRICING'"), "credit held it").await;
        let (half, whole) = (hold("released_at = 1"), hold("released_at = NULL"));
        planted(desk, "ORD-4", order_id, &half, &whole, "actor").await;
        let price = |micros: i64| format!("UPDATE order_line SET unit_price = {micros}");
        planted(desk, "ORD-5", order_id, &price(19_980_000), &price(19_990_000), "differ").await;
        let (longer, terms) = (header("net_days = 60"), header("net_days = 30"));
        planted(desk, "ORD-5", order_id, &longer, &terms, "differ").await;
    })
    .await;
}

#[tokio::test]
async fn figures_say_what_credit_still_holds_and_what_others_did() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let order = desk.accepted(&customer, &[&kettle]).await;
        desk.accepted(&customer, &[&kettle]).await;
        ship(desk, &order, &[(1, "4")]).await;

        let figures = o2c_orders::audit(desk.store.clone()).figures();
        let open = figures.iter().find(|figures| figures.name == "orders.open_estimate").unwrap();
        let page = (open.page)(&desk.store, None, 1).await.unwrap();
        assert_eq!((page[0].amounts.as_slice(), page[0].sequence), ([23_988 - 9_595].as_slice(), 2));
        let last = page.last().map(|figure| (figure.tenant.clone(), figure.document));
        let page = (open.page)(&desk.store, last, 10).await.unwrap();
        assert_eq!(page.len(), 1);
        assert_eq!(page[0].amounts, [23_988]);
        let counters = figures.iter().find(|figures| figures.name == "orders.line_counters").unwrap();
        let page = (counters.page)(&desk.store, None, 10).await.unwrap();
        assert_eq!(page[0].amounts, [4_000_000, 0, 0, 0, 0]);
    })
    .await;
}
