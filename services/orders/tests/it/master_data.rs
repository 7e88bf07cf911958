//! Customers, products and prices.

use o2c_proto::{
    google::r#type::Date,
    orders::v1::{
        CreateCustomerRequest, CreatePriceListRequest, CreateProductRequest, GetCustomerRequest, ListCustomersRequest,
        ListPriceListsRequest, ListPricesRequest, Price, PriceList, Product, SetPricesRequest, UpdateCustomerRequest,
    },
};
use o2c_rpc::status::{field_violations, reason_of};

use crate::desk::{customer, decimal, id, line, on_both_engines, order, pounds};

#[tokio::test]
async fn a_customers_external_id_is_its_own() {
    on_both_engines(async |desk| {
        let mut anna = customer("Anna");
        anna.external_id = "4711".to_owned();
        let request = CreateCustomerRequest { request_id: id(), customer: Some(anna.clone()) };
        let first = desk.client().create_customer(request.clone()).await.unwrap().into_inner();
        assert_eq!(first.ship_to, first.bill_to);
        // The same request is answered, another one refused.
        assert_eq!(desk.client().create_customer(request).await.unwrap().into_inner(), first);
        let twin = CreateCustomerRequest { request_id: id(), customer: Some(anna) };
        let taken = desk.client().create_customer(twin).await.unwrap_err();
        assert_eq!(reason_of(&taken).as_deref(), Some("EXTERNAL_ID_TAKEN"));

        let mut changed = first.clone();
        changed.blocked = true;
        let update = |customer: &o2c_proto::orders::v1::Customer| UpdateCustomerRequest {
            request_id: id(),
            customer: Some(customer.clone()),
        };
        let blocked = desk.client().update_customer(update(&changed)).await.unwrap().into_inner();
        assert!(blocked.blocked);
        let stale = desk.client().update_customer(update(&changed)).await.unwrap_err();
        assert_eq!(reason_of(&stale).as_deref(), Some("LOST_RACE"));

        let kettle = desk.product("KETTLE").await;
        let refused = desk.create(order(&blocked, vec![line(&kettle, "1", Some("1"))]), true).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("CUSTOMER_BLOCKED"));

        let get = GetCustomerRequest { customer_id: first.customer_id.clone() };
        assert_eq!(desk.stranger().get_customer(get).await.unwrap_err().code(), tonic::Code::NotFound);
        let mut pages = Vec::new();
        desk.customer().await;
        let mut page_token = String::new();
        loop {
            let list = ListCustomersRequest { page_size: 1, page_token, ..Default::default() };
            let page = desk.client().list_customers(list).await.unwrap().into_inner();
            pages.push(page.customers.len());
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(pages, [1, 1]);
        let external_ids = vec![first.external_id.clone(), "NOBODY".to_owned()];
        let list = ListCustomersRequest { page_size: 10, external_ids, ..Default::default() };
        let named = desk.client().list_customers(list.clone()).await.unwrap().into_inner();
        assert_eq!(named.customers.iter().map(|it| &it.customer_id).collect::<Vec<_>>(), [&first.customer_id]);
        assert!(desk.stranger().list_customers(list).await.unwrap().into_inner().customers.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_product_is_found_by_its_sku_once_and_sold_while_active() {
    on_both_engines(async |desk| {
        let kettle = desk.product("KETTLE").await;
        let twin = Product { product_id: String::new(), ..kettle };
        let request = CreateProductRequest { request_id: id(), product: Some(twin) };
        assert!(desk.client().create_product(request).await.is_err());
        let old = Product {
            sku: "OLD".to_owned(),
            kind: o2c_proto::orders::v1::ProductKind::Stocked.into(),
            tax_category: "STANDARD".to_owned(),
            ..Default::default()
        };
        let request = CreateProductRequest { request_id: id(), product: Some(old) };
        let old = desk.client().create_product(request).await.unwrap().into_inner();
        let customer = desk.customer().await;
        let refused = desk.create(order(&customer, vec![line(&old, "1", Some("1"))]), true).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("PRODUCT_INACTIVE"));
    })
    .await;
}

#[tokio::test]
async fn a_line_without_a_price_takes_it_from_the_lists() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let unpriced = order(&customer, vec![line(&kettle, "100", None)]);
        let refused = desk.create(unpriced.clone(), false).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("PRICE_NOT_FOUND"));

        let list = PriceList {
            name: "Retail".to_owned(),
            currency_code: "GBP".to_owned(),
            valid_from: Some(Date { year: 2010, month: 1, day: 1 }),
            ..Default::default()
        };
        let request = CreatePriceListRequest { request_id: id(), price_list: Some(list), validate_only: true };
        desk.client().create_price_list(request.clone()).await.unwrap();
        let lists = desk.client().list_price_lists(ListPriceListsRequest::default()).await.unwrap().into_inner();
        assert_eq!(lists.price_lists, [], "it was only asked what would become of it");
        let request = CreatePriceListRequest { validate_only: false, ..request };
        let list = desk.client().create_price_list(request).await.unwrap().into_inner();
        let price = |from: &str, price: &str| Price {
            product_id: kettle.product_id.clone(),
            from_quantity: decimal(from),
            unit_price: decimal(price),
        };
        let prices = vec![price("0", "9.99"), price("100", "9.99"), price("100", "8.855")];
        let request = SetPricesRequest {
            request_id: id(),
            price_list_id: list.price_list_id.clone(),
            prices,
            validate_only: true,
        };
        assert_eq!(desk.client().set_prices(request.clone()).await.unwrap().into_inner().prices_set, 3);
        let set = ListPricesRequest { price_list_id: list.price_list_id.clone(), ..Default::default() };
        assert_eq!(desk.client().list_prices(set).await.unwrap().into_inner().prices, []);
        let strange = Price { product_id: id(), ..request.prices[0].clone() };
        let strange = SetPricesRequest { request_id: id(), prices: vec![strange], ..request.clone() };
        let refused = desk.client().set_prices(strange).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("PRODUCT_NOT_FOUND"));
        let request = SetPricesRequest { validate_only: false, ..request };
        assert_eq!(desk.client().set_prices(request).await.unwrap().into_inner().prices_set, 3);

        let priced = desk.create(unpriced, false).await.unwrap();
        assert_eq!(priced.net_amount, pounds(885, 50));
        let request = ListPricesRequest { price_list_id: list.price_list_id, ..Default::default() };
        assert_eq!(desk.client().list_prices(request).await.unwrap().into_inner().prices.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn customers_are_found_by_the_beginning_of_their_name() {
    on_both_engines(async |desk| {
        let names = ["Acme", "ACME Tools", "acme", "Acmf", "Zoë", "ÉCLAIR", "éclair", "Ac%me", "Ac_me"];
        for name in names {
            let request = CreateCustomerRequest { request_id: id(), customer: Some(customer(name)) };
            desk.client().create_customer(request).await.unwrap();
        }
        let found = async |prefix: &str, page_size| {
            let (mut found, mut page_token) = (Vec::new(), String::new());
            loop {
                let list = ListCustomersRequest {
                    page_size,
                    page_token,
                    name_prefix: prefix.to_owned(),
                    ..Default::default()
                };
                let page = desk.client().list_customers(list).await.unwrap().into_inner();
                found.extend(page.customers.into_iter().map(|customer| customer.name));
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    return found;
                }
            }
        };
        for size in [1, 2, 100] {
            assert_eq!(found("aCmE", size).await, ["Acme", "acme", "ACME Tools"], "by name, then by age");
            assert_eq!(found("ac", size).await, ["Ac%me", "Ac_me", "Acme", "acme", "ACME Tools", "Acmf"]);
            assert_eq!(found("zo\u{eb}", size).await, ["Zoë"]);
            assert_eq!(found("é", size).await, ["éclair"], "other letters are what they are");
            assert_eq!(found("%", size).await, Vec::<String>::new(), "no pattern");
        }
        let of_all = ListCustomersRequest { page_size: 1, ..Default::default() };
        let page_token = desk.client().list_customers(of_all.clone()).await.unwrap().into_inner().next_page_token;
        let bad = ListCustomersRequest {
            page_token,
            name_prefix: "a".to_owned(),
            external_ids: vec!["A".to_owned()],
            ..of_all
        };
        let bad = desk.client().list_customers(bad).await.unwrap_err();
        let fields: Vec<String> = field_violations(&bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name_prefix", "page_token"]);
        let list = ListCustomersRequest { name_prefix: "a".to_owned(), ..Default::default() };
        assert!(desk.stranger().list_customers(list).await.unwrap().into_inner().customers.is_empty());
    })
    .await;
}
