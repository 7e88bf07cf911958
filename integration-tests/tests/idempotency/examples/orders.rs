//! Customers, products, prices, orders and returns.

use o2c::demo::desk::Person::{Administrator, OrderDesk};
use o2c_integration_tests::{gbp, units};
use o2c_proto::{
    common::v1::{Address, PaymentTerms},
    google::r#type::Decimal,
    orders::v1::{
        BatchCancelOrdersRequest, BatchCreateCustomersRequest, BatchCreateOrdersRequest, BatchCreateProductsRequest,
        BatchCreateReturnsRequest, BatchSubmitOrdersRequest, CancelOrderRequest, CancelledQuantity,
        CreateCustomerRequest, CreateOrderRequest, CreatePriceListRequest, CreateProductRequest, CreateReturnRequest,
        Customer, EraseCustomerPersonalDataRequest, GetCustomerRequest, HoldType, PlaceHoldRequest, Price, PriceList,
        Product, ProductKind, ReleaseHoldRequest, Return, ReturnLine, SetPricesRequest, SubmitOrderRequest,
        UpdateCustomerRequest,
    },
};

use super::Example;
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "CreateCustomer" => Example::new(Administrator, customer(business), "EXTERNAL_ID_TAKEN", take_external_id),
        "BatchCreateCustomers" => {
            let request = BatchCreateCustomersRequest { requests: vec![customer(business)], validate_only: false };
            Example::new(Administrator, request, "EXTERNAL_ID_TAKEN", |batch| take_external_id(&mut batch.requests[0]))
        }
        "UpdateCustomer" => {
            let request = UpdateCustomerRequest { request_id: id(), customer: Some(renamed(business).await) };
            Example::new(Administrator, request, "CUSTOMER_NOT_FOUND", |request| {
                request.customer.as_mut().unwrap().customer_id = id();
            })
        }
        "EraseCustomerPersonalData" => {
            let customer_id = business.other_customer("0.00").await;
            let reason = "letter 17".to_owned();
            let request = EraseCustomerPersonalDataRequest { request_id: id(), customer_id, reason };
            Example::new(Administrator, request, "CUSTOMER_NOT_FOUND", |request| request.customer_id = id())
        }
        "CreateProduct" => Example::new(Administrator, product(business), "EXTERNAL_ID_TAKEN", take_sku),
        "BatchCreateProducts" => {
            let request = BatchCreateProductsRequest { requests: vec![product(business)], validate_only: false };
            Example::new(Administrator, request, "EXTERNAL_ID_TAKEN", |batch| take_sku(&mut batch.requests[0]))
        }
        "CreatePriceList" => Example::new(Administrator, price_list(business), "CUSTOMER_NOT_FOUND", |request| {
            request.price_list.as_mut().unwrap().customer_id = id();
        }),
        "SetPrices" => Example::new(Administrator, prices(business).await, "PRICE_LIST_NOT_FOUND", |request| {
            request.price_list_id = id();
        }),
        "CreateOrder" => Example::new(OrderDesk, order(business), "CUSTOMER_NOT_FOUND", of_nobody),
        "BatchCreateOrders" => {
            let request = BatchCreateOrdersRequest { requests: vec![order(business)], validate_only: false };
            Example::new(OrderDesk, request, "CUSTOMER_NOT_FOUND", |batch| of_nobody(&mut batch.requests[0]))
        }
        "SubmitOrder" => Example::new(OrderDesk, submit(business).await, "ORDER_NOT_FOUND", |request| {
            request.order_id = id();
        }),
        "BatchSubmitOrders" => {
            let request = BatchSubmitOrdersRequest { requests: vec![submit(business).await] };
            Example::new(OrderDesk, request, "ORDER_NOT_FOUND", |batch| batch.requests[0].order_id = id())
        }
        "CancelOrder" => Example::new(OrderDesk, cancel(business).await, "QUANTITY_NOT_OPEN", too_many),
        "BatchCancelOrders" => {
            let request = BatchCancelOrdersRequest { requests: vec![cancel(business).await] };
            Example::new(OrderDesk, request, "QUANTITY_NOT_OPEN", |batch| too_many(&mut batch.requests[0]))
        }
        "PlaceHold" => Example::new(OrderDesk, hold(business).await, "ORDER_LINE_NOT_FOUND", |request| {
            request.line_number = 9;
        }),
        "ReleaseHold" => Example::new(Administrator, release(business).await, "HOLD_NOT_FOUND", |request| {
            request.hold_id = id();
        }),
        "CreateReturn" => Example::new(OrderDesk, goods_back(business).await, "QUANTITY_NOT_RETURNABLE", too_much_back),
        "BatchCreateReturns" => {
            let request = BatchCreateReturnsRequest { requests: vec![goods_back(business).await] };
            Example::new(OrderDesk, request, "QUANTITY_NOT_RETURNABLE", |batch| too_much_back(&mut batch.requests[0]))
        }
        _ => return None,
    })
}

