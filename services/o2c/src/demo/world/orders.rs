//! The day's orders, in file order.

use o2c_kernel::Date;
use o2c_proto::{
    common::v1::Address,
    orders::v1::{BatchCreateOrdersRequest, BillingRule, CreateOrderRequest, Order, OrderLine},
};

use super::World;
use crate::demo::{
    desk::{Person, all_accepted, explained},
    input::OrderDocument,
    wire::{address, date, decimal_price, decimal_quantity},
};

/// Lines of a call: its answer must fit a message.
const LINES: usize = 2_000;
const ORDERS: usize = 200;

impl World {
    /// Sends the orders of a day and submits them at once.
    pub async fn order(&mut self, today: Date) -> anyhow::Result<()> {
        let Some(day) = self.input.days.get(&today) else { return Ok(()) };
        let mut batches: Vec<Vec<CreateOrderRequest>> = Vec::new();
        let mut lines = 0;
        for (index, document) in day.orders.iter().enumerate() {
            let fits =
                batches.last().is_some_and(|batch| batch.len() < ORDERS && lines + document.lines.len() <= LINES);
            if !fits {
                batches.push(Vec::new());
                lines = 0;
            }
            lines += document.lines.len();
            let request = self.request(today, index, document);
            if let Some(batch) = batches.last_mut() {
                batch.push(request);
            }
        }
        for requests in batches {
            let request = self.desk.ask(Person::OrderDesk, BatchCreateOrdersRequest { requests, validate_only: false });
            let response = self.desk.orders.batch_create_orders(request).await.map_err(explained)?.into_inner();
            all_accepted("an order", o2c_proto::BatchResponse::into_results(response))?;
        }
        Ok(())
    }

    fn request(&self, today: Date, index: usize, document: &OrderDocument) -> CreateOrderRequest {
        // A document can be split, and its number can come again: the day and the place in it tell them apart.
        let external_id = format!("{today}/{index}/{}", document.number);
        let lines = document.lines.iter().map(|line| OrderLine {
            product_id: self.products.of(line.product),
            quantity: Some(decimal_quantity(line.quantity)),
            unit_price: Some(decimal_price(line.unit_price)),
            free_of_charge: line.unit_price.micros() == 0,
            billing_rule: BillingRule::OnShipment.into(),
            ..OrderLine::default()
        });
        let key = self.input.customers.get(document.customer).map_or("", |customer| customer.key.as_str());
        let ship_to: Address = address(key, &document.country);
        CreateOrderRequest {
            request_id: self.chance.id(&external_id, "order"),
            order: Some(Order {
                customer_id: self.customers.of(document.customer),
                purchase_order_number: document.number.clone(),
                external_id,
                ordered_on: Some(date(today)),
                currency_code: "GBP".to_owned(),
                ship_to: Some(ship_to),
                lines: lines.collect(),
                ..Order::default()
            }),
            submit: true,
        }
    }
}
