//! Orders, in sets: five reads whatever the size, and one write per table that has changed.

use std::collections::{BTreeMap, HashMap};

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::{order_hold, order_line, order_progress, order_receivable, sales_order};
use super::{order_rows as rows, progress, snapshot::fingerprint};
use crate::domain::{Hold, LineProgress, Order, OrderId, Receivable};

/// Orders that a set works on, with what their rows say.
#[derive(Debug, Default)]
pub struct Loaded {
    entries: BTreeMap<OrderId, Entry>,
}

#[derive(Debug)]
struct Entry {
    order: Order,
    snapshot: Option<Vec<u8>>,
    progress: Vec<LineProgress>,
    holds: Vec<Hold>,
    receivables: Vec<Receivable>,
    touched: bool,
}

impl Loaded {
    pub fn get(&self, id: OrderId) -> Option<&Order> {
        self.entries.get(&id).map(|entry| &entry.order)
    }

    pub fn get_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        self.entries.get_mut(&id).map(|entry| &mut entry.order)
    }

    /// The order was changed and will be saved; its version goes up once, however often it changes in this set.
    pub fn touch(&mut self, id: OrderId) -> Option<&Order> {
        let entry = self.entries.get_mut(&id)?;
        if !entry.touched {
            entry.touched = true;
            entry.order.version += 1;
        }
        Some(&entry.order)
    }

    /// The person of an order was erased: what was agreed is fingerprinted anew, without them.
    pub fn erase_person(&mut self, id: OrderId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.order.erase_person();
            entry.snapshot = None;
        }
        self.touch(id);
    }

    fn touched(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| entry.touched)
    }
}

/// Locks the orders, in key order, and loads them whole. Those that do not exist are missing.
pub async fn load_for_update(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<Loaded, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().map(OrderId::uuid).collect();
    let headers = set::find_for_update::<sales_order::Entity>(tx, tenant, sales_order::Column::OrderId, ids).await?;
    let mut entries = BTreeMap::new();
    for (order, snapshot) in complete(tx, tenant, headers).await? {
        let progress = order.lines.iter().map(|line| line.progress).collect();
        let (holds, receivables) = (order.holds.clone(), order.receivables.clone());
        entries.insert(order.id, Entry { order, snapshot, progress, holds, receivables, touched: false });
    }
    Ok(Loaded { entries })
}

/// Loads orders whole, to be read.
pub async fn load(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<BTreeMap<OrderId, Order>, StoreError> {
    let ids = ids.into_iter().map(OrderId::uuid);
    let headers = set::find::<sales_order::Entity>(tx, tenant, sales_order::Column::OrderId, ids).await?;
    let whole = complete(tx, tenant, headers).await?;
    Ok(whole.into_iter().map(|(order, _)| (order.id, order)).collect())
}

/// Whether the acceptance of an order is under way. Of one that does not exist it is not.
pub async fn is_accepting(tx: &Tx, tenant: &TenantId, id: OrderId) -> Result<bool, StoreError> {
    let headers = set::find::<sales_order::Entity>(tx, tenant, sales_order::Column::OrderId, [id.uuid()]).await?;
    Ok(headers.iter().any(|header| header.accepting))
}

/// Orders from their headers, each with the fingerprint that was taken at its submission.
pub(super) async fn complete(
    tx: &Tx,
    tenant: &TenantId,
    headers: Vec<sales_order::Model>,
) -> Result<Vec<(Order, Option<Vec<u8>>)>, StoreError> {
    if headers.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = headers.iter().map(|row| row.order_id).collect();
    let mut places = HashMap::with_capacity(ids.len());
    let mut orders = Vec::with_capacity(ids.len());
    for mut header in headers {
        places.insert(header.order_id, orders.len());
        let snapshot = header.snapshot.take();
        orders.push((rows::order(header)?, snapshot));
    }
    let mut lines = set::find::<order_line::Entity>(tx, tenant, order_line::Column::OrderId, ids.clone()).await?;
    lines.sort_unstable_by_key(|row| row.line_number);
    for row in lines {
        if let Some((order, _)) = places.get(&row.order_id).and_then(|at| orders.get_mut(*at)) {
            order.lines.push(rows::line(row, order.currency));
        }
    }
    progress::load(tx, tenant, orders.iter_mut().map(|(order, _)| order)).await?;
    let mut holds = set::find::<order_hold::Entity>(tx, tenant, order_hold::Column::OrderId, ids.clone()).await?;
    holds.sort_unstable_by_key(|row| (row.placed_at, row.hold_id));
    for row in holds {
        if let Some((order, _)) = places.get(&row.order_id).and_then(|at| orders.get_mut(*at)) {
            order.holds.push(rows::hold(row)?);
        }
    }
    let mut items = set::find::<order_receivable::Entity>(tx, tenant, order_receivable::Column::OrderId, ids).await?;
    items.sort_unstable_by_key(|row| row.document_id);
    for row in items {
        if let Some((order, _)) = places.get(&row.order_id).and_then(|at| orders.get_mut(*at)) {
            order.receivables.push(rows::receivable(&row, order.currency));
        }
    }
    Ok(orders)
}

pub async fn insert(tx: &Tx, tenant: &TenantId, orders: &[Order]) -> Result<(), StoreError> {
    let (mut headers, mut progress) = (Vec::with_capacity(orders.len()), Vec::with_capacity(orders.len()));
    for order in orders {
        headers.push(rows::header(tenant, order, snapshot(order, None), order.version)?);
        progress.extend(progress::rows(tenant, order, &[])?);
    }
    let terms = orders.iter().flat_map(|order| order.lines.iter().map(|line| rows::terms_row(tenant, order, line)));
    let terms: Vec<_> = terms.collect();
    set::insert::<sales_order::Entity>(tx, headers).await?;
    set::insert::<order_line::Entity>(tx, terms).await?;
    set::insert::<order_progress::Entity>(tx, progress).await?;
    Ok(())
}

/// Saves what was touched: headers with their versions checked, so that a lost race is ABORTED; of the rest, the rows
/// that differ.
pub async fn save(tx: &Tx, tenant: &TenantId, loaded: &Loaded) -> Result<(), StoreError> {
    let mut headers = Vec::new();
    let (mut progress, mut holds, mut receivables) = (Vec::new(), Vec::new(), Vec::new());
    for entry in loaded.touched() {
        let order = &entry.order;
        headers.push(rows::header(tenant, order, snapshot(order, entry.snapshot.clone()), order.version - 1)?);
        progress.extend(progress::rows(tenant, order, &entry.progress)?);
        let new_holds = order.holds.iter().filter(|hold| !entry.holds.contains(hold));
        holds.extend(new_holds.map(|hold| rows::hold_row(tenant, order.id, hold)));
        let new_items = order.receivables.iter().filter(|item| !entry.receivables.contains(item));
        receivables.extend(new_items.map(|item| rows::receivable_row(tenant, order.id, item)));
    }
    set::update_columns::<sales_order::Entity>(tx, headers, sales_order::CHANGING).await?;
    set::upsert::<order_progress::Entity>(tx, progress).await?;
    set::upsert::<order_hold::Entity>(tx, holds).await?;
    set::upsert::<order_receivable::Entity>(tx, receivables).await?;
    Ok(())
}

/// Kept as it was taken; taken when the order is first submitted.
fn snapshot(order: &Order, taken: Option<Vec<u8>>) -> Option<Vec<u8>> {
    taken.or_else(|| order.submitted_at.map(|_| fingerprint(order)))
}
