//! Statements and their lines.

use std::collections::HashMap;

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{bank_account, bank_statement, bank_statement_line};
use super::lists::behind;
use super::values::{date, money, tenant as tenant_of};
use crate::domain::{BankAccount, BankStatement, BankStatementId, FileLine, LineState, StatementLine, StatementLineId};

/// Locks the accounts, in key order. One that is new is not in the answer.
pub async fn lock_accounts(tx: &Tx, tenant: &TenantId, names: Vec<String>) -> Result<Vec<BankAccount>, StoreError> {
    let rows =
        set::find_for_update::<bank_account::Entity>(tx, tenant, bank_account::Column::BankAccount, names).await?;
    rows.into_iter()
        .map(|row| {
            let closing = money(row.closing, &row.currency)?;
            Ok(BankAccount { name: row.bank_account, closing, statements: row.statements })
        })
        .collect()
}

/// Which (account, statement number) of these accounts and numbers are there.
pub async fn imported(tx: &Tx, tenant: &TenantId, numbers: Vec<String>) -> Result<Vec<(String, String)>, StoreError> {
    use bank_statement::{Column, Entity};
    let rows = set::find::<Entity>(tx, tenant, Column::StatementNumber, numbers).await?;
    Ok(rows.into_iter().map(|row| (row.bank_account, row.statement_number)).collect())
}

/// Writes accounts as they stand now; `new` tells which were not there.
pub async fn save_accounts(tx: &Tx, tenant: &TenantId, accounts: &[(BankAccount, bool)]) -> Result<(), StoreError> {
    let row = |account: &BankAccount| bank_account::Model {
        tenant: tenant.as_str().to_owned(),
        bank_account: account.name.clone(),
        currency: account.closing.currency().code().to_owned(),
        closing: account.closing.minor(),
        statements: account.statements,
    };
    let (new, known): (Vec<_>, Vec<_>) = accounts.iter().partition(|(_, new)| *new);
    set::insert::<bank_account::Entity>(tx, new.into_iter().map(|(account, _)| row(account))).await?;
    set::update::<bank_account::Entity>(tx, known.into_iter().map(|(account, _)| row(account))).await?;
    Ok(())
}

pub async fn insert(
    tx: &Tx,
    tenant: &TenantId,
    statements: &[BankStatement],
    lines: &[StatementLine],
) -> Result<(), StoreError> {
    let row = |statement: &BankStatement| bank_statement::Model {
        tenant: tenant.as_str().to_owned(),
        bank_statement_id: statement.id.uuid(),
        bank_account: statement.bank_account.clone(),
        place: statement.place,
        statement_number: statement.number.clone(),
        statement_date: statement.date.days(),
        currency: statement.opening.currency().code().to_owned(),
        opening: statement.opening.minor(),
        closing: statement.closing.minor(),
        lines: statement.lines,
    };
    let line_row = |line: &StatementLine| bank_statement_line::Model {
        tenant: tenant.as_str().to_owned(),
        bank_statement_id: line.statement.uuid(),
        line_number: line.line.number,
        bank_statement_line_id: line.id.uuid(),
        value_date: line.line.value_date.days(),
        amount: line.line.amount.minor(),
        currency: line.line.amount.currency().code().to_owned(),
        payer_name: line.line.payer_name.clone(),
        payer_account: line.line.payer_account.clone(),
        bank_reference: line.line.bank_reference.clone(),
        reference: line.line.reference.clone(),
        receipt_id: match line.state {
            LineState::Receipt(receipt) => Some(receipt.uuid()),
            LineState::Classified => None,
        },
    };
    set::insert::<bank_statement::Entity>(tx, statements.iter().map(row)).await?;
    set::insert::<bank_statement_line::Entity>(tx, lines.iter().map(line_row)).await?;
    Ok(())
}

pub async fn find(tx: &Tx, tenant: &TenantId, id: BankStatementId) -> Result<Option<BankStatement>, StoreError> {
    use bank_statement::{Column, Entity};
    let rows = set::find::<Entity>(tx, tenant, Column::BankStatementId, [id.uuid()]).await?;
    rows.into_iter().next().map(statement).transpose()
}

