//! The ledger of exposure.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::exposure_entry::{Column, Entity, Model};
use super::values::unreadable;
use crate::domain::{Category, CreditAccountId, Document, DocumentType, Entry, EntryKind, Move};

/// Each is a condition of its own: a longer statement costs more than a second one.
const KEYS_OF_A_STATEMENT: usize = 50;

/// An account's entries after a sequence, oldest first.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    account: CreditAccountId,
    after: i64,
    limit: u64,
) -> Result<Vec<Entry>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::CreditAccountId.eq(account.uuid()))
        .filter(Column::Sequence.gt(after))
        .order_by_asc(Column::Sequence)
        .limit(limit)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(entry).collect()
}

/// Every entry on these documents, in no order: for audit.
pub async fn of_documents(
    tx: &Tx,
    tenant: &TenantId,
    documents: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Entry>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::DocumentId, documents).await?;
    rows.into_iter().map(entry).collect()
}

/// Single entries, by account and sequence, in no order: for audit.
pub async fn at(tx: &Tx, tenant: &TenantId, keys: &[(CreditAccountId, i64)]) -> Result<Vec<Entry>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    for some in keys.chunks(KEYS_OF_A_STATEMENT) {
        let any = some.iter().fold(Condition::any(), |any, (account, sequence)| {
            let one = Condition::all().add(Column::CreditAccountId.eq(account.uuid()));
            any.add(one.add(Column::Sequence.eq(*sequence)))
        });
        let query = Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(any);
        found.extend(query.all(tx.connection()).await?);
    }
    found.into_iter().map(entry).collect()
}

pub async fn append(tx: &Tx, tenant: &TenantId, entries: &[Entry]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, entries.iter().map(|entry| row(tenant, entry))).await?;
    Ok(())
}

fn row(tenant: &TenantId, entry: &Entry) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        credit_account_id: entry.account.uuid(),
        sequence: entry.sequence,
        document_id: entry.change.document.id,
        document_type: entry.change.document.kind.as_str().to_owned(),
        category: entry.change.category.code(),
        amount: entry.change.minor,
        kind: entry.change.kind.as_str().to_owned(),
        exposure_after: entry.exposure_after,
        cause_id: entry.cause,
        recorded_at: entry.at.micros(),
    }
}

fn entry(row: Model) -> Result<Entry, StoreError> {
    let document =
        DocumentType::parse(&row.document_type).ok_or_else(|| unreadable("document type", &row.document_type))?;
    Ok(Entry {
        account: Id::from_uuid(row.credit_account_id),
        sequence: row.sequence,
        change: Move {
            document: Document { id: row.document_id, kind: document },
            category: Category::of_code(row.category).ok_or_else(|| unreadable("category", row.category))?,
            minor: row.amount,
            kind: EntryKind::parse(&row.kind).ok_or_else(|| unreadable("kind", &row.kind))?,
        },
        exposure_after: row.exposure_after,
        cause: row.cause_id,
        at: Instant::from_micros(row.recorded_at),
    })
}
