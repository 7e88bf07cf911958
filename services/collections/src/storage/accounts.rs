//! Customers' debts as the dunning rule wants them: items with what they were dunned at, live cases, last contacts.

use std::collections::{BTreeMap, HashMap};

use o2c_kernel::{Currency, Date, Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::{contact, dunned_item};
use super::ranges::{self, Range};
use super::values::{currency, date};
use crate::domain::{Account, AccountItem, CustomerId, Dunned, OpenItem};

/// A set of customers, read together.
#[derive(Debug)]
pub struct AccountSet {
    /// In key order.
    pub customers: Vec<CustomerId>,
    pub accounts: Vec<Account>,
    /// Customers come after these.
    pub more: bool,
}

/// The next customers with something due by a day or a live case: so many customers, or so many items, whichever is
/// less. A customer with more items than that is a set by itself.
pub async fn next(
    tx: &Tx,
    tenant: &TenantId,
    after: Option<CustomerId>,
    due_by: Date,
    (most_customers, most_items): (usize, usize),
) -> Result<AccountSet, StoreError> {
    let after = after.unwrap_or_else(ranges::start);
    let limit = i64::try_from(most_customers).unwrap_or(i64::MAX);
    let mut customers = ranges::due_customers(tx, tenant, after, due_by, limit).await?;
    customers.extend(ranges::case_customers(tx, tenant, after, limit).await?);
    customers.sort_unstable();
    customers.dedup();
    // One of the two lists may be cut off: what comes behind its end is not known, and comes with a later set.
    let mut more = customers.len() >= most_customers;
    customers.truncate(most_customers);
    let Some(last) = customers.last().copied() else {
        return Ok(AccountSet { customers, accounts: Vec::new(), more: false });
    };
    let range = Range { after, last };
    let room = u64::try_from(most_items).unwrap_or(u64::MAX);
    let mut items = ranges::items(tx, tenant, range, due_by, room.saturating_add(1)).await?;
    if items.len() > most_items {
        more = true;
        items = whole_customers(tx, tenant, items, &mut customers, after, due_by).await?;
    }
    let range = Range { after, last: customers.last().copied().unwrap_or(last) };
    let accounts = assemble(tx, tenant, range, &customers, items).await?;
    Ok(AccountSet { customers, accounts, more })
}

/// Leaves out the last customer, whose items are not all here; unless there is no other: then all of that one.
async fn whole_customers(
    tx: &Tx,
    tenant: &TenantId,
    mut items: Vec<OpenItem>,
    customers: &mut Vec<CustomerId>,
    after: CustomerId,
    due_by: Date,
) -> Result<Vec<OpenItem>, StoreError> {
    let (Some(first), Some(cut)) = (items.first(), items.last()) else { return Ok(items) };
    let (first, cut) = (first.customer, cut.customer);
    if first != cut {
        customers.retain(|customer| *customer < cut);
        items.retain(|item| item.customer != cut);
        return Ok(items);
    }
    customers.retain(|customer| *customer <= cut);
    let bound = u64::from(u32::MAX);
    ranges::items(tx, tenant, Range { after, last: cut }, due_by, bound).await
}

async fn assemble(
    tx: &Tx,
    tenant: &TenantId,
    range: Range,
    customers: &[CustomerId],
    items: Vec<OpenItem>,
) -> Result<Vec<Account>, StoreError> {
    let dunned = dunned(tx, tenant, &items).await?;
    let mut accounts: BTreeMap<(CustomerId, Currency), Account> = BTreeMap::new();
    let empty = |customer, currency| Account { customer, currency, case: None, last_notice_on: None, items: vec![] };
    // Between the listed customers lie some with a credit note only: nothing to do for them.
    for item in items.into_iter().filter(|item| customers.binary_search(&item.customer).is_ok()) {
        let key = (item.customer, item.open.currency());
        let known = dunned.get(&item.id.uuid()).copied();
        accounts.entry(key).or_insert_with(|| empty(key.0, key.1)).items.push(account_item(item, known));
    }
    for case in ranges::live_cases(tx, tenant, range).await? {
        let key = (case.customer, case.currency);
        accounts.entry(key).or_insert_with(|| empty(key.0, key.1)).case = Some(case);
    }
    let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
    for row in set::find::<contact::Entity>(tx, tenant, contact::Column::CustomerId, ids).await? {
        let key = (Id::from_uuid(row.customer_id), currency(&row.currency)?);
        if let Some(account) = accounts.get_mut(&key) {
            account.last_notice_on = Some(date(row.last_notice_on)?);
        }
    }
    Ok(accounts.into_values().collect())
}

async fn dunned(tx: &Tx, tenant: &TenantId, items: &[OpenItem]) -> Result<HashMap<Uuid, Dunned>, StoreError> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.uuid()).collect();
    let rows = set::find::<dunned_item::Entity>(tx, tenant, dunned_item::Column::OpenItemId, ids).await?;
    let of = |row: dunned_item::Model| {
        (row.open_item_id, Dunned { level: row.level, case: row.dunning_case_id.map(Id::from_uuid) })
    };
    Ok(rows.into_iter().map(of).collect())
}

fn account_item(item: OpenItem, dunned: Option<Dunned>) -> AccountItem {
    AccountItem {
        id: item.id,
        document_date: item.document_date,
        due_on: item.due_on,
        owed: item.document_type.is_owed(),
        open: item.open,
        disputed: item.objection.is_some(),
        version: item.version,
        document_number: item.document_number,
        dunned,
    }
}
