//! Journal entries: double entry, append-only. The only way to make one is one that balances (ARL-1).

use o2c_kernel::{Currency, Date, Money};
use uuid::Uuid;

use super::{Account, JournalEntryId, Refusal};

/// Why something was posted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    Invoice,
    CreditNote,
    DebitNote,
    Receipt,
    Application,
    Reversal,
    WriteOff,
    BadDebt,
    OpeningBalance,
}

impl EntryKind {
    const ALL: [Self; 9] = [
        Self::Invoice,
        Self::CreditNote,
        Self::DebitNote,
        Self::Receipt,
        Self::Application,
        Self::Reversal,
        Self::WriteOff,
        Self::BadDebt,
        Self::OpeningBalance,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::DebitNote => "debit_note",
            Self::Receipt => "receipt",
            Self::Application => "application",
            Self::Reversal => "reversal",
            Self::WriteOff => "write_off",
            Self::BadDebt => "bad_debt",
            Self::OpeningBalance => "opening_balance",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A set of lines that balances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalEntry {
    pub id: JournalEntryId,
    pub posted_on: Date,
    pub kind: EntryKind,
    /// The invoice, note or receipt that it is about.
    pub document: Option<Uuid>,
    pub description: String,
    pub lines: Vec<JournalLine>,
}

/// One side of an entry: exactly one of the two amounts is more than 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JournalLine {
    pub account: Account,
    pub debit: Money,
    pub credit: Money,
}

/// What an entry is about.
#[derive(Clone, Debug)]
pub struct Heading {
    pub id: JournalEntryId,
    pub posted_on: Date,
    pub kind: EntryKind,
    pub document: Option<Uuid>,
    pub description: String,
}

impl JournalEntry {
    /// From movements per account: more than 0 is a debit, less a credit, nothing makes no line.
    pub fn balanced(heading: Heading, currency: Currency, movements: &[(Account, Money)]) -> Result<Self, Refusal> {
        let sum = Money::sum(currency, movements.iter().map(|(_, amount)| *amount))?;
        if !sum.is_zero() {
            return Err(Refusal::Inconsistent("the movements do not balance"));
        }
        let nothing = Money::zero(currency);
        let mut lines = Vec::with_capacity(movements.len());
        for (account, amount) in movements {
            if amount.is_positive() {
                lines.push(JournalLine { account: *account, debit: *amount, credit: nothing });
            } else if amount.is_negative() {
                lines.push(JournalLine { account: *account, debit: nothing, credit: amount.checked_neg()? });
            }
        }
        let Heading { id, posted_on, kind, document, description } = heading;
        Ok(Self { id, posted_on, kind, document, description, lines })
    }

    /// From one account to another: `debit` is debited, `credit` credited; the other way round for less than 0.
    pub fn transfer(heading: Heading, debit: Account, credit: Account, amount: Money) -> Result<Self, Refusal> {
        Self::balanced(heading, amount.currency(), &[(debit, amount), (credit, amount.checked_neg()?)])
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Id;

    use super::*;

    fn heading() -> Heading {
        Heading {
            id: Id::from_uuid(Uuid::nil()),
            posted_on: Date::parse("2026-01-01").unwrap(),
            kind: EntryKind::Invoice,
            document: None,
            description: String::new(),
        }
    }

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    #[test]
    fn nothing_that_does_not_balance_becomes_an_entry() {
        let movements =
            [(Account::Receivables, gbp(120)), (Account::Revenue, gbp(-100)), (Account::TaxPayable, gbp(-19))];
        assert!(JournalEntry::balanced(heading(), Currency::GBP, &movements).is_err());
        let euro = [(Account::Receivables, gbp(1)), (Account::Revenue, Money::new(-1, Currency::EUR))];
        assert!(JournalEntry::balanced(heading(), Currency::GBP, &euro).is_err());
    }

    #[test]
    fn an_account_without_movement_has_no_line_and_less_than_nothing_changes_sides() {
        let movements =
            [(Account::Receivables, gbp(100)), (Account::Revenue, gbp(-100)), (Account::TaxPayable, gbp(0))];
        assert_eq!(JournalEntry::balanced(heading(), Currency::GBP, &movements).unwrap().lines.len(), 2);
        let back = JournalEntry::transfer(heading(), Account::BadDebt, Account::Allowance, gbp(-7)).unwrap();
        assert_eq!(back.lines[0], JournalLine { account: Account::BadDebt, debit: gbp(0), credit: gbp(7) });
        assert_eq!(back.lines[1], JournalLine { account: Account::Allowance, debit: gbp(7), credit: gbp(0) });
    }

    #[test]
    fn every_kind_has_its_name() {
        assert!(EntryKind::ALL.into_iter().all(|kind| EntryKind::parse(kind.name()) == Some(kind)));
        assert_eq!(EntryKind::parse("other"), None);
    }
}
