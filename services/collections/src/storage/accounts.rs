//! Customers' debts as the dunning rule wants them: items with what they were dunned at, live cases, last contacts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use o2c_kernel::{Currency, Date, Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::{contact, dunned_item};
use super::ranges::{self, Range};
use super::values::{currency, date};
use crate::domain::{Account, AccountItem, CustomerId, Dunned, OpenItem};

/// A set of customers, read together.
#[derive(Debug, Default)]
pub struct AccountSet {
    /// How many customers have something due or a live case.
    pub customers: usize,
    /// How many items were read for them.
    pub items: usize,
    pub accounts: Vec<Account>,
    /// Where the next set begins, if customers come after these.
    pub after: Option<CustomerId>,
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
    let Some((last, customers)) = ranges::last_concerned(tx, tenant, after, due_by, limit).await? else {
        return Ok(AccountSet::default());
    };
    let mut more = customers >= limit;
    let mut range = Range { after, last };
    let room = u64::try_from(most_items).unwrap_or(u64::MAX);
    let mut items = ranges::items(tx, tenant, range, due_by, room.saturating_add(1)).await?;
    if items.len() > most_items {
        more = true;
        (range, items) = whole_customers(tx, tenant, range, items, due_by).await?;
    }
    let set = assemble(tx, tenant, range, items, due_by).await?;
    Ok(AccountSet { after: more.then_some(range.last), ..set })
}

/// Ends the range before the last customer, whose items are not all here; unless there is no other: then all of that one.
async fn whole_customers(
    tx: &Tx,
    tenant: &TenantId,
    Range { after, last }: Range,
    mut items: Vec<OpenItem>,
    due_by: Date,
) -> Result<(Range, Vec<OpenItem>), StoreError> {
    let cut = items.last().map_or(last, |item| item.customer);
    items.retain(|item| item.customer != cut);
    if let Some(before) = items.last() {
        return Ok((Range { after, last: before.customer }, items));
    }
    let range = Range { after, last: cut };
    Ok((range, ranges::items(tx, tenant, range, due_by, u64::from(u32::MAX)).await?))
}

async fn assemble(
    tx: &Tx,
    tenant: &TenantId,
    range: Range,
    items: Vec<OpenItem>,
    due_by: Date,
) -> Result<AccountSet, StoreError> {
    let cases = ranges::live_cases(tx, tenant, range).await?;
    let due = items.iter().filter(|item| item.due_on <= due_by).map(|item| item.customer);
    let customers: BTreeSet<CustomerId> = due.chain(cases.iter().map(|case| case.customer)).collect();
    let dunned = dunned(tx, tenant, &items).await?;
    let mut set = AccountSet { customers: customers.len(), items: items.len(), ..AccountSet::default() };
    let mut accounts: BTreeMap<(CustomerId, Currency), Account> = BTreeMap::new();
    let empty = |customer, currency| Account { customer, currency, case: None, last_notice_on: None, items: vec![] };
    // Between the customers lie some with a credit note only: nothing to do for them.
    for item in items.into_iter().filter(|item| customers.contains(&item.customer)) {
        let key = (item.customer, item.open.currency());
        let known = dunned.get(&item.id.uuid()).copied();
        accounts.entry(key).or_insert_with(|| empty(key.0, key.1)).items.push(account_item(item, known));
    }
    for case in cases {
        let key = (case.customer, case.currency);
        accounts.entry(key).or_insert_with(|| empty(key.0, key.1)).case = Some(case);
    }
    let ids: Vec<Uuid> = customers.into_iter().map(Id::uuid).collect();
    for row in set::find::<contact::Entity>(tx, tenant, contact::Column::CustomerId, ids).await? {
        let key = (Id::from_uuid(row.customer_id), currency(&row.currency)?);
        if let Some(account) = accounts.get_mut(&key) {
            account.last_notice_on = Some(date(row.last_notice_on)?);
        }
    }
    set.accounts = accounts.into_values().collect();
    Ok(set)
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
