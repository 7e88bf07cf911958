//! Journal and write-offs, on the wire.

use o2c_kernel::{KeyPart, Money};
use o2c_proto::receivables::v1 as wire;
use o2c_rpc::wire as to;

use crate::{
    app::{EntryPage, TrialBalance, WriteOffPage},
    domain::{Books, CHART, JournalLine, WriteOff, WriteOffState},
    storage::PostedEntry,
};

impl From<&PostedEntry> for wire::JournalEntry {
    fn from(posted: &PostedEntry) -> Self {
        let entry = &posted.entry;
        Self {
            journal_entry_id: entry.id.to_string(),
            position: posted.position,
            posted_on: Some(to::date(entry.posted_on)),
            kind: entry.kind.name().to_owned(),
            document_id: entry.document.map(|id| id.to_string()).unwrap_or_default(),
            description: entry.description.clone(),
            lines: entry.lines.iter().map(line).collect(),
        }
    }
}

fn line(line: &JournalLine) -> wire::JournalLine {
    wire::JournalLine {
        account: line.account.code().to_owned(),
        debit: Some(to::money(line.debit)),
        credit: Some(to::money(line.credit)),
    }
}

impl From<&Books> for wire::ClosedPeriod {
    fn from(books: &Books) -> Self {
        Self { closed_through: books.closed_through.map(to::date) }
    }
}

impl From<&EntryPage> for wire::ListJournalEntriesResponse {
    fn from(page: &EntryPage) -> Self {
        let next = page.next.map(|position| [KeyPart::Int(position)]);
        Self {
            journal_entries: page.entries.iter().map(wire::JournalEntry::from).collect(),
            next_page_token: to::page_token(next.as_ref().map(<[KeyPart; 1]>::as_slice), &page.scope),
        }
    }
}

impl From<&TrialBalance> for wire::TrialBalance {
    fn from(balance: &TrialBalance) -> Self {
        let money = |minor| Some(to::money(Money::new(minor, balance.currency)));
        let accounts = balance.accounts.iter().map(|sums| wire::AccountBalance {
            account: sums.account.code().to_owned(),
            name: CHART.iter().find(|entry| entry.account == sums.account).map_or("", |entry| entry.name).to_owned(),
            debits: money(sums.debits),
            credits: money(sums.credits),
        });
        Self {
            as_of: Some(to::date(balance.as_of)),
            accounts: accounts.collect(),
            difference: Some(to::money(balance.difference)),
        }
    }
}

impl From<&WriteOff> for wire::WriteOff {
    fn from(write_off: &WriteOff) -> Self {
        let state = match write_off.state {
            WriteOffState::Requested => wire::WriteOffState::Requested,
            WriteOffState::Approved => wire::WriteOffState::Approved,
            WriteOffState::Rejected => wire::WriteOffState::Rejected,
        };
        Self {
            write_off_id: write_off.id.to_string(),
            open_item_id: write_off.item.to_string(),
            amount: Some(to::money(write_off.amount)),
            reason: write_off.reason.clone(),
            state: state.into(),
            requested_by: write_off.requested_by.as_str().to_owned(),
            decided_by: write_off.decided_by.as_ref().map(|by| by.as_str().to_owned()).unwrap_or_default(),
            etag: to::etag(write_off.version),
        }
    }
}

impl From<&WriteOffPage> for wire::ListWriteOffsResponse {
    fn from(page: &WriteOffPage) -> Self {
        let next = page.next.map(|id| [KeyPart::Uuid(id.uuid())]);
        Self {
            write_offs: page.write_offs.iter().map(wire::WriteOff::from).collect(),
            next_page_token: to::page_token(next.as_ref().map(<[KeyPart; 1]>::as_slice), &page.scope),
        }
    }
}
