//! The business of a benchmark: customers whom credit trusts, products that never run out, one warehouse.

use std::ops::Range;

use o2c_kernel::{Currency, Date, Id, Quantity, UnitPrice};
use o2c_proto::{
    BatchResponse,
    common::v1::PaymentTerms,
    credit::v1::{BatchCreateCreditAccountsRequest, CreateCreditAccountRequest, CreditAccount, RiskClass},
    fulfillment::v1::{BatchReceiveStockRequest, CreateWarehouseRequest, ReceiveStockRequest, Warehouse},
    orders::v1::{
        BatchCreateCustomersRequest, BatchCreateProductsRequest, BillingRule, CreateCustomerRequest,
        CreateOrderRequest, CreateProductRequest, Customer, Order, OrderLine, Product, ProductKind,
    },
};
use uuid::Uuid;

use crate::demo::{
    desk::{Desk, Person, all_accepted, explained},
    wire::{address, date, decimal_price, decimal_quantity, money, pounds},
};

/// Customers of a benchmark, where it asks for no other number.
pub const CUSTOMERS: usize = 50;
pub const PRODUCTS: usize = 100;
/// Items of a batch of master data.
const BATCH: usize = 500;
/// Lines of every order.
pub const LINES: usize = 5;
/// Pieces of each product: more than all orders of the largest run ask for.
const ON_HAND: i64 = 1_000_000_000;
/// Minor units: more than a customer of the largest run can owe.
const LIMIT: i64 = 1_000_000_000_000_000;
/// Micros of a pound.
const UNIT_PRICE: i64 = 19_950_000;
const MICROS: i64 = 1_000_000;

/// The opened business.
#[derive(Clone, Debug)]
pub struct Business {
    pub customers: Vec<String>,
    pub products: Vec<String>,
    /// Ids of requests are made of it: a second run on the same book asks for something new.
    run: Uuid,
}

impl Business {
    /// Opens what an order needs until it is submitted.
    pub async fn open_for_drafts(desk: &mut Desk, customers: usize) -> anyhow::Result<Self> {
        let mut business = Self { customers: Vec::new(), products: Vec::new(), run: o2c_kernel::new_uuid() };
        business.create_products(desk).await?;
        for from in (0..customers).step_by(BATCH) {
            business.create_customers(desk, from..(from + BATCH).min(customers)).await?;
        }
        Ok(business)
    }

    /// Opens what an order needs.
    pub async fn open(desk: &mut Desk, today: Date, customers: usize) -> anyhow::Result<Self> {
        let business = Self::open_for_drafts(desk, customers).await?;
        business.create_accounts(desk, today).await?;
        let warehouse = business.create_warehouse(desk).await?;
        desk.settle().await?;
        business.receive_stock(desk, warehouse).await?;
        desk.settle().await?;
        Ok(business)
    }

    /// The id of a step for a document.
    #[must_use]
    pub fn id(&self, document: &str, step: &str) -> String {
        Id::<()>::derive(self.run, &format!("{step}/{document}")).to_string()
    }

    /// The company's account at the bank.
    #[must_use]
    pub fn bank_account(&self) -> String {
        self.run.simple().to_string()
    }

    /// The order of that number: five lines, each of another product.
    #[must_use]
    pub fn order(&self, number: u64, today: Date) -> CreateOrderRequest {
        let pick = |of: &[String], at: u64| {
            let index = usize::try_from(at % of.len().max(1) as u64).unwrap_or_default();
            of.get(index).cloned().unwrap_or_default()
        };
        let lines = (0..LINES as u64).map(|line| OrderLine {
            product_id: pick(&self.products, number * 7 + line * 13),
            quantity: Some(decimal_quantity(pieces(i64::try_from(line).unwrap_or_default() + 1))),
            unit_price: Some(decimal_price(UnitPrice::new(UNIT_PRICE, Currency::GBP))),
            billing_rule: BillingRule::OnShipment.into(),
            ..OrderLine::default()
        });
        CreateOrderRequest {
            request_id: self.id(&number.to_string(), "order"),
            order: Some(Order {
                customer_id: pick(&self.customers, number),
                purchase_order_number: format!("PO {number}"),
                ordered_on: Some(date(today)),
                currency_code: "GBP".to_owned(),
                ship_to: Some(address("Goods in", "GB")),
                lines: lines.collect(),
                ..Order::default()
            }),
            submit: true,
        }
    }

