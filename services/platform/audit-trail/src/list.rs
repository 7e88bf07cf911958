//! Finding entries: by document, by caller, by time, the newest first, page by page.

use std::collections::HashMap;

use o2c_kernel::{Instant, TenantId};
use o2c_store::{
    Scope, Store, StoreError, Tx,
    trail::{
        Entry,
        subject::{self, Subject},
    },
};
use uuid::Uuid;

use crate::{
    index,
    storage::{entries, unreadable},
};

/// What is looked for; all of it at once.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// An entry is found by its documents once it is sealed.
    pub document: Option<Uuid>,
    pub principal: Option<String>,
    /// Recorded then or later.
    pub from: Option<Instant>,
    /// Recorded before.
    pub until: Option<Instant>,
    /// The last entry of the page before.
    pub after: Option<Uuid>,
}

/// An entry with its principal, where that is not erased, and the reasons that were given and not erased, by the places of
/// their items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub entry: Entry,
    /// Nobody knows who it was.
    pub erased: bool,
    pub reasons: HashMap<usize, String>,
}

/// Entries, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub entries: Vec<Listed>,
    /// Where the next page begins; none: there is nothing more.
    pub next: Option<Uuid>,
}

/// Looks for entries of a tenant. A page may be short though more follow: what matches rarely is looked for in one page's
/// worth of candidates at a time.
///
/// # Errors
/// Those of the database.
pub async fn list(
    store: &Store,
    scope: impl Into<Scope>,
    tenant: &TenantId,
    query: &Query,
    size: u64,
) -> Result<Page, StoreError> {
    store.read(scope, async |tx| page(tx, tenant, query, size).await).await
}

async fn page(tx: &Tx, tenant: &TenantId, query: &Query, size: u64) -> Result<Page, StoreError> {
    let range = range(query);
    let wanted = match query.principal.as_deref() {
        None => None,
        Some(principal) => match subject::find(tx, tenant, principal).await? {
            Some(subject) => Some(subject.id),
            None => return Ok(Page::default()),
        },
    };
    let most = usize::try_from(size).unwrap_or(usize::MAX);
    let mut ids = match query.document {
        Some(document) => index::newest_of_document(tx, tenant, document, range, most.saturating_add(1)).await?,
        None => entries::newest(tx, tenant, wanted, range, size.saturating_add(1)).await?,
    };
    let more = ids.len() > most;
    ids.truncate(most);
    let next = ids.last().copied().filter(|_| more);

    let rows = entries::find(tx, tenant, ids.iter().copied()).await?;
    let mut found: HashMap<Uuid, Entry> = HashMap::with_capacity(rows.len());
    for row in rows {
        let entry = Entry::decode(&row.body).ok_or_else(|| unreadable("an entry that is none"))?;
        found.insert(row.entry_id, entry);
    }
    found.retain(|_, entry| wanted.is_none_or(|wanted| entry.subject == wanted));
    let subjects = subjects(tx, tenant, found.values()).await?;
    let mut reasons = reasons(tx, tenant, &subjects, &found).await?;
    let listed = ids.iter().filter_map(|id| found.remove(id)).map(|mut entry| {
        let known = subjects.get(&entry.subject);
        known.into_iter().for_each(|subject| entry.principal.clone_from(&subject.principal));
        Listed { erased: known.is_none(), reasons: reasons.remove(&entry.id).unwrap_or_default(), entry }
    });
    Ok(Page { entries: listed.collect(), next })
}

/// Those who are not erased, by pseudonym.
async fn subjects(
    tx: &Tx,
    tenant: &TenantId,
    entries: impl Iterator<Item = &Entry>,
) -> Result<HashMap<Uuid, Subject>, StoreError> {
    let ids = entries.map(|entry| entry.subject).collect();
    Ok(subject::find_by_id(tx, tenant, ids).await?.into_iter().map(|subject| (subject.id, subject)).collect())
}

async fn reasons(
    tx: &Tx,
    tenant: &TenantId,
    subjects: &HashMap<Uuid, Subject>,
    found: &HashMap<Uuid, Entry>,
) -> Result<HashMap<Uuid, HashMap<usize, String>>, StoreError> {
    let noted = found.values().filter(|entry| entry.items.iter().any(|item| item.note.is_some()));
    let noted: Vec<Uuid> = noted.map(|entry| entry.id).collect();
    let mut reasons: HashMap<Uuid, HashMap<usize, String>> = HashMap::new();
    for note in entries::notes(tx, tenant, noted).await? {
        let subject = found.get(&note.entry_id).and_then(|entry| subjects.get(&entry.subject));
        let (Some(text), Ok(place)) =
            (subject.and_then(|subject| subject.open(note.salt, &note.sealed)), usize::try_from(note.item))
        else {
            continue;
        };
        reasons.entry(note.entry_id).or_default().insert(place, text);
    }
    Ok(reasons)
}

/// The ids between which those of the query are.
fn range(query: &Query) -> (Uuid, Uuid) {
    let after = query.from.map_or(Uuid::nil(), first_id);
    let until = query.until.map_or(Uuid::max(), first_id);
    (after, query.after.map_or(until, |id| id.min(until)))
}

/// An id before all that are made at an instant or later, and behind all that were made in an earlier millisecond: ids
/// begin with the time.
#[must_use]
pub fn first_id(at: Instant) -> Uuid {
    let millisecond = u128::try_from(at.micros().div_euclid(1_000)).unwrap_or(0);
    Uuid::from_u128(millisecond << 80)
}

/// When an id was made, to the millisecond.
#[must_use]
pub fn recorded_at(id: Uuid) -> Instant {
    let millisecond = i64::try_from(id.as_u128() >> 80).unwrap_or(i64::MAX);
    Instant::from_micros(millisecond.saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use o2c_kernel::{machine_now, new_uuid};

    use super::*;

    #[test]
    fn ids_stand_between_the_instants_around_them() {
        let before = machine_now();
        let id = new_uuid();
        assert!(first_id(before) < id);
        assert!(first_id(recorded_at(id)) < id);
        assert!(first_id(Instant::from_micros(recorded_at(id).micros() + 1_000)) > id);
        assert_eq!(first_id(Instant::from_micros(-1)), Uuid::nil());
    }
}
