//! The journal, in the order of posting, as far as nothing more comes in between.

use o2c_kernel::{Call, PageSize};
use uuid::Uuid;

use crate::{
    Receivables,
    error::ReceivablesError,
    storage::{self, EntryFilter, PostedEntry},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListJournalEntries {
    pub document: Option<Uuid>,
    pub size: PageSize,
    pub after: Option<i64>,
    /// What the page token is bound to.
    pub scope: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryPage {
    pub entries: Vec<PostedEntry>,
    pub next: Option<i64>,
    pub scope: String,
}

pub async fn list_journal_entries(
    receivables: &Receivables,
    call: &Call,
    question: ListJournalEntries,
) -> Result<EntryPage, ReceivablesError> {
    let size = question.size.get();
    // what may still commit before what is seen ends the list: the page after it must not begin behind that
    let end = receivables.store.read(call, async |tx| storage::journal_end(tx, call.tenant()).await);
    let filter = EntryFilter {
        document: question.document,
        after: question.after,
        until: end.await.map_err(ReceivablesError::from)?,
        limit: size.saturating_add(1),
    };
    let mut entries = receivables
        .store
        .read(call, async |tx| storage::list_entries(tx, call.tenant(), &filter).await.map_err(ReceivablesError::from))
        .await?;
    let more = super::cut(&mut entries, size);
    let next = if more { entries.last().map(|last| last.position) } else { None };
    Ok(EntryPage { entries, next, scope: question.scope })
}

#[cfg(test)]
mod tests;
