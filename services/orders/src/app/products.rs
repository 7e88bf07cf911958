//! Products: create, read.

use std::collections::BTreeSet;

use o2c_kernel::{Call, KeyPart, PerItem, Set};

use super::{ListNamed, Page};
use crate::{
    domain::{Product, ProductId, ProductNature, Refusal},
    error::OrdersError,
    service::Orders,
    storage,
};

#[derive(Clone, Debug)]
pub struct CreateProduct {
    pub sku: String,
    pub description: String,
    pub nature: ProductNature,
    pub tax_category: String,
    pub active: bool,
}

pub async fn create_products(
    orders: &Orders,
    call: &Call,
    set: Set<CreateProduct, Product>,
) -> Result<PerItem<Product, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let named = claimed.pending().map(|command| command.sku.clone()).collect();
        let mut taken: BTreeSet<String> =
            storage::products::taken_skus(tx, call.tenant(), named).await?.into_iter().collect();
        let mut new = Vec::new();
        for item in claimed.items_mut() {
            let command = item.command();
            if !taken.insert(command.sku.clone()) {
                item.refuse(Refusal::SkuTaken(command.sku.clone()).into());
                continue;
            }
            let product = Product {
                id: ProductId::new(),
                sku: command.sku.clone(),
                description: command.description.clone(),
                nature: command.nature,
                tax_category: command.tax_category.clone(),
                active: command.active,
                version: 1,
            };
            new.push(product.clone());
            item.accept(product);
        }
        storage::products::insert(tx, call.tenant(), &new).await?;
        Ok(())
    });
    decided.await
}

pub async fn get_product(orders: &Orders, call: &Call, id: ProductId) -> Result<Product, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let mut found = storage::products::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.remove(&id).ok_or_else(|| Refusal::ProductNotFound(id).into())
}

pub async fn list_products(orders: &Orders, call: &Call, list: ListNamed) -> Result<Page<Product>, OrdersError> {
    let ListNamed { page, names } = list;
    let tx = orders.store.begin_read(call).await?;
    let found = if names.is_empty() {
        storage::products::page(&tx, call.tenant(), page.after_uuid(), page.limit()).await?
    } else {
        storage::products::named(&tx, call.tenant(), names, page.after_uuid(), page.limit()).await?
    };
    tx.rollback().await;
    Ok(page.page(found, |product| vec![KeyPart::Uuid(product.id.uuid())]))
}
