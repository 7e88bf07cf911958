//! Customers: create, change, read.

use o2c_kernel::{Call, KeyPart, PerItem, Set};

use super::{Page, PageRequest};
use crate::{
    domain::{Customer, CustomerDetails, CustomerId, Refusal},
    error::OrdersError,
    service::Orders,
    storage,
};

pub async fn create_customers(
    orders: &Orders,
    call: &Call,
    set: Set<CustomerDetails, Customer>,
) -> Result<PerItem<Customer, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let named = claimed.pending().map(|details| details.external_id.clone()).filter(|id| !id.is_empty()).collect();
        let mut taken = storage::customers::by_external_id(tx, call.tenant(), named).await?;
        let mut new = Vec::new();
        for item in claimed.items_mut() {
            let details = item.command();
            let customer = Customer::new(CustomerId::new(), details.clone(), call.now());
            if !details.external_id.is_empty() && taken.insert(details.external_id.clone(), customer.id).is_some() {
                item.refuse(Refusal::ExternalIdTaken(details.external_id.clone()).into());
                continue;
            }
            new.push(customer.clone());
            item.accept(customer);
        }
        storage::customers::insert(tx, call.tenant(), &new).await?;
        Ok(())
    });
    decided.await
}

#[derive(Clone, Debug)]
pub struct UpdateCustomer {
    pub customer: CustomerId,
    pub version: Option<i64>,
    pub details: CustomerDetails,
}

pub async fn update_customers(
    orders: &Orders,
    call: &Call,
    set: Set<UpdateCustomer, Customer>,
) -> Result<PerItem<Customer, OrdersError>, OrdersError> {
    let decided = orders.store.write_set(call, set, async |tx, claimed| {
        let ids: Vec<CustomerId> = claimed.pending().map(|command| command.customer).collect();
        let mut found = storage::customers::find_for_update(tx, call.tenant(), ids).await?;
        let named = claimed.pending().map(|command| command.details.external_id.clone());
        let named = named.filter(|id| !id.is_empty()).collect();
        let mut taken = storage::customers::by_external_id(tx, call.tenant(), named).await?;
        let mut changed = Vec::new();
        for item in claimed.items_mut() {
            let command = item.command();
            // Taken out: a second change of one customer in a set is refused, as if the first had come just before.
            let Some(mut customer) = found.remove(&command.customer) else {
                item.refuse(Refusal::CustomerNotFound(command.customer).into());
                continue;
            };
            let external_id = &command.details.external_id;
            if taken.get(external_id).is_some_and(|owner| *owner != customer.id) {
                item.refuse(Refusal::ExternalIdTaken(external_id.clone()).into());
                continue;
            }
            match customer.update(command.details.clone(), command.version) {
                Ok(()) => {
                    if !external_id.is_empty() {
                        taken.insert(external_id.clone(), customer.id);
                    }
                    changed.push(customer.clone());
                    item.accept(customer);
                }
                Err(refusal) => item.refuse(refusal.into()),
            }
        }
        storage::customers::update(tx, call.tenant(), &changed).await?;
        Ok(())
    });
    decided.await
}

pub async fn get_customer(orders: &Orders, call: &Call, id: CustomerId) -> Result<Customer, OrdersError> {
    let tx = orders.store.begin_read(call).await?;
    let mut found = storage::customers::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.remove(&id).ok_or_else(|| Refusal::CustomerNotFound(id).into())
}

/// Which customers: all, those with one of these external ids, or those whose name begins so.
#[derive(Clone, Debug)]
pub struct ListCustomers {
    pub page: PageRequest,
    /// Empty: all.
    pub external_ids: Vec<String>,
    pub name_prefix: Option<String>,
}

pub async fn list_customers(orders: &Orders, call: &Call, list: ListCustomers) -> Result<Page<Customer>, OrdersError> {
    let ListCustomers { page, external_ids, name_prefix } = list;
    let (tenant, limit) = (call.tenant(), page.limit());
    let tx = orders.store.begin_read(call).await?;
    let found = match &name_prefix {
        Some(prefix) => storage::customers_by_name::page(&tx, tenant, prefix, page.after_name(), limit).await?,
        None if external_ids.is_empty() => storage::customers::page(&tx, tenant, page.after_uuid(), limit).await?,
        None => storage::customers::named(&tx, tenant, external_ids, page.after_uuid(), limit).await?,
    };
    tx.rollback().await;
    let id = |customer: &Customer| KeyPart::Uuid(customer.id.uuid());
    Ok(page.page(found, |customer| match &name_prefix {
        Some(_) => vec![KeyPart::Text(customer.details.name.to_ascii_lowercase()), id(customer)],
        None => vec![id(customer)],
    }))
}
