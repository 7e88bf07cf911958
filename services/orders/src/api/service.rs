//! A line per RPC.

use std::sync::Arc;

use o2c_proto::orders::v1::{orders_service_server::OrdersService, *};
use o2c_rpc::reply;
use tonic::{Request, Response, Status};

use super::{parse_master_data, parse_orders, parse_returns};
use crate::{
    app::{
        cancel_orders, create_orders, customers, erase_customers, get_order, holds, list_orders, prices, products,
        returns, submit_orders,
    },
    service::Orders,
};

type Reply<T> = Result<Response<T>, Status>;

/// The gRPC service over the use cases.
pub struct OrdersApi {
    orders: Arc<Orders>,
}

impl OrdersApi {
    pub fn new(orders: Arc<Orders>) -> Self {
        Self { orders }
    }
}

#[tonic::async_trait]
impl OrdersService for OrdersApi {
    async fn create_customer(&self, r: Request<CreateCustomerRequest>) -> Reply<Customer> {
        reply::one(&*self.orders, r, parse_master_data::create_customer, customers::create_customers).await
    }

    async fn update_customer(&self, r: Request<UpdateCustomerRequest>) -> Reply<Customer> {
        reply::one(&*self.orders, r, parse_master_data::update_customer, customers::update_customers).await
    }

    async fn erase_customer_personal_data(
        &self,
        r: Request<EraseCustomerPersonalDataRequest>,
    ) -> Reply<EraseCustomerPersonalDataResponse> {
        reply::one(&*self.orders, r, parse_master_data::erase_customer, erase_customers::erase_customers).await
    }

    async fn create_product(&self, r: Request<CreateProductRequest>) -> Reply<Product> {
        reply::one(&*self.orders, r, parse_master_data::create_product, products::create_products).await
    }

    async fn create_price_list(&self, r: Request<CreatePriceListRequest>) -> Reply<PriceList> {
        reply::one(&*self.orders, r, parse_master_data::create_price_list, prices::create_price_lists).await
    }

    async fn set_prices(&self, r: Request<SetPricesRequest>) -> Reply<SetPricesResponse> {
        reply::one(&*self.orders, r, parse_master_data::set_prices, prices::set_prices).await
    }

    async fn create_order(&self, r: Request<CreateOrderRequest>) -> Reply<Order> {
        reply::one(&*self.orders, r, parse_orders::create, create_orders::create_orders).await
    }

    async fn submit_order(&self, r: Request<SubmitOrderRequest>) -> Reply<Order> {
        reply::one(&*self.orders, r, parse_orders::submit, submit_orders::submit_orders).await
    }

    async fn cancel_order(&self, r: Request<CancelOrderRequest>) -> Reply<Order> {
        reply::one(&*self.orders, r, parse_orders::cancel, cancel_orders::cancel_orders).await
    }

    async fn place_hold(&self, r: Request<PlaceHoldRequest>) -> Reply<Order> {
        reply::one(&*self.orders, r, parse_orders::place_hold, holds::place_holds).await
    }

    async fn release_hold(&self, r: Request<ReleaseHoldRequest>) -> Reply<Order> {
        reply::one(&*self.orders, r, parse_orders::release_hold, holds::release_holds).await
    }

    async fn create_return(&self, r: Request<CreateReturnRequest>) -> Reply<Return> {
        reply::one(&*self.orders, r, parse_returns::create, returns::create_returns).await
    }

    async fn batch_create_customers(
        &self,
        r: Request<BatchCreateCustomersRequest>,
    ) -> Reply<BatchCreateCustomersResponse> {
        reply::many(&*self.orders, r, parse_master_data::create_customer, |_| 1, customers::create_customers).await
    }

    async fn batch_create_products(
        &self,
        r: Request<BatchCreateProductsRequest>,
    ) -> Reply<BatchCreateProductsResponse> {
        reply::many(&*self.orders, r, parse_master_data::create_product, |_| 1, products::create_products).await
    }

