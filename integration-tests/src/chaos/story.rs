//! What becomes of one order, from the customer's call to the money, as the people around it see it.

use anyhow::ensure;
use o2c::demo::desk::Person;
use o2c_proto::{
    billing::v1::{Invoice, ListInvoicesRequest},
    fulfillment::v1::{ListShipmentsRequest, Shipment},
    orders::v1::{BillingRule, CancelOrderRequest, CreateOrderRequest, GetOrderRequest, Order, OrderLine, OrderState},
    payments::v1::{BankStatementFormat, ImportBankStatementRequest},
};

use super::{afterwards, clerk::Clerk, opening::Opened, warehouse};
use crate::units;

/// How the story goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Shipped, invoiced, paid.
    Paid,
    /// Paid with ten pounds too little; a run of reminders looks whether anything is due.
    PaidShort,
    /// Paid twice.
    PaidTwice,
    /// Paid, after a debit note for the freight.
    Debited,
    /// One piece comes back, for a credit note; paid in full all the same.
    Returned,
    /// Cancelled before anything left.
    Cancelled,
    /// Cancelled when it was picked already, which is refused; then paid.
    CancelledTooLate,
    /// Of a customer whose credit is blocked: never accepted.
    Denied,
}

impl Ending {
    /// One of a hundred ends so.
    pub fn drawn(of_a_hundred: u64) -> Self {
        match of_a_hundred {
            0..10 => Self::Cancelled,
            10..18 => Self::CancelledTooLate,
            18..34 => Self::Denied,
            34..42 => Self::PaidShort,
            42..50 => Self::PaidTwice,
            50..58 => Self::Debited,
            58..66 => Self::Returned,
            _ => Self::Paid,
        }
    }
}

/// The end that was reached, for the check.
#[derive(Clone, Debug)]
pub struct Told {
    ending: Ending,
    /// Minor units that came in.
    pub paid: i64,
}

impl Told {
    pub fn is_denied(&self) -> bool {
        self.ending == Ending::Denied
    }

    pub fn is_shipped(&self) -> bool {
        !matches!(self.ending, Ending::Denied | Ending::Cancelled)
    }

    pub fn is_debited(&self) -> bool {
        self.ending == Ending::Debited
    }

    pub fn is_credited(&self) -> bool {
        self.ending == Ending::Returned
    }
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
        let expected = if self.ending == Ending::Denied { OrderState::Rejected } else { OrderState::Confirmed };
        ensure!(state == expected, "order {} is {state:?}", self.number);
        let paid = match self.ending {
            Ending::Denied => 0,
            Ending::Cancelled => {
                self.cancel(&order_id).await?;
                self.cancelled(&order_id).await?;
                0
            }
            _ => self.ship_and_pay(&order_id).await?,
        };
        Ok(Told { ending: self.ending, paid })
    }

    pub fn id(&self, step: &str) -> String {
        self.clerk.request_id(&self.number.to_string(), step)
    }

    async fn order(&self) -> anyhow::Result<String> {
        let customers = &self.business.customers;
        let customer = match self.ending {
            Ending::Denied => &self.business.blocked,
            _ => &customers[self.number as usize % customers.len()],
        };
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
        let message = GetOrderRequest { order_id: order_id.to_owned(), ..GetOrderRequest::default() };
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
        cancelled.await.map(drop)
    }

    async fn cancelled(&self, order_id: &str) -> anyhow::Result<()> {
        let gone = self.clerk.until("the cancellation", async || {
            Ok((self.look(order_id).await?.state() == OrderState::Cancelled).then_some(()))
        });
        gone.await
    }

    async fn ship_and_pay(&self, order_id: &str) -> anyhow::Result<i64> {
        let shipment = self.clerk.until("a shipment", async || Ok(self.shipments(order_id).await?.into_iter().next()));
        let shipment = shipment.await?;
        warehouse::pick(self, &shipment.shipment_id).await?;
        if self.ending == Ending::CancelledTooLate {
            self.cancel(order_id).await?;
        }
        warehouse::deliver(self, &shipment.shipment_id).await?;
        let invoice = self.clerk.until("the invoice", async || Ok(self.invoices(order_id).await?.into_iter().next()));
        let invoice = invoice.await?;
        let gross = o2c::demo::wire::minor(invoice.gross_amount.as_ref())?;
        let paid = match self.ending {
            Ending::PaidShort => gross - 1_000,
            Ending::PaidTwice => gross * 2,
            _ => gross,
        };
        match self.ending {
            Ending::Debited => afterwards::debit(self, &invoice.invoice_id).await?,
            Ending::Returned => afterwards::bring_back(self, order_id).await?,
            Ending::PaidShort => afterwards::remind(self).await?,
            _ => {}
        }
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
