//! A bank statement comes in: all of it, or nothing.

use std::collections::{HashMap, HashSet};

use o2c_kernel::{Call, PerItem, Set, Violations};
use o2c_store::{Claimed, Tx, numbers};

use crate::{
    domain::{
        BankAccount, BankStatement, Fact, LineState, Receipt, Refusal, StatementFile, StatementLine, line_id,
        receipt_id, statement_id,
    },
    error::PaymentsError,
    events,
    sagas::{self, MatchReceipt},
    service::Payments,
    storage::{receipts, statements},
};

/// The file, or all that is wrong with it.
#[derive(Clone, Debug)]
pub struct ImportStatement {
    pub file: Result<StatementFile, Violations>,
}

/// What a set brings in.
#[derive(Default)]
struct Imported {
    accounts: HashMap<String, (BankAccount, bool)>,
    statements: Vec<BankStatement>,
    lines: Vec<StatementLine>,
    receipts: Vec<Receipt>,
    facts: Vec<Fact>,
}

/// Takes each statement in; each line becomes a receipt or is classified, and each receipt's matching starts in the same
/// transaction.
pub async fn import_statements(
    payments: &Payments,
    call: &Call,
    set: Set<ImportStatement, BankStatement>,
) -> Result<PerItem<BankStatement, PaymentsError>, PaymentsError> {
    payments
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<ImportStatement, BankStatement, PaymentsError>| {
            let tenant = call.tenant();
            let files = || claimed.pending().filter_map(|item| item.file.as_ref().ok());
            let names: Vec<String> = files().map(|file| file.bank_account.clone()).collect();
            let known = files().map(|file| file.number.clone()).collect();
            let accounts = statements::lock_accounts(tx, tenant, names).await?;
            let mut seen: HashSet<(String, String)> =
                statements::imported(tx, tenant, known).await?.into_iter().collect();
            let accounts = accounts.into_iter().map(|account| (account.name.clone(), (account, false)));
            let mut imported = Imported { accounts: accounts.collect(), ..Imported::default() };
            for item in claimed.items_mut() {
                let decided = imported.take(call, &item.command().file, &mut seen);
                item.decide(decided.map_err(PaymentsError::from));
            }
            imported.write(payments, tx, call).await
        })
        .await
}

impl Imported {
    fn take(
        &mut self,
        call: &Call,
        file: &Result<StatementFile, Violations>,
        seen: &mut HashSet<(String, String)>,
    ) -> Result<BankStatement, Refusal> {
        let file = file.as_ref().map_err(|bad| Refusal::StatementUnreadable(bad.clone()))?;
        file.has_come(call.today())?;
        file.adds_up()?;
        let key = (file.bank_account.clone(), file.number.clone());
        if seen.contains(&key) {
            return Err(Refusal::StatementImported(file.number.clone()));
        }
        let known = self.accounts.get(&file.bank_account);
        let account = file.chain(known.map(|(account, _)| account))?;
        let new = known.is_none_or(|(_, new)| *new);
        let statement = BankStatement {
            id: statement_id(call.tenant(), &file.bank_account, &file.number, file.date),
            place: account.statements,
            bank_account: file.bank_account.clone(),
            number: file.number.clone(),
            date: file.date,
            opening: file.opening,
            closing: file.closing,
            lines: i32::try_from(file.lines.len()).map_err(|_| Refusal::AmountOverflow)?,
        };
        self.accounts.insert(account.name.clone(), (account, new));
        seen.insert(key);
        for line in &file.lines {
            let id = line_id(statement.id, line.number);
            let mut state = LineState::Classified;
            if line.amount.is_positive() {
                let receipt = Receipt {
                    id: receipt_id(id),
                    number: 0,
                    customer: None,
                    amount: line.amount,
                    applied: 0,
                    on_account: 0,
                    unapplied: line.amount.minor(),
                    value_date: line.value_date,
                    payer_name: line.payer_name.clone(),
                    reference: line.reference.clone(),
                    line: id,
                    revision: 1,
                };
                state = LineState::Receipt(receipt.id);
                self.facts.push(Fact::Received {
                    receipt: Box::new(receipt.clone()),
                    bank_account: file.bank_account.clone(),
                });
                self.receipts.push(receipt);
            }
            self.lines.push(StatementLine { id, statement: statement.id, line: line.clone(), state });
        }
        self.statements.push(statement.clone());
        Ok(statement)
    }

    /// Numbers are taken last and all at once: nothing may refuse after that.
    async fn write(mut self, payments: &Payments, tx: &Tx, call: &Call) -> Result<(), PaymentsError> {
        let tenant = call.tenant();
        let accounts: Vec<(BankAccount, bool)> = self.accounts.into_values().collect();
        if !self.statements.is_empty() {
            statements::save_accounts(tx, tenant, &accounts).await?;
            statements::insert(tx, tenant, &self.statements, &self.lines).await?;
        }
        if !self.receipts.is_empty() {
            let had = events::numbers_had(payments, tx, call, &self.receipts).await?;
            let new = u32::try_from(self.receipts.len() - had.len()).map_err(|_| Refusal::AmountOverflow)?;
            let mut next = match new {
                0 => 0..,
                new => numbers::counter_block(tx, tenant, Receipt::SERIES, new).await?..,
            };
            for (receipt, fact) in self.receipts.iter_mut().zip(&mut self.facts) {
                receipt.number = had.get(&receipt.id).copied().or_else(|| next.next()).unwrap_or_default();
                if let Fact::Received { receipt: told, .. } = fact {
                    told.number = receipt.number;
                }
            }
            receipts::insert(tx, tenant, &self.receipts).await?;
            events::publish(tx, &payments.outbox, call, &self.facts).await?;
            let starts = sagas::match_starts(self.receipts.iter().map(|receipt| receipt.id));
            o2c_saga::start::<MatchReceipt>(tx, &payments.sagas, call, starts).await?;
        }
        Ok(())
    }
}
