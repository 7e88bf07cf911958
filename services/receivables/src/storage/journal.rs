//! The journal: appended and read.

use std::collections::HashMap;

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    entities::{journal_entry, journal_line},
    journal_end, read,
};
use crate::domain::{Account, EntryKind, JournalEntry, JournalEntryId, JournalLine};

/// An entry with the number that the database gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PostedEntry {
    pub position: i64,
    pub entry: JournalEntry,
}

/// Which entries to list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryFilter {
    pub document: Option<Uuid>,
    pub after: Option<i64>,
    /// None = whatever is there.
    pub until: Option<i64>,
    pub limit: u64,
}

pub async fn insert(tx: &Tx, tenant: &TenantId, entries: &[JournalEntry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    journal_end::begin(tx, tenant).await?;
    let heads: Vec<_> = entries.iter().map(|entry| head(tenant, entry)).collect();
    set::insert::<journal_entry::Entity>(tx, heads).await?;
    let lines: Vec<_> = entries.iter().flat_map(|entry| rows(tenant, entry)).collect();
    set::insert::<journal_line::Entity>(tx, lines).await.map(drop)
}

/// An entry that is there.
pub async fn posted(tx: &Tx, tenant: &TenantId, ids: Vec<JournalEntryId>) -> Result<Vec<PostedEntry>, StoreError> {
    let ids = ids.into_iter().map(Id::uuid);
    let heads = set::find::<journal_entry::Entity>(tx, tenant, journal_entry::Column::JournalEntryId, ids).await?;
    with_lines(tx, tenant, heads).await
}

/// In the order of posting.
pub async fn list_entries(tx: &Tx, tenant: &TenantId, filter: &EntryFilter) -> Result<Vec<PostedEntry>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM journal_entry WHERE tenant = ").bind(tenant.as_str());
    if let Some(document) = filter.document {
        sql = sql.push(" AND document_id = ").bind(document);
    }
    if let Some(after) = filter.after {
        sql = sql.push(" AND position > ").bind(after);
    }
    if let Some(until) = filter.until {
        sql = sql.push(" AND position <= ").bind(until);
    }
    let rows = sql.push(" ORDER BY position LIMIT ").bind(filter.limit).rows(tx).await?;
    let heads = rows.iter().map(|row| journal_entry::Model::from_query_result(row, ""));
    with_lines(tx, tenant, heads.collect::<Result<_, _>>()?).await
}

async fn with_lines(
    tx: &Tx,
    tenant: &TenantId,
    heads: Vec<journal_entry::Model>,
) -> Result<Vec<PostedEntry>, StoreError> {
    let ids: Vec<Uuid> = heads.iter().map(|head| head.journal_entry_id).collect();
    let mut lines: HashMap<Uuid, Vec<journal_line::Model>> = HashMap::with_capacity(ids.len());
    let column = journal_line::Column::JournalEntryId;
    for line in set::find::<journal_line::Entity>(tx, tenant, column, ids).await? {
        lines.entry(line.journal_entry_id).or_default().push(line);
    }
    let entry = |head: journal_entry::Model| {
        let lines = lines.remove(&head.journal_entry_id).unwrap_or_default();
        posted_entry(head, lines)
    };
    heads.into_iter().map(entry).collect()
}

fn posted_entry(head: journal_entry::Model, mut lines: Vec<journal_line::Model>) -> Result<PostedEntry, StoreError> {
    lines.sort_by_key(|line| line.line_number);
    let line = |line: journal_line::Model| -> Result<JournalLine, StoreError> {
        let currency = read::currency(&line.currency)?;
        Ok(JournalLine {
            account: read::known("account", &line.account, Account::parse(&line.account))?,
            debit: Money::new(line.debit, currency),
            credit: Money::new(line.credit, currency),
        })
    };
    let entry = JournalEntry {
        id: Id::from_uuid(head.journal_entry_id),
        posted_on: read::date(head.posted_on)?,
        kind: read::known("kind of entry", &head.kind, EntryKind::parse(&head.kind))?,
        document: head.document_id,
        description: head.description,
        lines: lines.into_iter().map(line).collect::<Result<_, _>>()?,
    };
    Ok(PostedEntry { position: head.position, entry })
}

fn head(tenant: &TenantId, entry: &JournalEntry) -> journal_entry::Model {
    journal_entry::Model {
        position: 0, // the database gives it
        tenant: tenant.as_str().to_owned(),
        journal_entry_id: entry.id.uuid(),
        posted_on: entry.posted_on.days(),
        kind: entry.kind.name().to_owned(),
        document_id: entry.document,
        description: entry.description.clone(),
    }
}

fn rows<'a>(tenant: &'a TenantId, entry: &'a JournalEntry) -> impl Iterator<Item = journal_line::Model> + 'a {
    (1..).zip(&entry.lines).map(move |(line_number, line)| journal_line::Model {
        tenant: tenant.as_str().to_owned(),
        journal_entry_id: entry.id.uuid(),
        line_number,
        account: line.account.code().to_owned(),
        currency: line.debit.currency().code().to_owned(),
        posted_on: entry.posted_on.days(),
        debit: line.debit.minor(),
        credit: line.credit.minor(),
    })
}
