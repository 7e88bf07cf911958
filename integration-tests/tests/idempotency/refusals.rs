//! A refusal is not stored: the very same request, under the same id, is decided anew once its cause is gone.

use o2c::demo::desk::Person::{self, Accountant, Administrator, Bank, Collector, Controller, OrderDesk, Warehouse};
use o2c_integration_tests::{Mesh, gbp, invoice_request, refusal, units};
use o2c_proto::{
    billing::v1::{CreateInvoiceRequest, CreateTaxRuleRequest, TaxRule},
    collections::v1::{DisputeResolution, OpenDisputeRequest, ResolveDisputeRequest},
    fulfillment::v1::{AdjustStockRequest, BatchAdjustStockRequest, PickShipmentRequest, ReleaseShipmentRequest},
    google::r#type::Decimal,
    orders::v1::{
        CreateOrderRequest, CreateReturnRequest, Customer, GetCustomerRequest, Return, ReturnLine,
        UpdateCustomerRequest,
    },
    receivables::v1::ClosePeriodRequest,
};
use prost::Message;

use crate::{
    business::{Business, id},
    methods::mutating,
    wire::Line,
};

/// Three times refused for the same reason; when that is mended, accepted, and answered again.
async fn refused_until(
    business: &mut Business,
    (method, person): (&str, Person),
    request: impl Message,
    reason: &str,
    mend: impl AsyncFnOnce(&mut Business),
) {
    let method = mutating().into_iter().find(|known| known.name.ends_with(method)).unwrap();
    let line = Line { transport: business.mesh.mesh.client(), desk: business.mesh.desk.clone(), person };
    let request = bytes::Bytes::from(request.encode_to_vec());
    for _ in 0..3 {
        let status = line.call(&method, request.clone()).await.result.expect_err(&method.name);
        assert_eq!(refusal(&status), reason, "{}: {status:?}", method.name);
    }
    mend(business).await;
    business.mesh.settle().await;
    let accepted = line.call(&method, request.clone()).await.result.expect(&method.name);
    assert_eq!(accepted, line.call(&method, request).await.result.expect(&method.name), "{}", method.name);
    println!("{}: {reason}, then accepted", method.name);
}

#[tokio::test]
async fn a_refused_request_is_accepted_under_the_same_id_once_its_cause_is_gone() {
    for mesh in [Mesh::new().await, Mesh::on_postgres().await] {
        let business = &mut Business::of_tenant(mesh, "refused").await;
        goods(business).await;
        documents(business).await;
        money(business).await;
        business.mesh.assert_book_ties().await;
    }
}

