//! A bank statement: it adds up, and it begins where the one before ended (PAY-5).

use o2c_kernel::{Date, Money, Violations};

use super::{BankStatementId, ReceiptId, Refusal, StatementLineId};

/// How many days after today a bank may give value.
const VALUE_DAYS: i64 = 10;

/// A file with nothing but days to come is not worth a longer answer.
const MOST_DAYS_NAMED: usize = 200;

/// A statement as the bank sent it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementFile {
    pub bank_account: String,
    pub number: String,
    pub date: Date,
    pub opening: Money,
    pub closing: Money,
    pub lines: Vec<FileLine>,
}

/// A movement on the account. Positive: money in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileLine {
    pub number: i32,
    pub value_date: Date,
    pub amount: Money,
    pub payer_name: String,
    pub payer_account: String,
    pub bank_reference: String,
    pub reference: String,
}

/// What is known of an account: where its last statement ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BankAccount {
    pub name: String,
    pub closing: Money,
    /// How many statements there are.
    pub statements: i64,
}

/// What becomes of a movement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineState {
    Receipt(ReceiptId),
    /// Money out or a fee: none of cash application's business.
    Classified,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementLine {
    pub id: StatementLineId,
    pub statement: BankStatementId,
    pub line: FileLine,
    pub state: LineState,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BankStatement {
    pub id: BankStatementId,
    /// Its place in the chain of its account, from 1.
    pub place: i64,
    pub bank_account: String,
    pub number: String,
    pub date: Date,
    pub opening: Money,
    pub closing: Money,
    pub lines: i32,
}

impl StatementFile {
    /// A statement is of a day that has come. Banks give value to cheques, and to what they book on a weekend, some days
    /// later: a value date further off is a mistake. Each bad line is named as in the file, whose first line is the header.
    pub fn has_come(&self, today: Date) -> Result<(), Refusal> {
        let mut v = Violations::default();
        let mut bad = |line: i32, column: &str, date: Date, latest: Date| {
            let field = format!("content.line[{}].{column}", line.saturating_add(1));
            v.add(field, "OUT_OF_RANGE", format!("is {date}, after {latest}"));
        };
        if self.date > today {
            bad(1, "statement_date", self.date, today);
        }
        let latest = today.add_days(VALUE_DAYS).unwrap_or(today);
        for line in self.lines.iter().filter(|line| line.value_date > latest).take(MOST_DAYS_NAMED) {
            bad(line.number, "value_date", line.value_date, latest);
        }
        if v.is_empty() { Ok(()) } else { Err(Refusal::StatementUnreadable(v)) }
    }

    /// Opening + Σ lines = closing.
    pub fn adds_up(&self) -> Result<(), Refusal> {
        let lines = Money::sum(self.opening.currency(), self.lines.iter().map(|line| line.amount))?;
        if self.opening.checked_add(lines)? != self.closing {
            return Err(Refusal::StatementDoesNotAddUp { opening: self.opening, lines, closing: self.closing });
        }
        Ok(())
    }

    /// Opens where the account's last statement closed; the first one is free. Computes the account after it.
    pub fn chain(&self, account: Option<&BankAccount>) -> Result<BankAccount, Refusal> {
        let place = match account {
            None => 1,
            Some(account) if account.closing.currency() != self.opening.currency() => {
                let fields = Violations::currency_mismatch("content", account.closing.currency());
                return Err(Refusal::CurrencyMismatch(fields));
            }
            Some(account) if account.closing != self.opening => {
                return Err(Refusal::StatementDoesNotChain { opening: self.opening, before: account.closing });
            }
            Some(account) => account.statements.saturating_add(1),
        };
        Ok(BankAccount { name: self.bank_account.clone(), closing: self.closing, statements: place })
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Currency;

    use super::*;

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    fn file(opening: i64, amounts: &[i64], closing: i64) -> StatementFile {
        let date = Date::parse("2011-01-04").unwrap();
        let line = |(index, amount): (usize, &i64)| FileLine {
            number: i32::try_from(index).unwrap() + 1,
            value_date: date,
            amount: gbp(*amount),
            payer_name: String::new(),
            payer_account: String::new(),
            bank_reference: String::new(),
            reference: String::new(),
        };
        StatementFile {
            bank_account: "GB1".to_owned(),
            number: "1".to_owned(),
            date,
            opening: gbp(opening),
            closing: gbp(closing),
            lines: amounts.iter().enumerate().map(line).collect(),
        }
    }

    #[test]
    fn a_statement_adds_up_or_is_refused() {
        assert_eq!(file(100, &[50, -30], 120).adds_up(), Ok(()));
        assert_eq!(file(100, &[], 100).adds_up(), Ok(()));
        assert!(matches!(file(100, &[50], 151).adds_up(), Err(Refusal::StatementDoesNotAddUp { .. })));
        assert_eq!(file(i64::MAX, &[1], 0).adds_up(), Err(Refusal::AmountOverflow));
    }

    #[test]
    fn a_statement_opens_where_the_one_before_closed() {
        let first = file(100, &[50], 150).chain(None).unwrap();
        assert_eq!(first.statements, 1);
        assert_eq!(file(150, &[], 150).chain(Some(&first)).unwrap().statements, 2);
        assert!(matches!(file(149, &[], 149).chain(Some(&first)), Err(Refusal::StatementDoesNotChain { .. })));
        let euros = BankAccount { closing: Money::new(150, Currency::EUR), ..first };
        assert_eq!(
            file(150, &[], 150).chain(Some(&euros)),
            Err(Refusal::CurrencyMismatch(Violations::one("content", "CURRENCY_MISMATCH", "EUR is due")))
        );
    }
}
