//! A set of the largest size goes through: 256 shipments with 16 lines each.

use crate::{messages::Order, world::on_both};

#[tokio::test]
async fn a_full_set_of_shipments_is_billed_in_one_transaction() {
    on_both(async |world| {
        let (mut orders, mut shipments) = (Vec::new(), Vec::new());
        for _ in 0..256 {
            let order = (0..16).fold(Order::new(), |order, line| order.line(1, 100 + line));
            let lines: Vec<(i32, i64)> = (1..=16).map(|line| (line, 1)).collect();
            let shipment = order.shipment("2011-01-04", &lines);
            orders.push(world.fact(order.id, &order.message));
            shipments.push(world.fact(shipment.id, &shipment.message));
        }
        world.deliver(&orders).await;
        world.deliver(&shipments).await;
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM document_line";
        assert_eq!(world.count(sql).await, 256 * 16);
        // The facts of one transaction are recorded at one moment.
        let sql = "SELECT CAST(COUNT(DISTINCT recorded_at) AS BIGINT) FROM outbox";
        assert_eq!(world.count(sql).await, 1);
        world.assert_lawful().await;
    })
    .await;
}
