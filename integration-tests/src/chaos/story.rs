//! What becomes of one order, from the customer's call to the money, as the people around it see it.

use anyhow::ensure;
use o2c::demo::desk::Person;
use o2c_proto::{
    billing::v1::{Invoice, ListInvoicesRequest},
    fulfillment::v1::{
        DeliverShipmentRequest, ListShipmentsRequest, PackShipmentRequest, Package, PickShipmentRequest,
        ProofOfDelivery, ReleaseShipmentRequest, ShipShipmentRequest, Shipment, ShipmentState,
    },
    orders::v1::{BillingRule, CancelOrderRequest, CreateOrderRequest, GetOrderRequest, Order, OrderLine, OrderState},
    payments::v1::{BankStatementFormat, ImportBankStatementRequest},
};

use super::{clerk::Clerk, opening::Opened};
use crate::units;

/// How the story goes on once the order is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Shipped, invoiced, paid.
    Paid,
    /// Paid with ten pounds too little.
    PaidShort,
    /// Paid twice.
    PaidTwice,
    /// Cancelled before anything left.
    Cancelled,
}

/// The end that was reached, for the check.
#[derive(Clone, Debug)]
pub struct Told {
    pub ending: Ending,
    /// Minor units that came in.
    pub paid: i64,
}

/// One order.
pub struct Story<'a> {
    pub clerk: &'a Clerk,
    pub business: &'a Opened,
    pub number: u64,
    pub quantity: u64,
    pub ending: Ending,
}

