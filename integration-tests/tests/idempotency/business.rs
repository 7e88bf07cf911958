//! A tenant with a business, and the verbs that bring it to where a request makes sense.

use o2c::demo::desk::{Desk, Person};
use o2c_integration_tests::{Mesh, Movement, gbp, note_line, snapshot, statement, units};
use o2c_proto::{
    billing::v1::{CreateCreditNoteRequest, Invoice},
    collections::v1::{Dispute, OpenDisputeRequest},
    common::v1::CustomerSnapshot,
    google::r#type::Decimal,
    orders::v1::{CreateOrderRequest, Order, OrderLine},
    payments::v1::{
        ImportBankStatementRequest, ListMatchProposalsRequest, ListPaymentExceptionsRequest, ListReceiptsRequest,
        MatchProposal, PaymentException, ProposedItem, Receipt,
    },
    receivables::v1::OpenItem,
};

/// The mesh, and the tenant who does business in it at the moment. Two tenants live the same life in turn, so nothing
/// here may depend on chance.
pub struct Business {
    pub mesh: Mesh,
    pub life: Life,
}

/// What belongs to one tenant.
pub struct Life {
    pub customer: String,
    pub kettle: String,
    desk: Desk,
    warehouse: String,
    count: u32,
    balance: u32,
}

/// A new id, as callers make them.
pub fn id() -> String {
    o2c_kernel::new_uuid().to_string()
}

impl Business {
    pub async fn of_tenant(mut mesh: Mesh, tenant: &str) -> Self {
        let life = begin(&mut mesh, tenant).await;
        Self { mesh, life }
    }

    /// A second tenant, who waits until it is their turn.
    pub async fn second_tenant(&mut self, tenant: &str) -> Life {
        let mut second = begin(&mut self.mesh, tenant).await;
        // There and back: the mesh acts for the first one again.
        self.turn_to(&mut second);
        self.turn_to(&mut second);
        second
    }

    /// The one who waits goes on, and the one who was at work waits.
    pub fn turn_to(&mut self, waiting: &mut Life) {
        std::mem::swap(&mut self.life, waiting);
        self.mesh.desk = self.life.desk.clone();
        self.mesh.warehouse.clone_from(&self.life.warehouse);
    }

    /// A name that the tenant did not use before.
    pub fn name(&mut self, prefix: &str) -> String {
        self.life.count += 1;
        format!("{prefix}{}", self.life.count)
    }

    /// A further customer, without open items.
    pub async fn other_customer(&mut self, limit: &str) -> String {
        let name = self.name("OTHER");
        self.mesh.customer(&name).with_credit_limit(limit).create().await
    }

    /// An order over ten kettles that was not submitted.
    pub async fn draft(&mut self) -> Order {
        let order = self.order_of(&self.life.customer.clone());
        let request = CreateOrderRequest { order: Some(order), ..CreateOrderRequest::default() };
        let request = self.mesh.desk.ask(Person::OrderDesk, request);
        self.mesh.desk.orders.create_order(request).await.unwrap().into_inner()
    }

    /// What an order over ten kettles says.
    pub fn order_of(&self, customer: &str) -> Order {
        let line = OrderLine {
            product_id: self.life.kettle.clone(),
            quantity: Some(units("10")),
            unit_price: Some(Decimal { value: "19.99".to_owned() }),
            ..OrderLine::default()
        };
        Order {
            customer_id: customer.to_owned(),
            currency_code: "GBP".to_owned(),
            lines: vec![line],
            ..Order::default()
        }
    }

    /// An order over ten kettles that was accepted, and is planned to be shipped.
    pub async fn confirmed(&mut self) -> String {
        let (customer, kettle) = (self.life.customer.clone(), self.life.kettle.clone());
        let order = self.mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
        self.mesh.settle().await;
        order
    }

    /// The one shipment of a new order.
    pub async fn planned_shipment(&mut self) -> String {
        let order = self.confirmed().await;
        self.mesh.shipments(&order).await.remove(0).shipment_id
    }

    /// An order that was shipped, and invoiced thereby.
    pub async fn shipped(&mut self) -> String {
        let order = self.confirmed().await;
        self.mesh.ship(&order).await;
        order
    }

    /// An order that has arrived.
    pub async fn delivered(&mut self) -> String {
        let order = self.shipped().await;
        self.mesh.deliver(&order).await;
        order
    }

    /// An invoice over 100.00 net, 120.00 with tax.
    pub async fn invoice(&mut self) -> Invoice {
        self.mesh.invoice(self.snapshot()).await
    }

    /// The customer as a document names it.
    pub fn snapshot(&self) -> CustomerSnapshot {
        snapshot(&self.life.customer, "ACME Limited")
    }

    /// The open item of a new invoice over 120.00.
    pub async fn open_item(&mut self) -> OpenItem {
        let invoice = self.invoice().await;
        self.mesh.item_of(&invoice.invoice_id).await
    }

