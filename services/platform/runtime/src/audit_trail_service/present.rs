//! From an entry to the wire.

use o2c_audit_trail::list::Listed;
use o2c_proto::runtime::v1::{AuditEntry, AuditEntryChange, AuditEntryDocument, AuditEntryItem, AuditEntryKind};
use o2c_store::trail::{Change, EntryItem, EntryKind, Name};
use uuid::Uuid;

/// Items and changes of an entry that are shown.
const SHOWN: usize = 32;

/// Of items and changes those that name the document, where one is asked for.
pub(super) fn entry(listed: &Listed, document: Option<Uuid>) -> AuditEntry {
    let entry = &listed.entry;
    let items = entry.items.iter().enumerate().filter(|(_, item)| names(item, document)).take(SHOWN);
    let changes = entry.changes.iter().filter(|change| document.is_none_or(|id| change.id == id)).take(SHOWN);
    AuditEntry {
        audit_entry_id: entry.id.to_string(),
        recorded_at_micros: entry.recorded_at,
        kind: kind(entry.kind).into(),
        principal: entry.principal.clone(),
        process: entry.process.clone(),
        method: entry.method.clone(),
        call_id: entry.request_id.clone(),
        traceparent: entry.trace.clone(),
        call_count: i64::try_from(entry.calls).unwrap_or(i64::MAX),
        items: items.map(|(at, of)| item(of, listed.reasons.get(&at))).collect(),
        item_count: count(entry.items.len()),
        changes: changes.map(change).collect(),
        change_count: count(entry.changes.len()),
        principal_erased: listed.erased,
    }
}

fn names(item: &EntryItem, document: Option<Uuid>) -> bool {
    document.is_none_or(|id| item.documents.iter().any(|(_, named)| *named == id))
}

fn item(of: &EntryItem, reason: Option<&String>) -> AuditEntryItem {
    let document = |(name, id): &(Name, Uuid)| AuditEntryDocument { name: name.to_string(), id: id.to_string() };
    AuditEntryItem {
        key: of.request_id.map(|key| key.to_string()).unwrap_or_default(),
        documents: of.documents.iter().map(document).collect(),
        refusal: of.refusal.to_string(),
        reason: reason.cloned().unwrap_or_default(),
    }
}

fn change(of: &Change) -> AuditEntryChange {
    AuditEntryChange {
        kind: of.kind.to_string(),
        id: of.id.to_string(),
        version_before: of.before,
        version_after: of.after,
    }
}

fn kind(of: EntryKind) -> AuditEntryKind {
    match of {
        EntryKind::Call => AuditEntryKind::Call,
        EntryKind::Refusal => AuditEntryKind::Refusal,
        EntryKind::Fact => AuditEntryKind::Fact,
        EntryKind::Saga => AuditEntryKind::Saga,
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
