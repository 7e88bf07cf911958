//! The quick laws: what no answer may show at any moment, whatever is still under way.

use o2c::demo::{desk::Person, wire};
use o2c_kernel::Quantity;
use o2c_proto::{
    credit::v1::GetCreditAccountRequest,
    fulfillment::v1::ListStockLevelsRequest,
    google::r#type::Decimal,
    orders::v1::{BatchGetOrdersRequest, ListOrdersRequest, Order, OrderState},
};

use super::{Act, Story};

impl Story {
    /// One look at something after each act; at the end at everything.
    pub(super) async fn watch(&mut self, act: Act) {
        match self.chance.below(4) {
            _ if act == Act::Finish => {
                self.list_orders().await;
                self.read_orders().await;
                self.watch_stock().await;
                self.watch_credit().await;
                self.watch_items().await;
            }
            0 => self.list_orders().await,
            1 => self.watch_stock().await,
            2 => self.watch_credit().await,
            _ => self.watch_items().await,
        }
    }

    /// The tenant's orders: its own, all of them, and nobody else's.
    async fn list_orders(&mut self) {
        let request = ListOrdersRequest { page_size: 1_000, ..ListOrdersRequest::default() };
        let page =
            self.look(Person::OrderDesk, request, async |mut desk, request| desk.orders.list_orders(request).await);
        let Some(page) = page.await else { return };
        if page.orders.len() != self.orders.len() {
            self.broken.push(format!("{} orders are listed, {} were made", page.orders.len(), self.orders.len()));
        }
        for order in page.orders {
            if !self.orders.contains_key(&order.order_id) {
                self.broken.push(format!("order {} is listed and was never made", order.order_id));
                continue;
            }
            self.tally.count("quick laws");
        }
    }

    /// The tenant's orders with their lines.
    pub(super) async fn read_orders(&mut self) {
        let request = BatchGetOrdersRequest { order_ids: self.orders.keys().cloned().collect() };
        if request.order_ids.is_empty() {
            return;
        }
        let read = self
            .look(Person::OrderDesk, request, async |mut desk, request| desk.orders.batch_get_orders(request).await);
        for order in read.await.map(|read| read.orders).unwrap_or_default() {
            self.seen(order);
        }
    }

    /// Compares an order with what it was, and remembers it.
    pub(super) fn seen(&mut self, order: Order) {
        let before = self.orders.get(&order.order_id);
        if let Some(before) = before
            && !legal(before.state(), order.state())
        {
            self.broken.push(format!("{} went from {:?} to {:?}", order.number, before.state(), order.state()));
        }
        for line in &order.lines {
            let counters = [
                ("cancelled", &line.cancelled_quantity),
                ("allocated", &line.allocated_quantity),
                ("shipped", &line.shipped_quantity),
                ("delivered", &line.delivered_quantity),
                ("returned", &line.returned_quantity),
                ("invoiced", &line.invoiced_quantity),
                ("open", &line.open_quantity),
            ];
            let ordered = quantity(line.quantity.as_ref());
            for (name, counter) in counters {
                let counted = quantity(counter.as_ref());
                if counted < Quantity::ZERO || counted > ordered {
                    let place = format!("{} line {}", order.number, line.line_number);
                    self.broken.push(format!("{place}: {name} {counter:?} of {:?}", line.quantity));
                }
            }
        }
        self.tally.count("quick laws");
        self.orders.insert(order.order_id.clone(), order);
    }

    async fn watch_stock(&mut self) {
        let request = ListStockLevelsRequest {
            warehouse_id: self.warehouse.clone(),
            page_size: 100,
            ..ListStockLevelsRequest::default()
        };
        let page = self.look(Person::Warehouse, request, async |mut desk, request| {
            desk.fulfillment.list_stock_levels(request).await
        });
        for level in page.await.map(|page| page.stock_levels).unwrap_or_default() {
            let on_hand = quantity(level.on_hand.as_ref());
            let allocated = quantity(level.allocated.as_ref());
            if on_hand < Quantity::ZERO || allocated < Quantity::ZERO || allocated > on_hand {
                self.broken.push(format!("stock is impossible: {level:?}"));
            }
            self.tally.count("quick laws");
        }
    }

    async fn watch_credit(&mut self) {
        let accounts: Vec<String> = self.customers.iter().map(|customer| customer.account.clone()).collect();
        for credit_account_id in accounts {
            let request = GetCreditAccountRequest { credit_account_id };
            let account = self.look(Person::CreditAnalyst, request, async |mut desk, request| {
                desk.credit.get_credit_account(request).await
            });
            let Some(account) = account.await else { continue };
            let sum: i64 = account.categories.iter().map(|part| wire::minor(part.amount.as_ref()).unwrap()).sum();
            if sum != wire::minor(account.exposure.as_ref()).unwrap() {
                self.broken.push(format!("exposure is not the sum of its categories: {account:?}"));
            }
            self.tally.count("quick laws");
        }
    }

    async fn watch_items(&mut self) {
        for item in self.open_items().await {
            let minor = |amount: &Option<_>| wire::minor(amount.as_ref()).unwrap();
            let (original, open) = (minor(&item.original_amount), minor(&item.open_amount));
            let disputed = minor(&item.disputed_amount);
            let within = (original.min(0)..=original.max(0)).contains(&open);
            if !within || disputed < 0 || disputed > open.max(0) {
                self.broken.push(format!("an open item is impossible: {item:?}"));
            }
            self.tally.count("quick laws");
        }
    }
}

fn quantity(value: Option<&Decimal>) -> Quantity {
    wire::quantity(value).unwrap()
}

/// Which states may follow each other, with others between them that nobody saw.
fn legal(before: OrderState, after: OrderState) -> bool {
    use OrderState::{Cancelled, Completed, Confirmed, Draft, Rejected, Submitted};
    match before {
        Draft => true,
        Submitted => after != Draft,
        // a release by credit takes a rejected order up again
        Rejected => matches!(after, Rejected | Submitted | Confirmed | Completed | Cancelled),
        Confirmed => matches!(after, Confirmed | Completed | Cancelled),
        Completed => matches!(after, Completed | Confirmed),
        Cancelled => after == Cancelled,
        OrderState::Unspecified => false,
    }
}