    /// The open item of a new credit note over 12.00, for no invoice.
    pub async fn credit(&mut self) -> OpenItem {
        let request = CreateCreditNoteRequest {
            customer: Some(self.snapshot()),
            currency_code: "GBP".to_owned(),
            reason_code: "GOODWILL".to_owned(),
            lines: vec![note_line(0, "10.00")],
            ..CreateCreditNoteRequest::default()
        };
        let request = self.mesh.desk.ask(Person::Accountant, request);
        let note = self.mesh.desk.billing.create_credit_note(request).await.unwrap().into_inner();
        self.mesh.settle().await;
        self.mesh.item_of(&note.invoice_id).await
    }

    /// A dispute over 20.00 of a new invoice.
    pub async fn dispute(&mut self) -> Dispute {
        let request = OpenDisputeRequest {
            open_item_id: self.open_item().await.open_item_id,
            disputed_amount: Some(gbp("20.00")),
            reason: "QUALITY".to_owned(),
            ..OpenDisputeRequest::default()
        };
        let request = self.mesh.desk.ask(Person::Collector, request);
        let dispute = self.mesh.desk.collections.open_dispute(request).await.unwrap().into_inner();
        self.mesh.settle().await;
        dispute
    }

    /// Whole pounds come in.
    pub async fn pay(&mut self, pounds: u32, payer: &str, reference: &str) {
        let number = self.name("");
        let opening = format!("{}.00", self.life.balance);
        self.mesh.bank_line(&number, &opening, &format!("{pounds}.00"), payer, reference).await;
        self.life.balance += pounds;
    }

    /// The statement that comes next, with one movement over 40.00.
    pub fn next_statement(&mut self) -> ImportBankStatementRequest {
        let request = self.statement_from(self.life.balance);
        self.life.balance += 40;
        request
    }

    /// A statement that does not follow the one before.
    pub fn torn_statement(&mut self) -> ImportBankStatementRequest {
        self.statement_from(self.life.balance + 3)
    }

    fn statement_from(&mut self, opening: u32) -> ImportBankStatementRequest {
        let movement = Movement { pounds: "40.00", payer: "somebody", reference: "something" };
        let (request, _) = statement(&self.name(""), self.mesh.today, &format!("{opening}.00"), &[movement]);
        ImportBankStatementRequest { request_id: id(), ..request }
    }

    /// A payment that names no invoice: a person confirms what it pays.
    pub async fn suggestion(&mut self) -> MatchProposal {
        let name = self.name("PAYER");
        let customer = self.mesh.customer(&name).create().await;
        self.mesh.invoice(snapshot(&customer, &format!("{name} Limited"))).await;
        self.pay(50, &format!("{name} Limited"), "thank you").await;
        let request = self.mesh.desk.ask(Person::CashClerk, ListMatchProposalsRequest::default());
        let waiting = self.mesh.desk.payments.list_match_proposals(request).await.unwrap().into_inner();
        waiting.match_proposals.into_iter().find(|proposal| proposal.customer_id == customer).unwrap()
    }

    /// A payment of nobody known.
    pub async fn exception(&mut self, pounds: u32) -> PaymentException {
        let payer = self.name("stranger ");
        self.pay(pounds, &payer, "what I owe").await;
        let request = self.mesh.desk.ask(Person::CashClerk, ListPaymentExceptionsRequest::default());
        let open = self.mesh.desk.payments.list_payment_exceptions(request).await.unwrap().into_inner();
        open.payment_exceptions.into_iter().find(|exception| exception.payer_name == payer).unwrap()
    }

    /// A receipt of which 30.00 rest on the customer's account.
    pub async fn on_account(&mut self) -> Receipt {
        let invoice = self.invoice().await;
        self.pay(150, "ACME Limited", &invoice.number).await;
        let request =
            ListReceiptsRequest { customer_id: self.life.customer.clone(), page_size: 100, ..Default::default() };
        let request = self.mesh.desk.ask(Person::CashClerk, request);
        let receipts = self.mesh.desk.payments.list_receipts(request).await.unwrap().into_inner().receipts;
        receipts.into_iter().find(|receipt| receipt.reference == invoice.number).unwrap()
    }
}

/// A customer, a product in stock, and a warehouse of the tenant's own.
async fn begin(mesh: &mut Mesh, tenant: &str) -> Life {
    mesh.become_tenant(tenant).await;
    let kettle = mesh.product("KETTLE", 100_000).await;
    let customer = mesh.customer("ACME").with_credit_limit("1000000.00").create().await;
    Life { customer, kettle, desk: mesh.desk.clone(), warehouse: mesh.warehouse.clone(), count: 0, balance: 0 }
}

/// So much for an open item.
pub fn for_item(item: &OpenItem, pounds: &str) -> ProposedItem {
    ProposedItem { open_item_id: item.open_item_id.clone(), amount: Some(gbp(pounds)), ..ProposedItem::default() }
}