async fn goods(business: &mut Business) {
    let shipment_id = business.planned_shipment().await;
    let pick = PickShipmentRequest { request_id: id(), shipment_id: shipment_id.clone(), lines: Vec::new() };
    refused_until(business, (".PickShipment", Warehouse), pick, "SHIPMENT_STATE", async |business| {
        let release = ReleaseShipmentRequest { shipment_id, ..ReleaseShipmentRequest::default() };
        let request = business.mesh.desk.ask(Warehouse, release);
        business.mesh.desk.fulfillment.release_shipment(request).await.unwrap();
    })
    .await;

    let pot = business.mesh.product("POT", 0).await;
    let loss = AdjustStockRequest {
        request_id: id(),
        warehouse_id: business.mesh.warehouse.clone(),
        product_id: pot.clone(),
        quantity_change: Some(units("-2")),
        reason: "broken".to_owned(),
    };
    let losses = BatchAdjustStockRequest { requests: vec![loss] };
    refused_until(business, (".BatchAdjustStock", Warehouse), losses, "STOCK_INSUFFICIENT", async |business| {
        business.mesh.receive(&pot, 5).await;
    })
    .await;

    let order = business.confirmed().await;
    let line = ReturnLine { order_line_number: 1, quantity: Some(units("3")), ..ReturnLine::default() };
    let goods = Return { order_id: order.clone(), reason: "late".to_owned(), lines: vec![line], ..Return::default() };
    let back = CreateReturnRequest { request_id: id(), r#return: Some(goods) };
    refused_until(business, (".CreateReturn", OrderDesk), back, "QUANTITY_NOT_RETURNABLE", async |business| {
        business.mesh.ship(&order).await;
        business.mesh.deliver(&order).await;
    })
    .await;
}

async fn documents(business: &mut Business) {
    let customer = business.other_customer("1000.00").await;
    set_blocked(business, &customer, true).await;
    let order = business.order_of(&customer);
    let order = CreateOrderRequest { request_id: id(), order: Some(order), submit: true };
    refused_until(business, (".CreateOrder", OrderDesk), order, "CUSTOMER_BLOCKED", async |business| {
        set_blocked(business, &customer, false).await;
    })
    .await;

    let mut invoice = CreateInvoiceRequest { request_id: id(), ..invoice_request(business.snapshot()) };
    invoice.lines[0].tax_category = "CURIOSITIES".to_owned();
    refused_until(business, (".CreateInvoice", Accountant), invoice, "NO_TAX_RULE", async |business| {
        let rule = TaxRule {
            country_code: "GB".to_owned(),
            product_tax_category: "CURIOSITIES".to_owned(),
            rate: Some(Decimal { value: "0.05".to_owned() }),
            valid_from: Some(o2c_rpc::wire::date(business.mesh.today)),
            ..TaxRule::default()
        };
        let request = CreateTaxRuleRequest { request_id: String::new(), tax_rule: Some(rule) };
        let request = business.mesh.desk.ask(Controller, request);
        business.mesh.desk.billing.create_tax_rule(request).await.unwrap();
    })
    .await;
}

async fn money(business: &mut Business) {
    let first = business.dispute().await;
    let dispute = OpenDisputeRequest {
        request_id: id(),
        open_item_id: first.open_item_id,
        disputed_amount: Some(gbp("30.00")),
        reason: "PRICE".to_owned(),
        ..OpenDisputeRequest::default()
    };
    refused_until(business, (".OpenDispute", Collector), dispute, "ALREADY_DISPUTED", async |business| {
        let withdraw = ResolveDisputeRequest {
            dispute_id: first.dispute_id,
            resolution: DisputeResolution::Withdrawn.into(),
            ..ResolveDisputeRequest::default()
        };
        let request = business.mesh.desk.ask(Collector, withdraw);
        business.mesh.desk.collections.resolve_dispute(request).await.unwrap();
    })
    .await;

    business.pay(10, "somebody", "something").await;
    let between = business.next_statement();
    let later = business.next_statement();
    let import = (".ImportBankStatement", Bank);
    refused_until(business, import, later, "STATEMENT_DOES_NOT_CHAIN", async |business| {
        let request = business.mesh.desk.ask(Bank, between);
        business.mesh.desk.payments.import_bank_statement(request).await.unwrap();
    })
    .await;

    let today = o2c_rpc::wire::date(business.mesh.today);
    let close = ClosePeriodRequest { request_id: id(), closed_through: Some(today) };
    refused_until(business, (".ClosePeriod", Controller), close, "PERIOD_NOT_OVER", async |business| {
        business.mesh.days_later(1).await;
    })
    .await;
}

async fn set_blocked(business: &mut Business, customer: &str, blocked: bool) {
    let request = GetCustomerRequest { customer_id: customer.to_owned() };
    let request = business.mesh.desk.ask(Administrator, request);
    let customer = business.mesh.desk.orders.get_customer(request).await.unwrap().into_inner();
    let customer = Customer { blocked, ..customer };
    let request = UpdateCustomerRequest { request_id: String::new(), customer: Some(customer) };
    let request = business.mesh.desk.ask(Administrator, request);
    business.mesh.desk.orders.update_customer(request).await.unwrap();
}
