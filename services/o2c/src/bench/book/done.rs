//! What has come of the orders, as the product tells it.

use o2c_kernel::Date;
use o2c_proto::orders::v1::{ListOrdersRequest, OrderState};

use crate::demo::{
    desk::{Desk, PAGE, Person, each_page, explained},
    figures,
    wire::minor,
};

/// Fails unless every order is delivered, billed and paid, and nobody owes anything.
pub async fn expect_all(desk: &mut Desk, orders: u64, today: Date) -> anyhow::Result<()> {
    let mut completed = 0;
    each_page(async |page_token| {
        let state = OrderState::Completed.into();
        let request = ListOrdersRequest { page_size: PAGE, page_token, state, ..ListOrdersRequest::default() };
        let request = desk.ask(Person::OrderDesk, request);
        let page = desk.orders.list_orders(request).await.map_err(explained)?.into_inner();
        completed += page.orders.len() as u64;
        Ok(page.next_page_token)
    })
    .await?;
    let ageing = figures::ageing(desk, today).await?;
    let open = minor(ageing.total.as_ref())?;
    anyhow::ensure!(
        completed == orders && open == 0,
        "{completed} of {orders} orders are completed, and {open} pence are still owed: nothing was measured"
    );
    Ok(())
}
