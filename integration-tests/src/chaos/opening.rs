//! What a business needs before its first order: a warehouse, products on hand, customers with a limit.

use o2c::demo::desk::Person;
use o2c_kernel::{Clock, Date, Zone};
use o2c_proto::{
    BatchResponse,
    common::v1::PaymentTerms,
    credit::v1::{BlockCreditAccountRequest, CreateCreditAccountRequest, CreditAccount},
    fulfillment::v1::{BatchReceiveStockRequest, CreateWarehouseRequest, ReceiveStockRequest, Warehouse},
    orders::v1::{CreateCustomerRequest, CreateProductRequest, Customer, Product, ProductKind},
};

use super::clerk::Clerk;
use crate::{business::address, gbp, units};

const CUSTOMERS: usize = 8;
const PRODUCTS: usize = 3;
/// Of each product: more than all orders ask for.
const ON_HAND: &str = "1000000";

/// The opened business.
#[derive(Clone, Debug)]
pub struct Opened {
    pub customers: Vec<String>,
    /// One whose credit is blocked.
    pub blocked: String,
    pub products: Vec<String>,
    pub warehouse: String,
    pub today: Date,
}

impl Opened {
    pub async fn open(clerk: &Clerk, zone: &Zone) -> anyhow::Result<Self> {
        let today = Clock::system().today(zone);
        let warehouse = warehouse(clerk).await?;
        let mut products = Vec::new();
        for number in 0..PRODUCTS {
            let product = product(clerk, number).await?;
            stock(clerk, &warehouse, &product, number).await?;
            products.push(product);
        }
        let mut customers = Vec::new();
        for number in 0..CUSTOMERS {
            customers.push(customer(clerk, number, today).await?.customer_id);
        }
        let blocked = customer(clerk, CUSTOMERS, today).await?;
        block(clerk, &blocked.credit_account_id).await?;
        Ok(Self { customers, blocked: blocked.customer_id, products, warehouse, today })
    }
}

async fn warehouse(clerk: &Clerk) -> anyhow::Result<String> {
    let warehouse = Warehouse {
        code: "MAIN".to_owned(),
        name: "Main".to_owned(),
        address: Some(address("GB")),
        ..Warehouse::default()
    };
    let message =
        CreateWarehouseRequest { request_id: clerk.request_id("warehouse", "create"), warehouse: Some(warehouse) };
    let created = clerk.insist("a warehouse", async |desk| {
        desk.fulfillment.create_warehouse(clerk.ask(Person::Administrator, message.clone())).await
    });
    Ok(created.await?.warehouse_id)
}

async fn product(clerk: &Clerk, number: usize) -> anyhow::Result<String> {
    let product = Product {
        sku: format!("P{number}"),
        description: format!("Product {number}"),
        kind: ProductKind::Stocked.into(),
        tax_category: "STANDARD".to_owned(),
        active: true,
        ..Product::default()
    };
    let request_id = clerk.request_id(&number.to_string(), "product");
    let message = CreateProductRequest { request_id, product: Some(product) };
    let created = clerk.insist("a product", async |desk| {
        desk.orders.create_product(clerk.ask(Person::Administrator, message.clone())).await
    });
    Ok(created.await?.product_id)
}

async fn stock(clerk: &Clerk, warehouse: &str, product: &str, number: usize) -> anyhow::Result<()> {
    let receipt = ReceiveStockRequest {
        request_id: clerk.request_id(&number.to_string(), "stock"),
        warehouse_id: warehouse.to_owned(),
        product_id: product.to_owned(),
        quantity: Some(units(ON_HAND)),
        reference: "first delivery".to_owned(),
        ..ReceiveStockRequest::default()
    };
    let message = BatchReceiveStockRequest { requests: vec![receipt], validate_only: false };
    // the warehouse learns of a product by a fact, which takes its time
    let received = clerk.until("stock", async || {
        let answer = clerk.insist("stock", async |desk| {
            desk.fulfillment.batch_receive_stock(clerk.ask(Person::Warehouse, message.clone())).await
        });
        Ok(answer.await?.into_results().into_iter().all(|result| result.is_ok()).then_some(()))
    });
    received.await
}

async fn customer(clerk: &Clerk, number: usize, today: Date) -> anyhow::Result<CreditAccount> {
    let customer = Customer {
        external_id: format!("C{number}"),
        name: format!("Customer {number}"),
        bill_to: Some(address("GB")),
        ship_to: Some(address("GB")),
        tax_id: format!("GB{number:09}"),
        payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
        currency_code: "GBP".to_owned(),
        ..Customer::default()
    };
    let subject = number.to_string();
    let message =
        CreateCustomerRequest { request_id: clerk.request_id(&subject, "customer"), customer: Some(customer) };
    let created = clerk.insist("a customer", async |desk| {
        desk.orders.create_customer(clerk.ask(Person::Administrator, message.clone())).await
    });
    let customer_id = created.await?.customer_id;
    let account = CreditAccount {
        customer_id,
        limit: Some(gbp("10000000.00")),
        valid_from: Some(o2c_rpc::wire::date(today)),
        risk_class: 1,
        ..CreditAccount::default()
    };
    let message = CreateCreditAccountRequest {
        request_id: clerk.request_id(&subject, "credit account"),
        credit_account: Some(account),
    };
    let opened = clerk.insist("a credit account", async |desk| {
        desk.credit.create_credit_account(clerk.ask(Person::Controller, message.clone())).await
    });
    opened.await
}

async fn block(clerk: &Clerk, account: &str) -> anyhow::Result<()> {
    let message = BlockCreditAccountRequest {
        request_id: clerk.request_id(account, "block"),
        credit_account_id: account.to_owned(),
        reason: "insolvency".to_owned(),
    };
    let blocked = clerk.insist("a blocked account", async |desk| {
        desk.credit.block_credit_account(clerk.ask(Person::Controller, message.clone())).await
    });
    blocked.await.map(drop)
}