    async fn create_products(&mut self, desk: &mut Desk) -> anyhow::Result<()> {
        let requests = (0..PRODUCTS).map(|number| CreateProductRequest {
            request_id: self.id(&number.to_string(), "product"),
            product: Some(Product {
                sku: format!("{}-{number:03}", self.run.simple()),
                description: format!("Product {number}"),
                kind: ProductKind::Stocked.into(),
                tax_category: "STANDARD".to_owned(),
                active: true,
                ..Product::default()
            }),
        });
        let request = desk.ask(
            Person::Administrator,
            BatchCreateProductsRequest { requests: requests.collect(), validate_only: false },
        );
        let response = desk.orders.batch_create_products(request).await.map_err(explained)?.into_inner();
        self.products =
            all_accepted("a product", response.into_results())?.into_iter().map(|product| product.product_id).collect();
        Ok(())
    }

    async fn create_customers(&mut self, desk: &mut Desk, numbers: Range<usize>) -> anyhow::Result<()> {
        let requests = numbers.map(|number| CreateCustomerRequest {
            request_id: self.id(&number.to_string(), "customer"),
            customer: Some(Customer {
                external_id: format!("{}-{number:03}", self.run.simple()),
                name: format!("Customer {number}"),
                bill_to: Some(address("Accounts payable", "GB")),
                ship_to: Some(address("Goods in", "GB")),
                tax_id: format!("GB{number:09}"),
                payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
                currency_code: "GBP".to_owned(),
                ..Customer::default()
            }),
        });
        let request = desk.ask(
            Person::Administrator,
            BatchCreateCustomersRequest { requests: requests.collect(), validate_only: false },
        );
        let response = desk.orders.batch_create_customers(request).await.map_err(explained)?.into_inner();
        let created = all_accepted("a customer", response.into_results())?;
        self.customers.extend(created.into_iter().map(|customer| customer.customer_id));
        Ok(())
    }

    async fn create_accounts(&self, desk: &mut Desk, today: Date) -> anyhow::Result<()> {
        for customers in self.customers.chunks(BATCH) {
            let requests = customers.iter().map(|customer| CreateCreditAccountRequest {
                request_id: self.id(customer, "credit account"),
                credit_account: Some(CreditAccount {
                    customer_id: customer.clone(),
                    limit: Some(money(pounds(LIMIT))),
                    valid_from: Some(date(today)),
                    risk_class: RiskClass::Medium.into(),
                    ..CreditAccount::default()
                }),
            });
            let message = BatchCreateCreditAccountsRequest { requests: requests.collect(), validate_only: false };
            let request = desk.ask(Person::Controller, message);
            let response = desk.credit.batch_create_credit_accounts(request).await.map_err(explained)?.into_inner();
            all_accepted("a credit account", response.into_results())?;
        }
        Ok(())
    }

    async fn create_warehouse(&self, desk: &mut Desk) -> anyhow::Result<String> {
        let message = CreateWarehouseRequest {
            request_id: self.id("MAIN", "warehouse"),
            warehouse: Some(Warehouse {
                code: self.run.simple().to_string(),
                name: "Main warehouse".to_owned(),
                address: Some(address("Main warehouse", "GB")),
                ..Warehouse::default()
            }),
        };
        let request = desk.ask(Person::Administrator, message);
        let opened = desk.fulfillment.create_warehouse(request).await.map_err(explained)?.into_inner();
        Ok(opened.warehouse_id)
    }

    async fn receive_stock(&self, desk: &mut Desk, warehouse: String) -> anyhow::Result<()> {
        let requests = self.products.iter().map(|product| ReceiveStockRequest {
            request_id: self.id(product, "stock"),
            warehouse_id: warehouse.clone(),
            product_id: product.clone(),
            quantity: Some(decimal_quantity(pieces(ON_HAND))),
            reference: "first delivery".to_owned(),
            ..ReceiveStockRequest::default()
        });
        let request = desk
            .ask(Person::Warehouse, BatchReceiveStockRequest { requests: requests.collect(), validate_only: false });
        let response = desk.fulfillment.batch_receive_stock(request).await.map_err(explained)?.into_inner();
        all_accepted("a stock receipt", response.into_results()).map(drop)
    }
}

fn pieces(count: i64) -> Quantity {
    Quantity::from_micros(count * MICROS)
}
