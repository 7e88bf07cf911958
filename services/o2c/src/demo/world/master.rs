//! Master data: customers, products and credit accounts are opened on the day that first names them.

use o2c_kernel::Date;
use o2c_proto::{
    common::v1::PaymentTerms,
    credit::v1::{BatchCreateCreditAccountsRequest, CreateCreditAccountRequest, CreditAccount, RiskClass},
    fulfillment::v1::{CreateWarehouseRequest, Warehouse},
    orders::v1::{
        BatchCreateCustomersRequest, BatchCreateProductsRequest, CreateCustomerRequest, CreateProductRequest, Customer,
        ListCustomersRequest, ListProductsRequest, Product, ProductKind,
    },
};

use super::World;
use crate::demo::{
    desk::{PAGE, Person, all_accepted, each_page, explained},
    input::{Customer as Known, CustomerIndex, ProductIndex},
    wire::{address, date, money, pounds},
};

/// Items of a batch of master data.
const BATCH: usize = 500;

impl World {
    /// Opens the one warehouse and learns again what was opened before.
    pub async fn open(&mut self) -> anyhow::Result<()> {
        let warehouse = Warehouse {
            code: "MAIN".to_owned(),
            name: "Main warehouse".to_owned(),
            address: Some(address("Main warehouse", "GB")),
            ..Warehouse::default()
        };
        let request_id = self.chance.id("MAIN", "warehouse");
        let request = CreateWarehouseRequest { request_id, warehouse: Some(warehouse) };
        let request = self.desk.ask(Person::Administrator, request);
        let opened = self.desk.fulfillment.create_warehouse(request).await.map_err(explained)?.into_inner();
        self.warehouse_id = opened.warehouse_id;
        self.learn_customers().await?;
        self.learn_products().await
    }

    /// Opens whoever and whatever the day names first.
    pub async fn welcome(&mut self, today: Date) -> anyhow::Result<()> {
        let Some(newcomers) = self.newcomers.get(&today) else { return Ok(()) };
        let (customers, products) = (newcomers.customers.clone(), newcomers.products.clone());
        for batch in products.chunks(BATCH) {
            self.create_products(batch).await?;
        }
        for batch in customers.chunks(BATCH) {
            self.create_customers(batch).await?;
            self.create_accounts(batch, today).await?;
        }
        Ok(())
    }

    async fn create_products(&mut self, batch: &[ProductIndex]) -> anyhow::Result<()> {
        let requests = batch.iter().filter_map(|index| {
            let about = self.input.products.get(*index)?;
            let kind = if about.service { ProductKind::Service } else { ProductKind::Stocked };
            Some(CreateProductRequest {
                request_id: self.chance.id(&about.code, "product"),
                product: Some(Product {
                    sku: about.code.clone(),
                    description: about.description.clone(),
                    kind: kind.into(),
                    tax_category: "STANDARD".to_owned(),
                    active: true,
                    ..Product::default()
                }),
            })
        });
        let request = self.desk.ask(
            Person::Administrator,
            BatchCreateProductsRequest { requests: requests.collect(), validate_only: false },
        );
        let response = self.desk.orders.batch_create_products(request).await.map_err(explained)?.into_inner();
        let created = all_accepted("a product", o2c_proto::BatchResponse::into_results(response))?;
        for (index, product) in batch.iter().zip(created) {
            self.products.insert(*index, product.product_id);
        }
        Ok(())
    }

