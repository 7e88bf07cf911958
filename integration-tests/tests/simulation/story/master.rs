//! Opening for business: a warehouse, goods, customers with credit.

use o2c::demo::desk::Person;
use o2c_integration_tests::{address, gbp, units};
use o2c_proto::{
    BatchResponse,
    common::v1::PaymentTerms,
    credit::v1::{CreateCreditAccountRequest, CreditAccount},
    fulfillment::v1::{BatchReceiveStockRequest, CreateWarehouseRequest, ReceiveStockRequest, Warehouse},
    orders::v1::{CreateCustomerRequest, CreateProductRequest, Customer as CustomerRecord, Product, ProductKind},
};

use super::{Customer, Story};

/// Goods that are stocked; the last product is a service.
const STOCKED: usize = 2;

impl Story {
    pub(super) async fn open_for_business(&mut self) {
        self.open_warehouse().await;
        for number in 0..=STOCKED {
            let kind = if number < STOCKED { ProductKind::Stocked } else { ProductKind::Service };
            self.open_product(&format!("SKU{number}"), kind).await;
        }
        let customers = if self.chance.percent(30) { 2 } else { 1 };
        for number in 0..customers {
            self.open_customer(number).await;
        }
        self.restock().await;
    }

    async fn open_warehouse(&mut self) {
        let warehouse = Warehouse { code: "MAIN".into(), name: "MAIN".into(), ..Warehouse::default() };
        let warehouse = Warehouse { address: Some(address("GB")), ..warehouse };
        let request = CreateWarehouseRequest { request_id: self.id(), warehouse: Some(warehouse) };
        let opened = self.change("warehouses", Person::Administrator, request, async |mut desk, request| {
            desk.fulfillment.create_warehouse(request).await
        });
        if let Some(opened) = opened.await {
            self.warehouse = opened.warehouse_id;
        }
    }

    async fn open_product(&mut self, sku: &str, kind: ProductKind) {
        let product = Product {
            sku: sku.to_owned(),
            description: sku.to_owned(),
            kind: kind.into(),
            tax_category: if self.chance.percent(85) { "STANDARD" } else { "ZERO" }.to_owned(),
            active: true,
            ..Product::default()
        };
        let request = CreateProductRequest { request_id: self.id(), product: Some(product) };
        let created = self.change("products", Person::Administrator, request, async |mut desk, request| {
            desk.orders.create_product(request).await
        });
        if let Some(created) = created.await {
            self.products.push(created.product_id);
        }
    }

    async fn open_customer(&mut self, number: u64) {
        let name = format!("Customer {}-{number}", self.seed);
        // where no rule says what is taxed, no order is accepted
        let country = if self.chance.percent(92) { "GB" } else { "AQ" };
        let record = CustomerRecord {
            external_id: format!("C{number}"),
            name: name.clone(),
            bill_to: Some(address(country)),
            ship_to: Some(address(country)),
            payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
            currency_code: "GBP".to_owned(),
            ..CustomerRecord::default()
        };
        let request = CreateCustomerRequest { request_id: self.id(), customer: Some(record) };
        let created = self.change("customers", Person::Administrator, request, async |mut desk, request| {
            desk.orders.create_customer(request).await
        });
        let Some(created) = created.await else { return };
        let limit = if self.chance.percent(60) { "2000.00" } else { "150.00" };
        let account = CreditAccount {
            customer_id: created.customer_id.clone(),
            limit: Some(gbp(limit)),
            valid_from: Some(o2c_rpc::wire::date(self.today)),
            risk_class: 1,
            ..CreditAccount::default()
        };
        let request = CreateCreditAccountRequest { request_id: self.id(), credit_account: Some(account) };
        let opened = self.change("credit accounts", Person::Controller, request, async |mut desk, request| {
            desk.credit.create_credit_account(request).await
        });
        if let Some(opened) = opened.await {
            self.customers.push(Customer { id: created.customer_id, name, account: opened.credit_account_id });
        }
    }

    /// Goods come in, never quite enough.
    pub(super) async fn restock(&mut self) {
        let mut requests = Vec::new();
        for product in self.products.clone().into_iter().take(STOCKED) {
            requests.push(ReceiveStockRequest {
                request_id: self.id(),
                warehouse_id: self.warehouse.clone(),
                product_id: product,
                quantity: Some(units(&self.chance.between(1, 12).to_string())),
                reference: "delivery".to_owned(),
                ..ReceiveStockRequest::default()
            });
        }
        let request = BatchReceiveStockRequest { requests, validate_only: false };
        let received = self.change("goods receipts", Person::Warehouse, request, async |mut desk, request| {
            desk.fulfillment.batch_receive_stock(request).await
        });
        let received = received.await;
        self.each_accepted("goods receipts", received.map(BatchResponse::into_results));
    }

    /// The accepted items of a batch; the others are refusals like any other.
    pub(super) fn each_accepted<T>(
        &mut self,
        what: &str,
        results: Option<Vec<Result<T, tonic_types::Status>>>,
    ) -> Vec<T> {
        let mut accepted = Vec::new();
        for result in results.into_iter().flatten() {
            match result {
                Ok(item) => accepted.push(item),
                Err(error) => self.refused(what, &o2c_rpc::status::as_tonic(error)),
            }
        }
        accepted
    }
}