/// A page by account and place in its chain.
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    account: Option<&str>,
    after: Option<(&str, i64)>,
    limit: u64,
) -> Result<Vec<BankStatement>, StoreError> {
    use bank_statement::{Column, Entity};
    let mut query = Entity::find().filter(Column::Tenant.eq(tenant.as_str()));
    if let Some(account) = account {
        query = query.filter(Column::BankAccount.eq(account));
    }
    if let Some((last, place)) = after {
        let later = Condition::all().add(Column::BankAccount.eq(last)).add(Column::Place.gt(place));
        query = query.filter(Condition::any().add(Column::BankAccount.gt(last)).add(later));
    }
    let ordered = query.order_by_asc(Column::BankAccount).order_by_asc(Column::Place);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(statement).collect()
}

/// A page of the lines of a statement, by line number.
pub async fn lines(
    tx: &Tx,
    tenant: &TenantId,
    id: Uuid,
    after: i32,
    limit: u64,
) -> Result<Vec<StatementLine>, StoreError> {
    use bank_statement_line::{Column, Entity};
    let query = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::BankStatementId.eq(id))
        .filter(Column::LineNumber.gt(after));
    let rows = query.order_by_asc(Column::LineNumber).limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(line).collect()
}

/// Some lines, in the order given.
pub async fn lines_by_id(
    tx: &Tx,
    tenant: &TenantId,
    ids: &[StatementLineId],
) -> Result<Vec<StatementLine>, StoreError> {
    use bank_statement_line::{Column, Entity};
    let rows = set::find::<Entity>(tx, tenant, Column::BankStatementLineId, ids.iter().map(|id| id.uuid())).await?;
    let mut found: HashMap<Uuid, _> = rows.into_iter().map(|row| (row.bank_statement_line_id, row)).collect();
    ids.iter().filter_map(|id| found.remove(&id.uuid())).map(line).collect()
}

/// Statements of all tenants by id: for audit.
pub async fn page_of_all(
    tx: &Tx,
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<(TenantId, BankStatement)>, StoreError> {
    use bank_statement::{Column, Entity};
    let query = Entity::find().filter(behind(Column::Tenant, Column::BankStatementId, after));
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::BankStatementId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((tenant_of(&row.tenant)?, statement(row)?))).collect()
}

/// The statement at a place of an account's chain.
pub async fn at_place(
    tx: &Tx,
    tenant: &TenantId,
    account: &str,
    place: i64,
) -> Result<Option<BankStatement>, StoreError> {
    use bank_statement::{Column, Entity};
    let query = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::BankAccount.eq(account))
        .filter(Column::Place.eq(place));
    query.one(tx.connection()).await?.map(statement).transpose()
}

fn statement(row: bank_statement::Model) -> Result<BankStatement, StoreError> {
    Ok(BankStatement {
        id: Id::from_uuid(row.bank_statement_id),
        place: row.place,
        number: row.statement_number,
        date: date(row.statement_date)?,
        opening: money(row.opening, &row.currency)?,
        closing: money(row.closing, &row.currency)?,
        lines: row.lines,
        bank_account: row.bank_account,
    })
}

fn line(row: bank_statement_line::Model) -> Result<StatementLine, StoreError> {
    let amount: Money = money(row.amount, &row.currency)?;
    Ok(StatementLine {
        id: Id::from_uuid(row.bank_statement_line_id),
        statement: Id::from_uuid(row.bank_statement_id),
        line: FileLine {
            number: row.line_number,
            value_date: date(row.value_date)?,
            amount,
            payer_name: row.payer_name,
            payer_account: row.payer_account,
            bank_reference: row.bank_reference,
            reference: row.reference,
        },
        state: row.receipt_id.map_or(LineState::Classified, |receipt| LineState::Receipt(Id::from_uuid(receipt))),
    })
}
