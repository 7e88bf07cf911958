//! Builders and verbs with business names.

use o2c::demo::desk::{Desk, Person};
use o2c_proto::{
    BatchResponse,
    common::v1::{Address, PaymentTerms},
    credit::v1::{CreateCreditAccountRequest, CreditAccount, FindCreditAccountRequest},
    fulfillment::v1::{
        BatchReceiveStockRequest, CreateWarehouseRequest, DeliverShipmentRequest, ListShipmentsRequest,
        ListStockLevelsRequest, PackShipmentRequest, Package, PickShipmentRequest, ProofOfDelivery,
        ReceiveStockRequest, ReleaseShipmentRequest, ShipShipmentRequest, Shipment, ShipmentState, StockLevel,
        Warehouse,
    },
    orders::v1::{
        BillingRule, CreateCustomerRequest, CreateOrderRequest, CreateProductRequest, Customer, GetOrderRequest, Order,
        OrderLine, Product, ProductKind,
    },
    receivables::v1::{ListOpenItemsRequest, OpenItem},
};
use tonic::Status;

use crate::{Mesh, gbp, units};

/// A customer in the making.
pub struct CustomerBuilder<'a> {
    mesh: &'a mut Mesh,
    customer: Customer,
    limit: String,
}

/// An order in the making.
pub struct OrderBuilder<'a> {
    mesh: &'a mut Mesh,
    order: Order,
}

#[must_use]
pub fn address(country: &str) -> Address {
    Address {
        name: "Goods in".to_owned(),
        lines: vec!["1 High Street".to_owned()],
        city: "Town".to_owned(),
        country_code: country.to_owned(),
        ..Address::default()
    }
}

