//! Questions about statements.

use o2c_kernel::{Call, KeyPart};

use super::PageQuery;
use crate::{
    domain::{BankStatement, BankStatementId, Refusal, StatementLine},
    error::PaymentsError,
    service::Payments,
    storage::statements,
};

#[derive(Clone, Debug)]
pub struct StatementsQuery {
    pub bank_account: Option<String>,
    pub page: PageQuery,
}

/// A page by account and place in its chain.
#[derive(Debug)]
pub struct StatementsPage {
    pub statements: Vec<BankStatement>,
    pub filter: String,
    pub more: bool,
}

#[derive(Clone, Debug)]
pub struct LinesQuery {
    pub statement: BankStatementId,
    pub page: PageQuery,
}

/// A page of lines by number.
#[derive(Debug)]
pub struct LinesPage {
    pub lines: Vec<StatementLine>,
    pub filter: String,
    pub more: bool,
}

pub async fn get_statement(
    payments: &Payments,
    call: &Call,
    id: BankStatementId,
) -> Result<BankStatement, PaymentsError> {
    let tx = payments.store.begin_read(call).await?;
    let found = statements::find(&tx, call.tenant(), id).await?;
    tx.rollback().await;
    found.ok_or(PaymentsError::Refused(Refusal::StatementNotFound))
}

pub async fn list_statements(
    payments: &Payments,
    call: &Call,
    query: StatementsQuery,
) -> Result<StatementsPage, PaymentsError> {
    let page = query.page;
    let after = match page.after.as_slice() {
        [KeyPart::Text(account), KeyPart::Int(place)] => Some((account.as_str(), *place)),
        _ => None,
    };
    let tx = payments.store.begin_read(call).await?;
    let rows = statements::page(&tx, call.tenant(), query.bank_account.as_deref(), after, page.limit()).await?;
    tx.rollback().await;
    let (statements, more) = page.cut(rows);
    Ok(StatementsPage { statements, filter: page.filter, more })
}

pub async fn list_lines(payments: &Payments, call: &Call, query: LinesQuery) -> Result<LinesPage, PaymentsError> {
    let (id, page) = (query.statement, query.page);
    let after = i32::try_from(page.after_number()).unwrap_or(i32::MAX);
    let tx = payments.store.begin_read(call).await?;
    let known = statements::find(&tx, call.tenant(), id).await?;
    let rows = statements::lines(&tx, call.tenant(), id.uuid(), after, page.limit()).await?;
    tx.rollback().await;
    known.ok_or(PaymentsError::Refused(Refusal::StatementNotFound))?;
    let (lines, more) = page.cut(rows);
    Ok(LinesPage { lines, filter: page.filter, more })
}