impl Story<'_> {
    pub async fn tell(&self) -> anyhow::Result<Told> {
        let order_id = self.order().await?;
        let state = self.decided(&order_id).await?;
        ensure!(state == OrderState::Confirmed, "order {} is {state:?}", self.number);
        let paid = match self.ending {
            Ending::Cancelled => {
                self.cancel(&order_id).await?;
                0
            }
            Ending::Paid | Ending::PaidShort | Ending::PaidTwice => self.ship_and_pay(&order_id).await?,
        };
        Ok(Told { ending: self.ending, paid })
    }

    fn id(&self, step: &str) -> String {
        self.clerk.request_id(&self.number.to_string(), step)
    }

    async fn order(&self) -> anyhow::Result<String> {
        let customer = &self.business.customers[self.number as usize % self.business.customers.len()];
        let line = |product: &String| OrderLine {
            product_id: product.clone(),
            quantity: Some(units(&self.quantity.to_string())),
            unit_price: Some(o2c_proto::google::r#type::Decimal { value: "7.49".to_owned() }),
            billing_rule: BillingRule::OnShipment.into(),
            ..OrderLine::default()
        };
        let order = Order {
            customer_id: customer.clone(),
            external_id: format!("chaos-{}", self.number),
            currency_code: "GBP".to_owned(),
            lines: self.business.products.iter().map(line).collect(),
            ..Order::default()
        };
        let message = CreateOrderRequest { request_id: self.id("order"), order: Some(order), submit: true };
        let created = self.clerk.insist("an order", async |desk| {
            desk.orders.create_order(self.clerk.ask(Person::OrderDesk, message.clone())).await
        });
        Ok(created.await?.order_id)
    }

    async fn look(&self, order_id: &str) -> anyhow::Result<Order> {
        let message = GetOrderRequest { order_id: order_id.to_owned() };
        let looked = self.clerk.insist("looking at an order", async |desk| {
            desk.orders.get_order(self.clerk.ask(Person::OrderDesk, message.clone())).await
        });
        looked.await
    }

    async fn decided(&self, order_id: &str) -> anyhow::Result<OrderState> {
        let decided = self.clerk.until("credit and stock to decide", async || {
            let state = self.look(order_id).await?.state();
            Ok((state != OrderState::Submitted && state != OrderState::Draft).then_some(state))
        });
        decided.await
    }

    async fn cancel(&self, order_id: &str) -> anyhow::Result<()> {
        let message = CancelOrderRequest {
            order_id: order_id.to_owned(),
            request_id: self.id("cancel"),
            reason: "changed mind".to_owned(),
            ..CancelOrderRequest::default()
        };
        let cancelled = self.clerk.insist("a cancellation", async |desk| {
            desk.orders.cancel_order(self.clerk.ask(Person::OrderDesk, message.clone())).await
        });
        cancelled.await?;
        let gone = self.clerk.until("the cancellation", async || {
            Ok((self.look(order_id).await?.state() == OrderState::Cancelled).then_some(()))
        });
        gone.await
    }

    async fn ship_and_pay(&self, order_id: &str) -> anyhow::Result<i64> {
        let shipment = self.clerk.until("a shipment", async || Ok(self.shipments(order_id).await?.into_iter().next()));
        let shipment = shipment.await?;
        self.ship(&shipment.shipment_id).await?;
        let invoice = self.clerk.until("the invoice", async || Ok(self.invoices(order_id).await?.into_iter().next()));
        let invoice = invoice.await?;
        let gross = o2c::demo::wire::minor(invoice.gross_amount.as_ref())?;
        let paid = match self.ending {
            Ending::PaidShort => gross - 1_000,
            Ending::PaidTwice => gross * 2,
            Ending::Paid | Ending::Cancelled => gross,
        };
        self.pay(&invoice.number, paid).await?;
        // Whether it is applied at once is no promise: where payments has not yet heard of the invoice, a person decides.
        // That nothing of it is lost, applied twice or beside the book is what the check at the end is for.
        Ok(paid)
    }

    async fn shipments(&self, order_id: &str) -> anyhow::Result<Vec<Shipment>> {
        let message = ListShipmentsRequest { page_size: 10, order_id: order_id.to_owned(), ..Default::default() };
        let listed = self.clerk.insist("looking for shipments", async |desk| {
            desk.fulfillment.list_shipments(self.clerk.ask(Person::Warehouse, message.clone())).await
        });
        Ok(listed.await?.shipments)
    }

    async fn ship(&self, shipment: &str) -> anyhow::Result<()> {
        let (clerk, shipment_id) = (self.clerk, shipment.to_owned());
        let message = ReleaseShipmentRequest {
            shipment_id: shipment_id.clone(),
            request_id: self.id("release"),
            ..Default::default()
        };
        clerk
            .insist("a release", async |desk| {
                desk.fulfillment.release_shipment(clerk.ask(Person::Warehouse, message.clone())).await
            })
            .await?;
        let message =
            PickShipmentRequest { shipment_id: shipment_id.clone(), request_id: self.id("pick"), ..Default::default() };
        clerk
            .insist("a pick", async |desk| {
                desk.fulfillment.pick_shipment(clerk.ask(Person::Warehouse, message.clone())).await
            })
            .await?;
        let message = PackShipmentRequest {
            shipment_id: shipment_id.clone(),
            request_id: self.id("pack"),
            packages: vec![Package { package_number: 1, ..Default::default() }],
        };
        clerk
            .insist("a pack", async |desk| {
                desk.fulfillment.pack_shipment(clerk.ask(Person::Warehouse, message.clone())).await
            })
            .await?;
        let message = ShipShipmentRequest {
            shipment_id: shipment_id.clone(),
            request_id: self.id("ship"),
            carrier: "PARCEL".to_owned(),
            tracking_number: format!("PN{}", self.number),
        };
        let shipped = clerk
            .insist("a shipment", async |desk| {
                desk.fulfillment.ship_shipment(clerk.ask(Person::Warehouse, message.clone())).await
            })
            .await?;
        ensure!(shipped.state() == ShipmentState::Shipped, "shipment {shipment} is {:?}", shipped.state());
        let message = DeliverShipmentRequest {
            shipment_id,
            request_id: self.id("deliver"),
            proof_of_delivery: Some(ProofOfDelivery { received_by: "J. Doe".to_owned(), received_at_micros: 0 }),
        };
        clerk
            .insist("a delivery", async |desk| {
                desk.fulfillment.deliver_shipment(clerk.ask(Person::Carrier, message.clone())).await
            })
            .await?;
        Ok(())
    }

    async fn invoices(&self, order_id: &str) -> anyhow::Result<Vec<Invoice>> {
        let message = ListInvoicesRequest { page_size: 10, order_id: order_id.to_owned(), ..Default::default() };
        let listed = self.clerk.insist("looking for invoices", async |desk| {
            desk.billing.list_invoices(self.clerk.ask(Person::Accountant, message.clone())).await
        });
        Ok(listed.await?.invoices)
    }

    /// The bank tells of one credit, on an account of its own: statements of one account would wait for each other.
    async fn pay(&self, reference: &str, minor: i64) -> anyhow::Result<()> {
        let (pounds, number, today) = (format!("{}.{:02}", minor / 100, minor % 100), self.number, self.business.today);
        let content = format!(
            "bank_account,statement_number,statement_date,currency,opening_balance,closing_balance,line_number,value_date,amount,payer_name,payer_account,bank_reference,reference\n\
             GB{number:06},1,{today},GBP,0.00,{pounds},1,{today},{pounds},Customer,ACC{number},{number}-1,{reference}\n"
        );
        let message = ImportBankStatementRequest {
            request_id: self.id("pay"),
            format: BankStatementFormat::Csv.into(),
            content: content.into_bytes(),
        };
        let imported = self.clerk.insist("a bank statement", async |desk| {
            desk.payments.import_bank_statement(self.clerk.ask(Person::Bank, message.clone())).await
        });
        imported.await.map(drop)
    }
}