impl Mesh {
    /// A customer in the United Kingdom, net 30 days, good for 10,000 pounds.
    pub fn customer(&mut self, key: &str) -> CustomerBuilder<'_> {
        let customer = Customer {
            external_id: key.to_owned(),
            name: format!("{key} Limited"),
            bill_to: Some(address("GB")),
            ship_to: Some(address("GB")),
            tax_id: format!("GB{key}"),
            payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
            currency_code: "GBP".to_owned(),
            ..Customer::default()
        };
        CustomerBuilder { mesh: self, customer, limit: "10000.00".to_owned() }
    }

    /// A stocked product with so many on hand; its id.
    pub async fn product(&mut self, sku: &str, on_hand: i64) -> String {
        let id = self.create_product(sku, ProductKind::Stocked).await;
        if on_hand > 0 {
            self.receive(&id, on_hand).await;
        }
        id
    }

    /// A service; its id.
    pub async fn service(&mut self, sku: &str) -> String {
        self.create_product(sku, ProductKind::Service).await
    }

    async fn create_product(&mut self, sku: &str, kind: ProductKind) -> String {
        let product = Product {
            sku: sku.to_owned(),
            description: sku.to_owned(),
            kind: kind.into(),
            tax_category: "STANDARD".to_owned(),
            active: true,
            ..Product::default()
        };
        let request = CreateProductRequest { request_id: String::new(), product: Some(product) };
        let request = self.desk.ask(Person::Administrator, request);
        self.desk.orders.create_product(request).await.unwrap().into_inner().product_id
    }

    pub(crate) async fn open_warehouse(&mut self, code: &str) -> String {
        let warehouse = Warehouse {
            code: code.to_owned(),
            name: code.to_owned(),
            address: Some(address("GB")),
            ..Warehouse::default()
        };
        let request = CreateWarehouseRequest { request_id: String::new(), warehouse: Some(warehouse) };
        let request = self.desk.ask(Person::Administrator, request);
        self.desk.fulfillment.create_warehouse(request).await.unwrap().into_inner().warehouse_id
    }

    /// Goods come in.
    pub async fn receive(&mut self, product: &str, quantity: i64) {
        let receipt = ReceiveStockRequest {
            warehouse_id: self.warehouse.clone(),
            product_id: product.to_owned(),
            quantity: Some(units(&quantity.to_string())),
            reference: "delivery".to_owned(),
            ..ReceiveStockRequest::default()
        };
        let request = self
            .desk
            .ask(Person::Warehouse, BatchReceiveStockRequest { requests: vec![receipt], validate_only: false });
        let response = self.desk.fulfillment.batch_receive_stock(request).await.unwrap().into_inner();
        for result in response.into_results() {
            result.unwrap();
        }
        self.settle().await;
    }

    /// What the warehouse has of a product.
    pub async fn stock(&mut self, product: &str) -> StockLevel {
        let request = ListStockLevelsRequest {
            warehouse_id: self.warehouse.clone(),
            product_ids: vec![product.to_owned()],
            ..ListStockLevelsRequest::default()
        };
        let request = self.desk.ask(Person::Warehouse, request);
        let page = self.desk.fulfillment.list_stock_levels(request).await.unwrap().into_inner();
        page.stock_levels.into_iter().next().expect("the product has a stock level")
    }

    /// An order of a customer.
    pub fn order(&mut self, customer: &str) -> OrderBuilder<'_> {
        let order = Order { customer_id: customer.to_owned(), currency_code: "GBP".to_owned(), ..Order::default() };
        OrderBuilder { mesh: self, order }
    }

    /// An order as it is once everything has settled.
    pub async fn settled(&mut self, order: &str) -> Order {
        self.settle().await;
        let request = self
            .desk
            .ask(Person::OrderDesk, GetOrderRequest { order_id: order.to_owned(), ..GetOrderRequest::default() });
        self.desk.orders.get_order(request).await.unwrap().into_inner()
    }

    /// The credit account of a customer.
    pub async fn credit(&mut self, customer: &str) -> CreditAccount {
        self.settle().await;
        let request = FindCreditAccountRequest { customer_id: customer.to_owned(), currency_code: "GBP".to_owned() };
        let request = self.desk.ask(Person::CreditAnalyst, request);
        self.desk.credit.find_credit_account(request).await.unwrap().into_inner()
    }

    /// The shipments of an order, oldest first.
    pub async fn shipments(&mut self, order: &str) -> Vec<Shipment> {
        self.settle().await;
        let request =
            ListShipmentsRequest { page_size: 100, order_id: order.to_owned(), ..ListShipmentsRequest::default() };
        let request = self.desk.ask(Person::Warehouse, request);
        self.desk.fulfillment.list_shipments(request).await.unwrap().into_inner().shipments
    }

    /// Releases, picks, packs and ships whatever of an order is planned.
    pub async fn ship(&mut self, order: &str) {
        for shipment in self.shipments(order).await {
            if shipment.state() == ShipmentState::Planned {
                self.ship_one(&shipment.shipment_id).await.unwrap();
            }
        }
        self.settle().await;
    }

    /// Takes one shipment through the warehouse.
    pub async fn ship_one(&mut self, shipment: &str) -> Result<(), Status> {
        through_the_warehouse(&self.desk, shipment).await
    }

    /// The carrier delivers whatever of an order is on the road.
    pub async fn deliver(&mut self, order: &str) {
        for shipment in self.shipments(order).await {
            if shipment.state() == ShipmentState::Shipped {
                let request = DeliverShipmentRequest {
                    shipment_id: shipment.shipment_id,
                    proof_of_delivery: Some(ProofOfDelivery {
                        received_by: "J. Doe".to_owned(),
                        received_at_micros: 0,
                    }),
                    ..Default::default()
                };
                let request = self.desk.ask(Person::Carrier, request);
                self.desk.fulfillment.deliver_shipment(request).await.unwrap();
            }
        }
        self.settle().await;
    }

    /// The open items of a customer, by due date; settled ones too.
    pub async fn open_items(&mut self, customer: &str) -> Vec<OpenItem> {
        self.settle().await;
        let request = ListOpenItemsRequest { page_size: 100, customer_id: customer.to_owned(), ..Default::default() };
        let request = self.desk.ask(Person::Accountant, request);
        self.desk.receivables.list_open_items(request).await.unwrap().into_inner().open_items
    }
}