fn customer(business: &mut Business) -> CreateCustomerRequest {
    let external_id = business.name("NEW");
    let bill_to = Address {
        name: "Goods in".to_owned(),
        lines: vec!["1 High Street".to_owned()],
        city: "Town".to_owned(),
        country_code: "GB".to_owned(),
        ..Address::default()
    };
    let customer = Customer {
        name: format!("{external_id} Limited"),
        external_id,
        bill_to: Some(bill_to),
        payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
        currency_code: "GBP".to_owned(),
        ..Customer::default()
    };
    CreateCustomerRequest { request_id: id(), customer: Some(customer) }
}

fn take_external_id(request: &mut CreateCustomerRequest) {
    request.customer.as_mut().unwrap().external_id = "ACME".to_owned();
}

async fn renamed(business: &mut Business) -> Customer {
    let customer_id = business.other_customer("0.00").await;
    let request = business.mesh.desk.ask(Administrator, GetCustomerRequest { customer_id });
    let customer = business.mesh.desk.orders.get_customer(request).await.unwrap().into_inner();
    Customer { name: "Renamed Limited".to_owned(), ..customer }
}

fn product(business: &mut Business) -> CreateProductRequest {
    let product = Product {
        sku: business.name("SKU"),
        description: "a pot".to_owned(),
        kind: ProductKind::Stocked.into(),
        tax_category: "STANDARD".to_owned(),
        active: true,
        ..Product::default()
    };
    CreateProductRequest { request_id: id(), product: Some(product) }
}

fn take_sku(request: &mut CreateProductRequest) {
    request.product.as_mut().unwrap().sku = "KETTLE".to_owned();
}

fn price_list(business: &mut Business) -> CreatePriceListRequest {
    let list = PriceList {
        name: business.name("list "),
        currency_code: "GBP".to_owned(),
        valid_from: Some(o2c_rpc::wire::date(business.mesh.today)),
        customer_id: business.life.customer.clone(),
        ..PriceList::default()
    };
    CreatePriceListRequest { request_id: id(), price_list: Some(list), validate_only: false }
}

async fn prices(business: &mut Business) -> SetPricesRequest {
    let request = price_list(business);
    let request = business.mesh.desk.ask(Administrator, request);
    let list = business.mesh.desk.orders.create_price_list(request).await.unwrap().into_inner();
    let price = Price {
        product_id: business.life.kettle.clone(),
        from_quantity: Some(units("5")),
        unit_price: Some(Decimal { value: "18.50".to_owned() }),
    };
    SetPricesRequest { request_id: id(), price_list_id: list.price_list_id, prices: vec![price], validate_only: false }
}

fn order(business: &mut Business) -> CreateOrderRequest {
    let order = business.order_of(&business.life.customer);
    CreateOrderRequest { request_id: id(), order: Some(order), submit: true }
}

fn of_nobody(request: &mut CreateOrderRequest) {
    request.order.as_mut().unwrap().customer_id = id();
}

async fn submit(business: &mut Business) -> SubmitOrderRequest {
    let draft = business.draft().await;
    SubmitOrderRequest { request_id: id(), order_id: draft.order_id, etag: draft.etag }
}

async fn cancel(business: &mut Business) -> CancelOrderRequest {
    CancelOrderRequest {
        request_id: id(),
        order_id: business.confirmed().await,
        reason: "too many".to_owned(),
        lines: vec![CancelledQuantity { line_number: 1, quantity: Some(units("4")) }],
        ..CancelOrderRequest::default()
    }
}

fn too_many(request: &mut CancelOrderRequest) {
    request.lines[0].quantity = Some(units("11"));
}

async fn hold(business: &mut Business) -> PlaceHoldRequest {
    PlaceHoldRequest {
        request_id: id(),
        order_id: business.confirmed().await,
        r#type: HoldType::Pricing.into(),
        reason: "to be agreed".to_owned(),
        ..PlaceHoldRequest::default()
    }
}

async fn release(business: &mut Business) -> ReleaseHoldRequest {
    let request = hold(business).await;
    let request = business.mesh.desk.ask(OrderDesk, request);
    let held = business.mesh.desk.orders.place_hold(request).await.unwrap().into_inner();
    business.mesh.settle().await;
    ReleaseHoldRequest {
        request_id: id(),
        order_id: held.order_id,
        hold_id: held.holds[0].hold_id.clone(),
        reason: "agreed".to_owned(),
    }
}

async fn goods_back(business: &mut Business) -> CreateReturnRequest {
    let line = ReturnLine {
        order_line_number: 1,
        quantity: Some(units("3")),
        credit_net_amount: Some(gbp("50.00")),
        ..ReturnLine::default()
    };
    let goods = Return {
        order_id: business.delivered().await,
        reason: "wrong colour".to_owned(),
        lines: vec![line],
        ..Return::default()
    };
    CreateReturnRequest { request_id: id(), r#return: Some(goods) }
}

fn too_much_back(request: &mut CreateReturnRequest) {
    request.r#return.as_mut().unwrap().lines[0].quantity = Some(units("11"));
}
