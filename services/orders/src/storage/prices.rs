//! Price lists and prices, in sets.

use std::collections::BTreeMap;

use o2c_kernel::{Quantity, TenantId, UnitPrice};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{price, price_list};
use super::{after::after as later, read};
use crate::domain::{CustomerId, Price, PriceList, PriceListId, ProductId};

/// Lists, and their prices for some products.
#[derive(Debug, Default)]
pub struct PriceBook {
    lists: BTreeMap<PriceListId, PriceList>,
    prices: BTreeMap<ProductId, Vec<(PriceListId, Price)>>,
}

impl PriceBook {
    /// The prices of a product, each with its list.
    pub fn of(&self, product: ProductId) -> impl Iterator<Item = (&PriceList, &Price)> {
        let prices = self.prices.get(&product).into_iter().flatten();
        prices.filter_map(|(list, price)| Some((self.lists.get(list)?, price)))
    }
}

/// All prices of these products.
pub async fn book(
    tx: &Tx,
    tenant: &TenantId,
    products: impl IntoIterator<Item = ProductId>,
) -> Result<PriceBook, StoreError> {
    let ids: Vec<Uuid> = products.into_iter().map(ProductId::uuid).collect();
    if ids.is_empty() {
        return Ok(PriceBook::default());
    }
    let rows = set::find::<price::Entity>(tx, tenant, price::Column::ProductId, ids).await?;
    let lists = find_lists(tx, tenant, rows.iter().map(|row| PriceListId::from_uuid(row.price_list_id))).await?;
    let mut prices: BTreeMap<ProductId, Vec<(PriceListId, Price)>> = BTreeMap::new();
    for row in rows {
        let list = PriceListId::from_uuid(row.price_list_id);
        if let Some(known) = lists.get(&list) {
            let price = price_of(&row, known);
            prices.entry(price.product).or_default().push((list, price));
        }
    }
    Ok(PriceBook { lists, prices })
}

pub async fn find_lists(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = PriceListId>,
) -> Result<BTreeMap<PriceListId, PriceList>, StoreError> {
    let ids = ids.into_iter().map(PriceListId::uuid);
    let rows = set::find::<price_list::Entity>(tx, tenant, price_list::Column::PriceListId, ids).await?;
    rows.into_iter().map(|row| list_of(row).map(|list| (list.id, list))).collect()
}

/// A page of lists, oldest first.
pub async fn page_of_lists(
    tx: &Tx,
    tenant: &TenantId,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<PriceList>, StoreError> {
    use price_list::Column;
    let mut query = price_list::Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(after) = after {
        query = query.filter(Column::PriceListId.gt(after));
    }
    let rows = query.order_by_asc(Column::PriceListId).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(list_of).collect()
}

/// A page of those with these names.
pub async fn named_lists(
    tx: &Tx,
    tenant: &TenantId,
    names: Vec<String>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<PriceList>, StoreError> {
    let mut rows = set::find::<price_list::Entity>(tx, tenant, price_list::Column::Name, names).await?;
    rows.retain(|row| after.is_none_or(|after| row.price_list_id > after));
    rows.sort_by_key(|row| row.price_list_id);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.into_iter().map(list_of).collect()
}

pub async fn insert_lists(tx: &Tx, tenant: &TenantId, lists: &[PriceList]) -> Result<(), StoreError> {
    let rows = lists.iter().map(|list| price_list::Model {
        tenant: tenant.as_str().to_owned(),
        price_list_id: list.id.uuid(),
        name: list.name.clone(),
        currency: list.currency.code().to_owned(),
        valid_from: list.valid_from.days(),
        valid_to: list.valid_to.map(o2c_kernel::Date::days),
        customer_id: list.customer.map(CustomerId::uuid),
        version: list.version,
    });
    set::insert::<price_list::Entity>(tx, rows).await.map(drop)
}

/// Each replaces the price of the same product and quantity break; the last of two wins.
pub async fn set_prices(tx: &Tx, tenant: &TenantId, prices: &[(PriceListId, Price)]) -> Result<(), StoreError> {
    let mut rows = BTreeMap::new();
    for (list, price) in prices {
        let row = price::Model {
            tenant: tenant.as_str().to_owned(),
            price_list_id: list.uuid(),
            product_id: price.product.uuid(),
            from_quantity: price.from_quantity.micros(),
            unit_price: price.unit_price.micros(),
        };
        rows.insert((row.price_list_id, row.product_id, row.from_quantity), row);
    }
    set::upsert::<price::Entity>(tx, rows.into_values()).await
}

/// A page of a list's prices, by product and quantity break.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    list: &PriceList,
    after: Option<(Uuid, i64)>,
    limit: u64,
) -> Result<Vec<Price>, StoreError> {
    use price::Column;
    let mut query =
        price::Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::PriceListId.eq(list.id.uuid()));
    if let Some((product, from)) = after {
        query = query.filter(later([Column::ProductId, Column::FromQuantity], [product.into(), from.into()]));
    }
    let query = query.order_by_asc(Column::ProductId).order_by_asc(Column::FromQuantity).limit(limit);
    let rows = query.all(tx.connection()).await?;
    Ok(rows.iter().map(|row| price_of(row, list)).collect())
}

fn price_of(row: &price::Model, list: &PriceList) -> Price {
    Price {
        product: ProductId::from_uuid(row.product_id),
        from_quantity: Quantity::from_micros(row.from_quantity),
        unit_price: UnitPrice::new(row.unit_price, list.currency),
    }
}

fn list_of(row: price_list::Model) -> Result<PriceList, StoreError> {
    Ok(PriceList {
        id: PriceListId::from_uuid(row.price_list_id),
        name: row.name,
        currency: read::currency(&row.currency)?,
        valid_from: read::date(row.valid_from)?,
        valid_to: row.valid_to.map(read::date).transpose()?,
        customer: row.customer_id.map(CustomerId::from_uuid),
        version: row.version,
    })
}
