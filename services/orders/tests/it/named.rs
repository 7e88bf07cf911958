//! What callers name by their own keys, and batches that are only tried.

use o2c_proto::{
    BatchResponse,
    google::r#type::Date,
    orders::v1::{
        BatchCreateOrdersRequest, BatchCreateProductsRequest, CreateOrderRequest, CreatePriceListRequest,
        CreateProductRequest, ListOrdersRequest, ListPriceListsRequest, ListProductsRequest, OrderState, PriceList,
        Product, ProductKind,
    },
};
use o2c_rpc::status::{as_tonic, reason_of};

use crate::desk::{id, line, on_both_engines, order};

#[tokio::test]
async fn products_price_lists_and_orders_are_found_by_name_page_by_page() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
        let skus = vec!["CUP".to_owned(), "POT".to_owned(), "KETTLE".to_owned()];
        let first = ListProductsRequest { page_size: 1, page_token: String::new(), skus };
        let page = desk.client().list_products(first.clone()).await.unwrap().into_inner();
        assert_eq!(page.products.as_slice(), std::slice::from_ref(&kettle));
        let second = ListProductsRequest { page_token: page.next_page_token.clone(), ..first };
        let last = desk.client().list_products(second).await.unwrap().into_inner();
        assert_eq!((last.products.as_slice(), last.next_page_token.as_str()), ([cup].as_slice(), ""));
        let other = ListProductsRequest { page_size: 1, page_token: page.next_page_token, skus: Vec::new() };
        assert!(desk.client().list_products(other).await.is_err(), "a token is of one list");

        for name in ["Retail", "Trade", "Retail"] {
            let list = PriceList {
                name: name.to_owned(),
                currency_code: "GBP".to_owned(),
                valid_from: Some(Date { year: 2010, month: 1, day: 1 }),
                ..Default::default()
            };
            let request = CreatePriceListRequest { request_id: id(), price_list: Some(list), validate_only: false };
            desk.client().create_price_list(request).await.unwrap();
        }
        let lists = async |names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            let request = ListPriceListsRequest { page_size: 10, page_token: String::new(), names };
            let page = desk.client().list_price_lists(request).await.unwrap().into_inner();
            page.price_lists.into_iter().map(|list| list.name).collect::<Vec<_>>()
        };
        assert_eq!(lists(&["Retail"]).await, ["Retail", "Retail"]);
        assert_eq!(lists(&[]).await, ["Retail", "Trade", "Retail"]);
        let all = ListPriceListsRequest { page_size: 10, ..Default::default() };
        assert!(desk.stranger().list_price_lists(all).await.unwrap().into_inner().price_lists.is_empty());

        let mut wish = order(&customer, vec![line(&kettle, "1", Some("1"))]);
        wish.external_id = "A-1".to_owned();
        desk.create(wish, false).await.unwrap();
        let external_ids = vec!["A-1".to_owned(), "A-2".to_owned()];
        let asked = ListOrdersRequest { page_size: 10, external_ids, ..Default::default() };
        assert_eq!(desk.client().list_orders(asked.clone()).await.unwrap().into_inner().orders.len(), 1);
        let confirmed = ListOrdersRequest { state: OrderState::Confirmed.into(), ..asked };
        assert!(desk.client().list_orders(confirmed).await.unwrap().into_inner().orders.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_is_only_tried_leaves_nothing() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let product = |sku: &str| CreateProductRequest {
            request_id: id(),
            product: Some(Product {
                sku: sku.to_owned(),
                kind: ProductKind::Stocked.into(),
                tax_category: "STANDARD".to_owned(),
                active: true,
                ..Default::default()
            }),
        };
        let batch =
            BatchCreateProductsRequest { requests: vec![product("NEW"), product("KETTLE")], validate_only: true };
        let tried = desk.client().batch_create_products(batch).await.unwrap().into_inner().into_results();
        assert!(tried[0].is_ok());
        let refused = as_tonic(tried[1].clone().unwrap_err());
        assert_eq!(reason_of(&refused).as_deref(), Some("EXTERNAL_ID_TAKEN"));
        let skus = vec!["NEW".to_owned()];
        let named = ListProductsRequest { page_size: 10, page_token: String::new(), skus };
        assert!(desk.client().list_products(named).await.unwrap().into_inner().products.is_empty());

        let wish = order(&customer, vec![line(&kettle, "1", Some("1"))]);
        let one = CreateOrderRequest { request_id: id(), order: Some(wish), submit: true };
        let batch = BatchCreateOrdersRequest { requests: vec![one], validate_only: true };
        let tried = desk.client().batch_create_orders(batch.clone()).await.unwrap().into_inner().into_results();
        let tried = tried.into_iter().next().unwrap().unwrap();
        desk.settled().await;
        assert!(desk.stated(&tried.order_id).await.is_empty(), "no saga was begun and nothing was told");
        let none = desk.client().list_orders(ListOrdersRequest::default()).await.unwrap().into_inner();
        assert!(none.orders.is_empty());
        // the number is given again: none is lost by trying
        let meant = BatchCreateOrdersRequest { validate_only: false, ..batch };
        let created = desk.client().batch_create_orders(meant).await.unwrap().into_inner().into_results();
        assert_eq!(created.into_iter().next().unwrap().unwrap().number, tried.number);
    })
    .await;
}
