//! PAY-5: statements add up and chain; each line is a receipt of its amount or classified; and what is not decided of a
//! receipt is in exactly one place: waiting to be matched, a proposal that is under way, or an open exception.

use std::collections::HashMap;

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_kernel::{Money, TenantId};
use o2c_store::{Store, StoreError, Tx};
use uuid::Uuid;

use super::pages::{PAGE, snapshot};
use crate::{
    domain::{BankStatement, LineState, Receipt, Source, StatementLine},
    storage::{exceptions, proposals, receipts, statements},
};

pub const LAW: Law =
    Law { id: "PAY-5", title: "statements add up and chain; each line is in exactly one place", check };

/// Statements of a page: each has its own lines.
const STATEMENTS: u64 = 20;

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut after = None;
        loop {
            let tx = snapshot(store).await?;
            let page = statements::page_of_all(&tx, after.as_ref(), STATEMENTS).await?;
            for (tenant, statement) in &page {
                of_statement(&tx, tenant, statement, &mut report).await?;
            }
            tx.rollback().await;
            let Some((tenant, last)) = page.last() else { return Ok(report) };
            after = Some((tenant.clone(), last.id.uuid()));
        }
    })
}

async fn of_statement(
    tx: &Tx,
    tenant: &TenantId,
    statement: &BankStatement,
    report: &mut LawReport,
) -> Result<(), AuditError> {
    let name = format!("{} {}", statement.bank_account, statement.number);
    if statement.place > 1 {
        let before = statements::at_place(tx, tenant, &statement.bank_account, statement.place - 1).await?;
        let closing = before.map(|before| before.closing);
        report.expect(closing == Some(statement.opening), &name, || {
            format!("opens with {}, the one before closed with {closing:?}", statement.opening)
        });
    }
    let mut sum = Ok(statement.opening);
    let (mut last, mut count) = (0, 0_i32);
    loop {
        let lines = statements::lines(tx, tenant, statement.id.uuid(), last, PAGE).await?;
        let Some(end) = lines.last() else { break };
        last = end.line.number;
        count = count.saturating_add(i32::try_from(lines.len()).unwrap_or(i32::MAX));
        sum = lines.iter().fold(sum, |sum, line| sum.and_then(|sum: Money| sum.checked_add(line.line.amount)));
        of_lines(tx, tenant, &name, &lines, report).await?;
    }
    let holds = sum == Ok(statement.closing) && count == statement.lines;
    report.expect(holds, &name, || {
        format!("{count} lines from {} make {sum:?}, not {}", statement.opening, statement.closing)
    });
    Ok(())
}

async fn of_lines(
    tx: &Tx,
    tenant: &TenantId,
    name: &str,
    lines: &[StatementLine],
    report: &mut LawReport,
) -> Result<(), StoreError> {
    let receipt_of = |line: &StatementLine| match line.state {
        LineState::Receipt(receipt) => Some(receipt),
        LineState::Classified => None,
    };
    let ids: Vec<_> = lines.iter().filter_map(receipt_of).collect();
    let found = receipts::find(tx, tenant, ids.iter().copied()).await?;
    let found: HashMap<Uuid, Receipt> = found.into_iter().map(|receipt| (receipt.id.uuid(), receipt)).collect();
    let places = places(tx, tenant, found.keys().copied().collect()).await?;
    for line in lines {
        let document = format!("{name} line {}", line.line.number);
        let Some(id) = receipt_of(line) else {
            report.expect(!line.line.amount.is_positive(), document, || "money in is no receipt".to_owned());
            continue;
        };
        let Some(receipt) = found.get(&id.uuid()) else {
            report.row();
            report.fail(document, format!("its receipt {id} is missing"));
            continue;
        };
        report.expect(receipt.amount == line.line.amount && receipt.line == line.id, document, || {
            format!("{} is {} and of line {}", receipt.label(), receipt.amount, receipt.line)
        });
        let (matched, claimed) = places.get(&id.uuid()).copied().unwrap_or((false, 0));
        let waiting = !matched && receipt.unapplied == receipt.amount.minor();
        report.expect(waiting || claimed == i128::from(receipt.unapplied), receipt.label(), || {
            format!("{} is not decided, but proposals and exceptions speak for {claimed}", receipt.unapplied)
        });
    }
    Ok(())
}

/// Whether a receipt was matched, and what its live proposals and open exceptions speak for.
async fn places(tx: &Tx, tenant: &TenantId, ids: Vec<Uuid>) -> Result<HashMap<Uuid, (bool, i128)>, StoreError> {
    let mut places: HashMap<Uuid, (bool, i128)> = HashMap::new();
    for proposal in proposals::of_receipts(tx, tenant, ids.clone()).await? {
        let place = places.entry(proposal.receipt.uuid()).or_default();
        place.0 = true;
        if proposal.state.is_live() {
            let cash: i128 = proposal.items.iter().map(|item| i128::from(item.amount)).sum();
            let rest = match proposal.source {
                Source::Unapplied => i128::from(proposal.on_account),
                Source::OnAccount => 0,
            };
            place.1 += cash + rest;
        }
    }
    for exception in exceptions::of_receipts(tx, tenant, ids).await? {
        let place = places.entry(exception.receipt.uuid()).or_default();
        place.0 = true;
        if exception.open {
            place.1 += i128::from(exception.amount);
        }
    }
    Ok(places)
}
