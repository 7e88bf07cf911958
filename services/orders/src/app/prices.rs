//! Price lists and prices: create, set, read.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Currency, Date, KeyPart, PerItem, Quantity, Set, UnitPrice};

use super::{ListNamed, Page, PageRequest};
use crate::{
    domain::{CustomerId, Price, PriceList, PriceListId, ProductId, Refusal},
    error::OrdersError,
    service::Orders,
    storage,
};

#[derive(Clone, Debug)]
pub struct CreatePriceList {
    pub name: String,
    pub currency: Currency,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub customer: Option<CustomerId>,
}

pub async fn create_price_lists(
    orders: &Orders,
    call: &Call,
    set: Set<CreatePriceList, PriceList>,
) -> Result<PerItem<PriceList, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let named: Vec<CustomerId> = claimed.pending().filter_map(|command| command.customer).collect();
        let customers = storage::customers::find(tx, call.tenant(), named).await?;
        let mut new = Vec::new();
        for item in claimed.items_mut() {
            let command = item.command();
            if let Some(customer) = command.customer.filter(|customer| !customers.contains_key(customer)) {
                item.refuse(Refusal::CustomerNotFound(customer).into());
                continue;
            }
            let list = PriceList {
                id: PriceListId::new(),
                name: command.name.clone(),
                currency: command.currency,
                valid_from: command.valid_from,
                valid_to: command.valid_to,
                customer: command.customer,
                version: 1,
            };
            new.push(list.clone());
            item.accept(list);
        }
        storage::prices::insert_lists(tx, call.tenant(), &new).await?;
        Ok(())
    });
    decided.await
}

#[derive(Clone, Debug)]
pub struct SetPrices {
    pub list: PriceListId,
    pub prices: Vec<SetPrice>,
}

#[derive(Clone, Copy, Debug)]
pub struct SetPrice {
    pub product: ProductId,
    pub from_quantity: Quantity,
    /// In millionths of the list's currency.
    pub price_micros: i64,
}

/// How many prices were set.
#[derive(Clone, Copy, Debug)]
pub struct PricesSet(pub usize);

pub async fn set_prices(
    orders: &Orders,
    call: &Call,
    set: Set<SetPrices, PricesSet>,
) -> Result<PerItem<PricesSet, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let lists: Vec<PriceListId> = claimed.pending().map(|command| command.list).collect();
        let lists = storage::prices::find_lists(tx, call.tenant(), lists).await?;
        let named: BTreeSet<ProductId> =
            claimed.pending().flat_map(|command| command.prices.iter().map(|price| price.product)).collect();
        let products = storage::products::find(tx, call.tenant(), named).await?;
        let mut prices = Vec::new();
        for item in claimed.items_mut() {
            let command = item.command();
            let Some(list) = lists.get(&command.list) else {
                item.refuse(Refusal::PriceListNotFound(command.list).into());
                continue;
            };
            let unknown = command.prices.iter().find(|price| !products.contains_key(&price.product));
            if let Some(unknown) = unknown {
                item.refuse(Refusal::ProductNotFound(unknown.product).into());
                continue;
            }
            prices.extend(command.prices.iter().map(|price| {
                let unit_price = UnitPrice::new(price.price_micros, list.currency);
                (list.id, Price { product: price.product, from_quantity: price.from_quantity, unit_price })
            }));
            item.accept(PricesSet(command.prices.len()));
        }
        storage::prices::set_prices(tx, call.tenant(), &prices).await?;
        Ok(())
    });
    decided.await
}

pub async fn get_price_list(orders: &Orders, call: &Call, id: PriceListId) -> Result<PriceList, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let mut found = storage::prices::find_lists(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.remove(&id).ok_or_else(|| Refusal::PriceListNotFound(id).into())
}

pub async fn list_price_lists(orders: &Orders, call: &Call, list: ListNamed) -> Result<Page<PriceList>, OrdersError> {
    let ListNamed { page, names } = list;
    let tx = orders.store.begin_read(call).await?;
    let found = if names.is_empty() {
        storage::prices::page_of_lists(&tx, call.tenant(), page.after_uuid(), page.limit()).await?
    } else {
        storage::prices::named_lists(&tx, call.tenant(), names, page.after_uuid(), page.limit()).await?
    };
    tx.rollback().await;
    Ok(page.page(found, |list| vec![KeyPart::Uuid(list.id.uuid())]))
}

#[derive(Clone, Debug)]
pub struct ListPrices {
    pub list: PriceListId,
    pub page: PageRequest,
}

pub async fn list_prices(orders: &Orders, call: &Call, list: ListPrices) -> Result<Page<Price>, OrdersError> {
    let after = match list.page.after.as_slice() {
        [KeyPart::Uuid(product), KeyPart::Int(from)] => Some((*product, *from)),
        _ => None,
    };
    let tx = orders.store.begin_read(call).await?;
    let lists = storage::prices::find_lists(&tx, call.tenant(), [list.list]).await?;
    let known = lists.get(&list.list).ok_or(Refusal::PriceListNotFound(list.list))?;
    let found = storage::prices::page(&tx, call.tenant(), known, after, list.page.limit()).await?;
    tx.rollback().await;
    Ok(list
        .page
        .page(found, |price| vec![KeyPart::Uuid(price.product.uuid()), KeyPart::Int(price.from_quantity.micros())]))
}