    async fn create_customers(&mut self, batch: &[CustomerIndex]) -> anyhow::Result<()> {
        let requests = batch.iter().filter_map(|index| {
            let about = self.input.customers.get(*index)?;
            let terms = self.terms(about);
            Some(CreateCustomerRequest {
                request_id: self.chance.id(&about.key, "customer"),
                customer: Some(Customer {
                    external_id: about.key.clone(),
                    name: self.name(about),
                    bill_to: Some(address(&about.key, &about.country)),
                    ship_to: Some(address(&about.key, &about.country)),
                    tax_id: if about.walk_in { String::new() } else { format!("{}{}", about.country, about.key) },
                    payment_terms: Some(terms),
                    currency_code: "GBP".to_owned(),
                    ..Customer::default()
                }),
            })
        });
        let request = BatchCreateCustomersRequest { requests: requests.collect(), validate_only: false };
        let request = self.desk.ask(Person::Administrator, request);
        let response = self.desk.orders.batch_create_customers(request).await.map_err(explained)?.into_inner();
        let created = all_accepted("a customer", o2c_proto::BatchResponse::into_results(response))?;
        for (index, customer) in batch.iter().zip(created) {
            self.customers.insert(*index, customer.customer_id);
        }
        Ok(())
    }

    async fn create_accounts(&mut self, batch: &[CustomerIndex], today: Date) -> anyhow::Result<()> {
        let requests = batch.iter().filter_map(|index| {
            let about = self.input.customers.get(*index)?;
            Some(CreateCreditAccountRequest {
                request_id: self.chance.id(&about.key, "credit account"),
                credit_account: Some(CreditAccount {
                    customer_id: self.customers.of(*index),
                    limit: Some(money(pounds(self.limit(about)))),
                    valid_from: Some(date(today)),
                    risk_class: RiskClass::Medium.into(),
                    ..CreditAccount::default()
                }),
            })
        });
        let request = BatchCreateCreditAccountsRequest { requests: requests.collect(), validate_only: false };
        let request = self.desk.ask(Person::CreditManager, request);
        let response = self.desk.credit.batch_create_credit_accounts(request).await.map_err(explained)?.into_inner();
        all_accepted("a credit account", o2c_proto::BatchResponse::into_results(response))?;
        Ok(())
    }

    /// Simulated: most are good for 20,000 pounds, some for less; walk-ins pay on the day.
    fn limit(&self, about: &Known) -> i64 {
        match self.chance.below(10, &about.key, "credit limit") {
            _ if about.walk_in => 1_000_000_000,
            0 => 100_000,
            1 | 2 => 500_000,
            _ => 2_000_000,
        }
    }

    fn terms(&self, about: &Known) -> PaymentTerms {
        let net_days = match self.chance.below(4, &about.key, "terms") {
            _ if about.walk_in => 0,
            0 => 14,
            1 => 60,
            _ => 30,
        };
        PaymentTerms { net_days, cash: about.walk_in }
    }

    /// As it stands on documents, and on the customer's bank account.
    pub(super) fn name(&self, about: &Known) -> String {
        if about.walk_in { format!("Walk-in sales {}", about.country) } else { format!("Customer {}", about.key) }
    }

    async fn learn_customers(&mut self) -> anyhow::Result<()> {
        each_page(async |page_token| {
            let request = ListCustomersRequest { page_size: PAGE, page_token, ..ListCustomersRequest::default() };
            let request = self.desk.ask(Person::Administrator, request);
            let page = self.desk.orders.list_customers(request).await.map_err(explained)?.into_inner();
            for customer in page.customers {
                let known = self.input.customers.iter().position(|known| known.key == customer.external_id);
                if let Some(index) = known {
                    self.customers.insert(index, customer.customer_id);
                }
            }
            Ok(page.next_page_token)
        })
        .await
    }

    async fn learn_products(&mut self) -> anyhow::Result<()> {
        let by_code: std::collections::HashMap<String, ProductIndex> =
            self.input.products.iter().enumerate().map(|(index, product)| (product.code.clone(), index)).collect();
        each_page(async |page_token| {
            let request = self
                .desk
                .ask(Person::Administrator, ListProductsRequest { page_size: PAGE, page_token, skus: Vec::new() });
            let page = self.desk.orders.list_products(request).await.map_err(explained)?.into_inner();
            for product in page.products {
                if let Some(index) = by_code.get(&product.sku) {
                    self.products.insert(*index, product.product_id);
                }
            }
            Ok(page.next_page_token)
        })
        .await
    }
}
