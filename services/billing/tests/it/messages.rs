//! Builders of messages, with the words of the business.

use o2c_kernel::{Currency, Date, Money, new_uuid};
use o2c_proto::{
    billing::v1 as proto, common::v1 as common, fulfillment::v1 as fulfillment, google::r#type as google,
    orders::v1 as orders,
};
use o2c_rpc::wire;
use uuid::Uuid;

pub fn gbp(minor: i64) -> Option<google::Money> {
    Some(wire::money(Money::new(minor, Currency::GBP)))
}

pub fn minor(amount: &Option<google::Money>) -> i64 {
    let amount = amount.as_ref().unwrap();
    amount.units * 100 + i64::from(amount.nanos / 10_000_000)
}

pub fn decimal(value: impl ToString) -> Option<google::Decimal> {
    Some(google::Decimal { value: value.to_string() })
}

pub fn date(text: &str) -> Option<google::Date> {
    Some(wire::date(Date::parse(text).unwrap()))
}

pub fn customer(country: &str, tax_id: &str) -> Option<common::CustomerSnapshot> {
    Some(common::CustomerSnapshot {
        customer_id: new_uuid().to_string(),
        name: "Shop".to_owned(),
        country_code: country.to_owned(),
        tax_id: tax_id.to_owned(),
        payment_terms: Some(common::PaymentTerms { net_days: 30, cash: false }),
    })
}

pub fn address(country: &str) -> Option<common::Address> {
    Some(common::Address { country_code: country.to_owned(), ..Default::default() })
}

/// A confirmed order of a British consumer.
pub struct Order {
    pub id: Uuid,
    pub message: orders::OrderConfirmed,
}

impl Order {
    pub fn new() -> Order {
        let id = new_uuid();
        let message = orders::OrderConfirmed {
            order_id: id.to_string(),
            number: "SO-00000001".to_owned(),
            customer: customer("GB", ""),
            ship_to: address("GB"),
            ordered_on: date("2010-12-01"),
            currency_code: "GBP".to_owned(),
            ..Default::default()
        };
        Order { id, message }
    }

    pub fn to(mut self, country: &str, tax_id: &str) -> Order {
        self.message.customer = customer(country, tax_id);
        self.message.ship_to = address(country);
        self
    }

    /// A line that is billed on shipment.
    pub fn line(self, quantity: i64, net: i64) -> Order {
        self.line_by(orders::BillingRule::OnShipment, quantity, net)
    }

    pub fn line_on_delivery(self, quantity: i64, net: i64) -> Order {
        self.line_by(orders::BillingRule::OnDelivery, quantity, net)
    }

    fn line_by(mut self, rule: orders::BillingRule, quantity: i64, net: i64) -> Order {
        let number = i32::try_from(self.message.lines.len()).unwrap() + 1;
        self.message.lines.push(orders::ConfirmedLine {
            line_number: number,
            product_id: new_uuid().to_string(),
            sku: format!("SKU-{number}"),
            description: format!("Kettle {number}"),
            quantity: decimal(quantity),
            unit_price: decimal("1"),
            net_amount: gbp(net),
            gross_estimate: gbp(net * 6 / 5),
            billing_rule: rule.into(),
            tax_category: "STANDARD".to_owned(),
            ..Default::default()
        });
        self
    }

    /// A shipment of this order: lines and quantities, each with an estimate of 1.00.
    pub fn shipment(&self, on: &str, lines: &[(i32, i64)]) -> Shipment {
        let id = new_uuid();
        let shipped = lines.iter().map(|(line, quantity)| fulfillment::ShippedLine {
            line_number: *line,
            order_line_number: *line,
            quantity: decimal(quantity),
            gross_estimate: gbp(100),
            ..Default::default()
        });
        let message = fulfillment::ShipmentShipped {
            shipment_id: id.to_string(),
            order_id: self.id.to_string(),
            shipped_on: date(on),
            lines: shipped.collect(),
            gross_estimate: gbp(100 * i64::try_from(lines.len()).unwrap()),
            ..Default::default()
        };
        Shipment { id, message }
    }

    pub fn cancelled(&self, line: i32, quantity: i64, net: i64) -> orders::OrderLinesCancelled {
        orders::OrderLinesCancelled {
            order_id: self.id.to_string(),
            lines: vec![orders::CancelledLine {
                line_number: line,
                quantity: decimal(quantity),
                net_amount: gbp(net),
                gross_estimate: gbp(net),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    /// The same at the order's price: nobody has named the credit.
    pub fn returned_at_order_price(&self, on: &str, lines: &[(i32, i64, i64)]) -> (Uuid, fulfillment::GoodsReturned) {
        let (id, mut message) = self.returned(on, lines);
        message.lines.iter_mut().for_each(|line| line.credit_at_order_price = true);
        (id, message)
    }

    /// Order lines that came back: line, quantity, credit, which somebody has agreed.
    pub fn returned(&self, on: &str, lines: &[(i32, i64, i64)]) -> (Uuid, fulfillment::GoodsReturned) {
        let id = new_uuid();
        let returned = lines.iter().map(|(line, quantity, net)| fulfillment::ReturnedLine {
            order_line_number: *line,
            quantity: decimal(quantity),
            credit_net_amount: gbp(*net),
            ..Default::default()
        });
        let message = fulfillment::GoodsReturned {
            goods_return_id: id.to_string(),
            order_id: self.id.to_string(),
            received_on: date(on),
            reason: "damaged".to_owned(),
            lines: returned.collect(),
            ..Default::default()
        };
        (id, message)
    }
}

#[derive(Clone)]
pub struct Shipment {
    pub id: Uuid,
    pub message: fulfillment::ShipmentShipped,
}

impl Shipment {
    pub fn delivered(&self, on: &str, lines: &[(i32, i64)]) -> fulfillment::ShipmentDelivered {
        let delivered = lines.iter().map(|(line, quantity)| fulfillment::DeliveredLine {
            order_line_number: *line,
            quantity: decimal(quantity),
        });
        fulfillment::ShipmentDelivered {
            shipment_id: self.id.to_string(),
            order_id: self.message.order_id.clone(),
            delivered_on: date(on),
            lines: delivered.collect(),
            ..Default::default()
        }
    }
}

/// A request for an invoice over one amount.
pub fn invoice_over(net: i64) -> proto::CreateInvoiceRequest {
    proto::CreateInvoiceRequest {
        request_id: new_uuid().to_string(),
        customer: customer("GB", ""),
        currency_code: "GBP".to_owned(),
        lines: vec![fee(net)],
        ..Default::default()
    }
}

pub fn fee(net: i64) -> proto::NoteLine {
    proto::NoteLine { description: "Handling fee".to_owned(), net_amount: gbp(net), ..Default::default() }
}

pub fn of_line(line: i32, net: i64) -> proto::NoteLine {
    proto::NoteLine { invoice_line_number: line, net_amount: gbp(net), ..Default::default() }
}

/// A credit on an invoice; without lines over all that is left.
pub fn credit_on(invoice: &proto::Invoice, lines: Vec<proto::NoteLine>) -> proto::CreateCreditNoteRequest {
    proto::CreateCreditNoteRequest {
        request_id: new_uuid().to_string(),
        invoice_id: invoice.invoice_id.clone(),
        reason_code: "GOODWILL".to_owned(),
        reason: "a scratch".to_owned(),
        lines,
        ..Default::default()
    }
}
