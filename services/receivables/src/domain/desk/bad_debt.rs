//! Bad debt that belongs to no open item.

use o2c_kernel::{Date, Money};

use super::Desk;
use crate::domain::{Account, EntryKind, Heading, JournalEntry, JournalEntryId, ReceivablesFact, Refusal};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadDebt {
    pub entry: JournalEntryId,
    /// Positive = expense, negative = recovered.
    pub amount: Money,
    pub posted_on: Date,
    pub reference: String,
    pub description: String,
}

impl Desk {
    /// Debit bad debt expense, credit the allowance.
    pub fn post_bad_debt(&mut self, command: &BadDebt) -> Result<JournalEntry, Refusal> {
        let description = match (command.reference.as_str(), command.description.as_str()) {
            (reference, "") => reference.to_owned(),
            ("", description) => description.to_owned(),
            (reference, description) => format!("{reference}: {description}"),
        };
        let heading = Heading {
            id: command.entry,
            posted_on: self.books.day_that_is_named("posted_on", command.posted_on, self.moment.today)?,
            kind: EntryKind::BadDebt,
            document: None,
            description,
        };
        let entry = JournalEntry::transfer(heading, Account::BadDebt, Account::Allowance, command.amount)?;
        self.changes.entries.push(entry.clone());
        self.tell(ReceivablesFact::BadDebt {
            entry: command.entry,
            amount: command.amount,
            posted_on: entry.posted_on,
            reference: command.reference.clone(),
        });
        Ok(entry)
    }
}
