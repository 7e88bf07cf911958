//! Lists orders, and the lines that a customer ordered of a product.

use o2c_kernel::{Call, KeyPart};

use super::{Page, PageRequest};
use crate::{
    domain::{CustomerId, Order, ProductId},
    error::OrdersError,
    service::Orders,
    storage::order_lists::{self, CustomerLine, LineKey, OrderFilter},
};

#[derive(Clone, Debug)]
pub struct ListOrders {
    pub filter: OrderFilter,
    pub page: PageRequest,
}

pub async fn list_orders(orders: &Orders, call: &Call, list: ListOrders) -> Result<Page<Order>, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let after = list.page.after_number();
    let found = order_lists::page(&tx, call.tenant(), &list.filter, after, list.page.limit()).await?;
    tx.rollback().await;
    Ok(list.page.page(found, |order| vec![KeyPart::Int(order.number)]))
}

#[derive(Clone, Debug)]
pub struct ListCustomerLines {
    pub customer: CustomerId,
    pub product: ProductId,
    pub page: PageRequest,
}

pub async fn list_customer_lines(
    orders: &Orders,
    call: &Call,
    list: ListCustomerLines,
) -> Result<Page<CustomerLine>, OrdersError> {
    let after = match list.page.after.as_slice() {
        [KeyPart::Int(day), KeyPart::Uuid(order), KeyPart::Int(line)] => {
            let (day, line) = (i32::try_from(*day), i32::try_from(*line));
            day.ok().zip(line.ok()).map(|(ordered_on, line)| LineKey { ordered_on, order: *order, line })
        }
        _ => None,
    };
    let tx = orders.store.begin_read(call).await?;
    let limit = list.page.limit();
    let found = order_lists::customer_lines(&tx, call.tenant(), list.customer, list.product, after, limit).await?;
    tx.rollback().await;
    Ok(list.page.page(found, |found| {
        vec![
            KeyPart::Int(found.ordered_on.days().into()),
            KeyPart::Uuid(found.order.uuid()),
            KeyPart::Int(found.line.number.into()),
        ]
    }))
}
