//! Questions about statements.

use o2c_kernel::{Call, KeyPart, TenantId};
use o2c_store::Tx;

use super::PageQuery;
use crate::{
    domain::{BankStatement, BankStatementId, CustomerId, Refusal, StatementLine, StatementLineId},
    error::PaymentsError,
    service::Payments,
    storage::{receipts, statements},
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

/// Whose lines.
#[derive(Clone, Copy, Debug)]
pub enum LinesOf {
    Statement(BankStatementId),
    /// Of all statements.
    Customer(CustomerId),
}

#[derive(Clone, Debug)]
pub struct LinesQuery {
    pub of: LinesOf,
    pub page: PageQuery,
}

/// A page of lines: of a statement by their number, of a customer by that of their receipt.
#[derive(Debug)]
pub struct LinesPage {
    pub lines: Vec<StatementLine>,
    pub last: Option<i64>,
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
    let tx = payments.store.begin_read(call).await?;
    let page = match query.of {
        LinesOf::Statement(id) => lines_of_statement(&tx, call.tenant(), id, query.page).await,
        LinesOf::Customer(id) => lines_of_customer(&tx, call.tenant(), id, query.page).await,
    };
    tx.rollback().await;
    page
}

async fn lines_of_statement(
    tx: &Tx,
    tenant: &TenantId,
    id: BankStatementId,
    page: PageQuery,
) -> Result<LinesPage, PaymentsError> {
    let after = i32::try_from(page.after_number()).unwrap_or(i32::MAX);
    let known = statements::find(tx, tenant, id).await?;
    known.ok_or(PaymentsError::Refused(Refusal::StatementNotFound))?;
    let (lines, more) = page.cut(statements::lines(tx, tenant, id.uuid(), after, page.limit()).await?);
    let last = lines.last().map(|last| i64::from(last.line.number));
    Ok(LinesPage { lines, last, filter: page.filter, more })
}

async fn lines_of_customer(
    tx: &Tx,
    tenant: &TenantId,
    id: CustomerId,
    page: PageQuery,
) -> Result<LinesPage, PaymentsError> {
    let found = receipts::page(tx, tenant, Some(id), None, page.after_number(), page.limit()).await?;
    let (receipts, more) = page.cut(found);
    let last = receipts.last().map(|last| last.number);
    let ids: Vec<StatementLineId> = receipts.iter().map(|receipt| receipt.line).collect();
    Ok(LinesPage { lines: statements::lines_by_id(tx, tenant, &ids).await?, last, filter: page.filter, more })
}
