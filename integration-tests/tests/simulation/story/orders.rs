//! Orders come in, and people change their minds about them.

use o2c::demo::desk::Person;
use o2c_integration_tests::units;
use o2c_proto::{
    google::r#type::Decimal,
    orders::v1::{
        BillingRule, CancelOrderRequest, CancelledQuantity, CreateOrderRequest, HoldType, Order, OrderLine,
        PlaceHoldRequest, ReleaseHoldRequest, SubmitOrderRequest,
    },
};

use super::Story;

impl Story {
    /// One to four orders, most of them submitted at once, some of them cancelled before anybody could look at them.
    pub(super) async fn take_orders(&mut self) {
        let orders = match self.chance.below(100) {
            0..45 => 1,
            45..75 => 2,
            75..90 => 3,
            _ => 4,
        };
        for number in 0..orders {
            let Some(order) = self.create_order(number).await else { continue };
            let hasty = self.chance.below(100);
            match hasty {
                0..12 => self.cancel(&order.order_id, true).await,
                12..20 => self.cancel(&order.order_id, false).await,
                20..28 => self.hold(&order.order_id).await,
                _ => {}
            }
        }
    }

    async fn create_order(&mut self, number: u64) -> Option<Order> {
        let customer = {
            let customers: Vec<String> = self.customers.iter().map(|customer| customer.id.clone()).collect();
            self.chance.pick(&customers).cloned()?
        };
        let mut lines = Vec::new();
        for _ in 0..=self.chance.below(3) {
            let product = self.chance.pick(&self.products).cloned()?;
            let on_delivery = self.chance.percent(20);
            let rule = if on_delivery { BillingRule::OnDelivery } else { BillingRule::OnShipment };
            let (pounds, pence) = (self.chance.below(25), self.chance.below(100));
            lines.push(OrderLine {
                product_id: product,
                quantity: Some(units(&self.chance.between(1, 9).to_string())),
                unit_price: Some(Decimal { value: format!("{pounds}.{pence:02}") }),
                billing_rule: rule.into(),
                ..OrderLine::default()
            });
        }
        let order = Order {
            customer_id: customer,
            external_id: format!("WEB-{number}"),
            currency_code: "GBP".to_owned(),
            ship_complete: self.chance.percent(15),
            lines,
            ..Order::default()
        };
        let submit = self.chance.percent(80);
        let request = CreateOrderRequest { request_id: self.id(), order: Some(order), submit };
        let created = self
            .change("orders", Person::OrderDesk, request, async |mut desk, request| {
                desk.orders.create_order(request).await
            })
            .await?;
        self.seen(created.clone());
        if !submit {
            self.submit(&created).await;
        }
        Some(created)
    }

    async fn submit(&mut self, draft: &Order) {
        let request =
            SubmitOrderRequest { request_id: self.id(), order_id: draft.order_id.clone(), etag: draft.etag.clone() };
        let submitted = self.change("submitted drafts", Person::OrderDesk, request, async |mut desk, request| {
            desk.orders.submit_order(request).await
        });
        if let Some(order) = submitted.await {
            self.seen(order);
        }
    }

    /// Of the whole order, or of one piece of one line.
    async fn cancel(&mut self, order: &str, whole: bool) {
        let one = CancelledQuantity { line_number: 1, quantity: Some(units("1")) };
        let request = CancelOrderRequest {
            request_id: self.id(),
            order_id: order.to_owned(),
            reason: "changed my mind".to_owned(),
            lines: if whole { Vec::new() } else { vec![one] },
            ..CancelOrderRequest::default()
        };
        let what = if whole { "cancelled orders" } else { "cancelled lines" };
        let cancelled = self.change(what, Person::OrderDesk, request, async |mut desk, request| {
            desk.orders.cancel_order(request).await
        });
        if let Some(order) = cancelled.await {
            self.seen(order);
        }
    }

    async fn hold(&mut self, order: &str) {
        let request = PlaceHoldRequest {
            request_id: self.id(),
            order_id: order.to_owned(),
            r#type: HoldType::CustomerRequest.into(),
            reason: "wait for my call".to_owned(),
            ..PlaceHoldRequest::default()
        };
        let held = self.change("holds", Person::OrderDesk, request, async |mut desk, request| {
            desk.orders.place_hold(request).await
        });
        if let Some(order) = held.await {
            self.seen(order);
        }
    }

    /// Holds are released; some cancel more, some by what they saw too long ago.
    pub(super) async fn change_minds(&mut self) {
        for order in self.orders.values().cloned().collect::<Vec<_>>() {
            for hold in order.holds.iter().filter(|hold| hold.r#type() != HoldType::Credit) {
                if hold.released_at_micros == 0 {
                    self.release_hold(&order.order_id, &hold.hold_id).await;
                }
            }
            match self.chance.below(100) {
                0..8 => self.cancel(&order.order_id, true).await,
                8..22 => self.cancel(&order.order_id, false).await,
                22..34 => self.cancel_by_old_knowledge(&order).await,
                _ => {}
            }
        }
    }

    async fn release_hold(&mut self, order: &str, hold: &str) {
        let request = ReleaseHoldRequest {
            request_id: self.id(),
            order_id: order.to_owned(),
            hold_id: hold.to_owned(),
            reason: "he called".to_owned(),
        };
        let released = self.change("released holds", Person::Controller, request, async |mut desk, request| {
            desk.orders.release_hold(request).await
        });
        if let Some(order) = released.await {
            self.seen(order);
        }
    }

    /// Two people read the same order; the second to decide decides on what is no longer so, and must be told.
    async fn cancel_by_old_knowledge(&mut self, read: &Order) {
        self.cancel(&read.order_id, false).await;
        let Some(now) = self.orders.get(&read.order_id).filter(|now| now.etag != read.etag).cloned() else { return };
        let request = CancelOrderRequest {
            request_id: self.id(),
            order_id: read.order_id.clone(),
            etag: read.etag.clone(),
            reason: "as I read it".to_owned(),
            lines: Vec::new(),
        };
        self.tally.count("decisions on old knowledge");
        let taken = self.change("cancelled by old knowledge", Person::OrderDesk, request, async |mut desk, request| {
            desk.orders.cancel_order(request).await
        });
        if taken.await.is_some() {
            self.broken.push(format!("order {} was changed by etag {}, it has {}", now.number, read.etag, now.etag));
        }
    }
}