impl CustomerBuilder<'_> {
    #[must_use]
    pub fn with_credit_limit(mut self, pounds: &str) -> Self {
        self.limit = pounds.to_owned();
        self
    }

    /// Seated and supplied elsewhere.
    #[must_use]
    pub fn in_country(mut self, country: &str) -> Self {
        self.customer.tax_id = self.customer.tax_id.replace("GB", country);
        self.customer.bill_to = Some(address(country));
        self.customer.ship_to = Some(address(country));
        self
    }

    /// With whatever else is known of them.
    #[must_use]
    pub fn with(mut self, known: impl FnOnce(&mut Customer)) -> Self {
        known(&mut self.customer);
        self
    }

    /// Opens the customer and its credit account; the customer's id.
    pub async fn create(self) -> String {
        let Self { mesh, customer, limit } = self;
        let request = CreateCustomerRequest { request_id: String::new(), customer: Some(customer) };
        let request = mesh.desk.ask(Person::Administrator, request);
        let customer_id = mesh.desk.orders.create_customer(request).await.unwrap().into_inner().customer_id;
        let account = CreditAccount {
            customer_id: customer_id.clone(),
            limit: Some(gbp(&limit)),
            valid_from: Some(o2c_rpc::wire::date(mesh.today)),
            risk_class: 1,
            ..CreditAccount::default()
        };
        let request = CreateCreditAccountRequest { request_id: String::new(), credit_account: Some(account) };
        let request = mesh.desk.ask(Person::Controller, request);
        mesh.desk.credit.create_credit_account(request).await.unwrap();
        customer_id
    }
}

impl OrderBuilder<'_> {
    /// So many of a product at an agreed price.
    #[must_use]
    pub fn line(mut self, product: &str, quantity: i64, pounds: &str) -> Self {
        self.order.lines.push(OrderLine {
            product_id: product.to_owned(),
            quantity: Some(units(&quantity.to_string())),
            unit_price: Some(o2c_proto::google::r#type::Decimal { value: pounds.to_owned() }),
            billing_rule: BillingRule::OnShipment.into(),
            ..OrderLine::default()
        });
        self
    }

    #[must_use]
    pub fn ship_complete(mut self) -> Self {
        self.order.ship_complete = true;
        self
    }

    /// Creates and submits it; its id.
    pub async fn submit(self) -> String {
        self.try_submit().await.unwrap().order_id
    }

    /// Creates and submits it, or says why not.
    pub async fn try_submit(self) -> Result<Order, Status> {
        let Self { mesh, order } = self;
        let request = CreateOrderRequest { request_id: String::new(), order: Some(order), submit: true };
        let request = mesh.desk.ask(Person::OrderDesk, request);
        Ok(mesh.desk.orders.create_order(request).await?.into_inner())
    }
}

/// Takes one shipment through the warehouse.
pub async fn through_the_warehouse(desk: &Desk, shipment: &str) -> Result<(), Status> {
    let mut warehouse = desk.fulfillment.clone();
    let shipment_id = shipment.to_owned();
    let release = ReleaseShipmentRequest { shipment_id: shipment_id.clone(), ..Default::default() };
    warehouse.release_shipment(desk.ask(Person::Warehouse, release)).await?;
    let pick = PickShipmentRequest { shipment_id: shipment_id.clone(), ..Default::default() };
    warehouse.pick_shipment(desk.ask(Person::Warehouse, pick)).await?;
    let packages = vec![Package { package_number: 1, ..Default::default() }];
    let pack = PackShipmentRequest { shipment_id: shipment_id.clone(), packages, ..Default::default() };
    warehouse.pack_shipment(desk.ask(Person::Warehouse, pack)).await?;
    let ship = ShipShipmentRequest {
        shipment_id,
        carrier: "PARCEL".to_owned(),
        tracking_number: "PN1".to_owned(),
        ..Default::default()
    };
    warehouse.ship_shipment(desk.ask(Person::Warehouse, ship)).await?;
    Ok(())
}