    async fn batch_create_orders(&self, r: Request<BatchCreateOrdersRequest>) -> Reply<BatchCreateOrdersResponse> {
        reply::many(&*self.orders, r, parse_orders::create, |order| order.lines.len(), create_orders::create_orders)
            .await
    }

    async fn batch_submit_orders(&self, r: Request<BatchSubmitOrdersRequest>) -> Reply<BatchSubmitOrdersResponse> {
        reply::many(&*self.orders, r, parse_orders::submit, |_| 1, submit_orders::submit_orders).await
    }

    async fn batch_cancel_orders(&self, r: Request<BatchCancelOrdersRequest>) -> Reply<BatchCancelOrdersResponse> {
        reply::many(&*self.orders, r, parse_orders::cancel, |order| order.lines.len(), cancel_orders::cancel_orders)
            .await
    }

    async fn batch_create_returns(&self, r: Request<BatchCreateReturnsRequest>) -> Reply<BatchCreateReturnsResponse> {
        reply::many(&*self.orders, r, parse_returns::create, |new| new.lines.len(), returns::create_returns).await
    }

    async fn get_customer(&self, r: Request<GetCustomerRequest>) -> Reply<Customer> {
        reply::read(&*self.orders, r, parse_master_data::get_customer, customers::get_customer).await
    }

    async fn list_customers(&self, r: Request<ListCustomersRequest>) -> Reply<ListCustomersResponse> {
        reply::read(&*self.orders, r, parse_master_data::list_customers, customers::list_customers).await
    }

    async fn get_product(&self, r: Request<GetProductRequest>) -> Reply<Product> {
        reply::read(&*self.orders, r, parse_master_data::get_product, products::get_product).await
    }

    async fn list_products(&self, r: Request<ListProductsRequest>) -> Reply<ListProductsResponse> {
        reply::read(&*self.orders, r, parse_master_data::list_products, products::list_products).await
    }

    async fn get_price_list(&self, r: Request<GetPriceListRequest>) -> Reply<PriceList> {
        reply::read(&*self.orders, r, parse_master_data::get_price_list, prices::get_price_list).await
    }

    async fn list_price_lists(&self, r: Request<ListPriceListsRequest>) -> Reply<ListPriceListsResponse> {
        reply::read(&*self.orders, r, parse_master_data::list_price_lists, prices::list_price_lists).await
    }

    async fn list_prices(&self, r: Request<ListPricesRequest>) -> Reply<ListPricesResponse> {
        reply::read(&*self.orders, r, parse_master_data::list_prices, prices::list_prices).await
    }

    async fn get_order(&self, r: Request<GetOrderRequest>) -> Reply<Order> {
        reply::read(&*self.orders, r, parse_orders::get, get_order::get_order).await
    }

    async fn batch_get_orders(&self, r: Request<BatchGetOrdersRequest>) -> Reply<BatchGetOrdersResponse> {
        reply::read(&*self.orders, r, parse_orders::batch_get, get_order::batch_get_orders).await
    }

    async fn list_orders(&self, r: Request<ListOrdersRequest>) -> Reply<ListOrdersResponse> {
        reply::read(&*self.orders, r, parse_orders::list, list_orders::list_orders).await
    }

    async fn list_customer_lines(&self, r: Request<ListCustomerLinesRequest>) -> Reply<ListCustomerLinesResponse> {
        reply::read(&*self.orders, r, parse_orders::list_lines, list_orders::list_customer_lines).await
    }

    async fn get_return(&self, r: Request<GetReturnRequest>) -> Reply<Return> {
        reply::read(&*self.orders, r, parse_returns::get, returns::get_return).await
    }

    async fn list_returns(&self, r: Request<ListReturnsRequest>) -> Reply<ListReturnsResponse> {
        reply::read(&*self.orders, r, parse_returns::list, returns::list_returns).await
    }
}
