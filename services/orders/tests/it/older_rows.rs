//! Rows as a version before left them.

use o2c_store::Engine;

use crate::{
    desk::{Desk, decimal, on_both_engines},
    fulfilment::ship,
};

/// Where it stands whether fulfillment has reported by itself.
const REPORTED: usize = 4;

/// Gives each line of the book a row of its own, as it had one once.
async fn as_before(desk: &Desk, lines: usize) {
    for line in 0..lines {
        let figures = (0..12).map(|place| {
            let figure = match desk.store.engine() {
                Engine::Sqlite => format!("json_extract(lines, '$[{line}][{place}]')"),
                Engine::Postgres => format!("(lines::jsonb -> {line} ->> {place})::bigint"),
            };
            if place == REPORTED { format!("{figure} <> 0") } else { figure }
        });
        let figures: Vec<String> = figures.collect();
        let (number, figures) = (line + 1, figures.join(", "));
        let older = format!(
            "INSERT INTO line_progress (tenant, order_id, line_number, gross_estimate, cancelled, cancelling, allocated, \
             reported, shipped, delivered, returnable, returned, invoiced, cancelled_net, invoiced_net) \
             SELECT tenant, order_id, {number}, {figures} FROM order_progress"
        );
        o2c_testkit::plant(&desk.store, &older).await;
    }
    o2c_testkit::plant(&desk.store, "DELETE FROM order_progress").await;
}

#[tokio::test]
async fn an_order_whose_lines_have_rows_of_their_own_goes_on() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
        let order = desk.accepted(&customer, &[&kettle, &cup]).await;
        as_before(desk, 2).await;
        assert_eq!(desk.order(&order.order_id).await, order);

        ship(desk, &order, &[(1, "4")]).await;
        desk.settled().await;
        // what has changed since shares a row, and is read there alone
        o2c_testkit::plant(&desk.store, "DELETE FROM line_progress").await;
        let lines = desk.order(&order.order_id).await.lines;
        assert_eq!([&lines[0].shipped_quantity, &lines[1].shipped_quantity], [&decimal("4"), &decimal("0")]);
        assert_eq!(lines[1].allocated_quantity, order.lines[1].allocated_quantity);
    })
    .await;
}
