//! What the ways of applying have in common.

use o2c_kernel::{Date, Money};

use super::Desk;
use crate::domain::{
    Account, Application, ApplicationId, EntryKind, Heading, JournalEntry, OpenItem, ProposalId, Refusal, Source,
    entry_of_edge,
};

impl Desk {
    /// The day on which a command's edge counts: today, and not before what it joins was in the books. Days that were
    /// reported stay as they were reported.
    pub(super) fn effective_today(&self, joined: impl IntoIterator<Item = Date>) -> Result<Date, Refusal> {
        let today = self.books.day_of_command(self.moment.today)?;
        Ok(joined.into_iter().fold(today, Date::max))
    }
}

pub(super) fn edge(
    id: ApplicationId,
    item: &OpenItem,
    source: Source,
    amount: Money,
    effective_on: Date,
    proposal: Option<ProposalId>,
) -> Application {
    Application {
        id,
        item: item.id,
        source,
        amount,
        effective_on,
        reverses: None,
        proposal,
        reason: String::new(),
        customer: item.customer,
        due_on: item.due_on,
    }
}

/// The entry of an edge: what pays an item credits the control account. A credit note's edge moves nothing in the
/// general ledger, since both of its sides stand on that account.
pub(super) fn entry_of(edge: &Application, item: &OpenItem) -> Result<Option<JournalEntry>, Refusal> {
    let (kind, against) = match edge.source {
        Source::Cash(_) => (EntryKind::Application, Account::UnappliedCash),
        Source::WriteOff(_) => (EntryKind::WriteOff, Account::BadDebt),
        Source::CreditNote(_) => return Ok(None),
    };
    let heading = Heading {
        id: entry_of_edge(edge.id),
        posted_on: edge.effective_on,
        kind: if edge.reverses.is_some() { EntryKind::Reversal } else { kind },
        document: Some(item.document.uuid()),
        description: item.document_number.clone(),
    };
    JournalEntry::transfer(heading, against, Account::Receivables, edge.amount).map(Some)
}
