//! Open items, and the part of them that a set of receipts may have to do with.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use o2c_kernel::{Currency, Id, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::{open_item, payer};
use super::ranked;
use super::values::{currency, date, unreadable};
use crate::domain::{
    Book, CustomerId, DocumentKind, OpenItem, OpenItemId, Receipt,
    matching::{Policy, document_keys, key_of},
};

/// Open items by id, for decisions of people and for facts.
pub async fn of_items(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OpenItemId>,
) -> Result<Book, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    let mut book = Book::default();
    for row in set::find::<open_item::Entity>(tx, tenant, open_item::Column::OpenItemId, ids).await? {
        book.add(item(row)?);
    }
    Ok(book)
}

/// All that these receipts may pay: a handful of statements, however many there are. First what the texts name; only
/// for receipts that name nothing, what their payers owe, and else what has exactly their amount.
pub async fn for_receipts(
    tx: &Tx,
    tenant: &TenantId,
    receipts: &[Receipt],
    policy: &Policy,
) -> Result<Book, StoreError> {
    let mut book = Book::default();
    let keys: Vec<Vec<String>> = receipts.iter().map(|receipt| document_keys(&receipt.reference)).collect();
    let all: BTreeSet<&String> = keys.iter().flatten().collect();
    let named = set::find::<open_item::Entity>(tx, tenant, open_item::Column::NumberKey, all.into_iter().cloned());
    for row in named.await? {
        book.add(item(row)?);
    }
    let names_nothing = |(receipt, keys): &(&Receipt, &Vec<String>)| {
        let of_receipt = |item: &OpenItem| item.currency == receipt.currency() && item.payable();
        !keys.iter().any(|key| book.numbered(key).any(of_receipt))
    };
    let nameless: Vec<&Receipt> =
        receipts.iter().zip(&keys).filter(names_nothing).map(|(receipt, _)| receipt).collect();
    if nameless.is_empty() {
        return Ok(book);
    }
    add_payers(tx, tenant, &nameless, &mut book).await?;
    let mut by_currency: BTreeMap<&str, Vec<&Receipt>> = BTreeMap::new();
    for receipt in nameless {
        by_currency.entry(receipt.currency().code()).or_default().push(receipt);
    }
    for receipts in by_currency.values() {
        add_candidates(tx, tenant, receipts, receipts.len(), policy, &mut book).await?;
    }
    Ok(book)
}

async fn add_payers(tx: &Tx, tenant: &TenantId, receipts: &[&Receipt], book: &mut Book) -> Result<(), StoreError> {
    let names: BTreeSet<String> =
        receipts.iter().map(|receipt| key_of(&receipt.payer_name)).filter(|name| !name.is_empty()).collect();
    for row in set::find::<payer::Entity>(tx, tenant, payer::Column::NameKey, names).await? {
        book.add_payer(row.name_key, Id::from_uuid(row.customer_id));
    }
    Ok(())
}

async fn add_candidates(
    tx: &Tx,
    tenant: &TenantId,
    receipts: &[&Receipt],
    set_size: usize,
    policy: &Policy,
    book: &mut Book,
) -> Result<(), StoreError> {
    let Some(in_currency) = receipts.first().map(|receipt| receipt.currency()) else { return Ok(()) };
    let payers: BTreeSet<CustomerId> =
        receipts.iter().filter_map(|receipt| book.payer(&key_of(&receipt.payer_name))).collect();
    let payers: Vec<Uuid> = payers.into_iter().map(Id::uuid).collect();
    let each = u64::from(policy.items_per_customer);
    // one more than is looked at tells a crowded customer
    let owed = ranked::of_customers(tx, tenant, in_currency, &payers, each.saturating_add(1)).await?;
    let mut counts: HashMap<Uuid, u64> = HashMap::new();
    for row in &owed {
        let count = counts.entry(row.customer_id).or_default();
        *count = count.saturating_add(1);
    }
    let crowded: HashSet<Uuid> = counts.into_iter().filter(|(_, count)| *count > each).map(|(id, _)| id).collect();
    for id in &crowded {
        book.mark_crowded(Id::from_uuid(*id));
    }
    for row in owed.into_iter().filter(|row| !crowded.contains(&row.customer_id)) {
        book.add(item(row)?);
    }
    let by_amount =
        |receipt: &&&Receipt| book.payer(&key_of(&receipt.payer_name)).is_none_or(|customer| book.is_crowded(customer));
    let amounts: BTreeSet<i64> = receipts.iter().filter(by_amount).map(|receipt| receipt.amount.minor()).collect();
    let amounts: Vec<i64> = amounts.into_iter().collect();
    // what the receipts before take of them must not hide the next ones
    let most = u64::try_from(set_size).unwrap_or(u64::MAX).saturating_add(ITEMS_PER_AMOUNT);
    for row in ranked::of_amounts(tx, tenant, in_currency, &amounts, most).await? {
        book.add(item(row)?);
    }
    Ok(())
}

/// More than a few of one amount are no help.
const ITEMS_PER_AMOUNT: u64 = 16;

pub async fn insert(tx: &Tx, tenant: &TenantId, items: &[OpenItem]) -> Result<(), StoreError> {
    set::insert_ignoring_conflicts::<open_item::Entity>(tx, items.iter().map(|item| row(tenant, item))).await?;
    let names: BTreeSet<(String, Uuid)> =
        items.iter().map(|item| (key_of(&item.customer_name), item.customer.uuid())).collect();
    let names = names.into_iter().filter(|(name, _)| !name.is_empty());
    let payers =
        names.map(|(name_key, customer_id)| payer::Model { tenant: tenant.as_str().to_owned(), name_key, customer_id });
    set::insert_ignoring_conflicts::<payer::Entity>(tx, payers).await?;
    Ok(())
}

pub async fn update(tx: &Tx, tenant: &TenantId, items: &[OpenItem]) -> Result<(), StoreError> {
    set::update_columns::<open_item::Entity>(tx, items.iter().map(|item| row(tenant, item)), open_item::CHANGING)
        .await?;
    Ok(())
}

fn row(tenant: &TenantId, item: &OpenItem) -> open_item::Model {
    open_item::Model {
        tenant: tenant.as_str().to_owned(),
        open_item_id: item.id.uuid(),
        kind: item.kind.as_str().to_owned(),
        number_key: key_of(&item.number),
        document_number: item.number.clone(),
        customer_id: item.customer.uuid(),
        customer_name: item.customer_name.clone(),
        due_on: item.due_on.days(),
        currency: item.currency.code().to_owned(),
        open_minor: item.open,
        held: item.held,
        suggested: item.suggested,
        available: item.available(),
    }
}

fn item(row: open_item::Model) -> Result<OpenItem, StoreError> {
    let in_currency: Currency = currency(&row.currency)?;
    Ok(OpenItem {
        id: Id::from_uuid(row.open_item_id),
        kind: DocumentKind::parse(&row.kind).ok_or_else(|| unreadable("kind of document", &row.kind))?,
        number: row.document_number,
        customer: Id::from_uuid(row.customer_id),
        customer_name: row.customer_name,
        due_on: date(row.due_on)?,
        currency: in_currency,
        open: row.open_minor,
        held: row.held,
        suggested: row.suggested,
    })
}
