//! ANA-1: what is kept per document equals the fold over the archive. The archived payloads are read again and folded
//! by the same rules, page by page; with ANA-2, which compares the sums of days with the documents, a KPI is the fold
//! over the log at its offset.

use std::collections::HashSet;

use o2c_audit::{AuditError, Checking, Law, LawReport};
use o2c_kernel::TenantId;
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::walk;
use crate::{
    domain::{ArchivedEvent, Book, Cause, Fact, Moved, Observed, ProposalFacts, ProposalId, ReceiptId},
    events::reader,
    storage::{
        audited::{self, Key, Numbers},
        kept::{self, Compared},
    },
};

pub const LAW: Law = Law { id: "ANA-1", title: "what is kept per document equals the fold over the archive", check };

fn check(store: &Store) -> Checking<'_> {
    Box::pin(async move {
        let mut report = LawReport::default();
        let mut tenant = walk::next_tenant(store, "").await?;
        while let Some(of) = tenant {
            walk_all(store, &of, Key::Aggregate, &mut report).await?;
            walk_all(store, &of, Key::Related, &mut report).await?;
            tenant = walk::next_tenant(store, of.as_str()).await?;
        }
        Ok(report)
    })
}

/// Documents are found by their own aggregate, orders by what relates to them.
async fn walk_all(store: &Store, tenant: &TenantId, key: Key, report: &mut LawReport) -> Result<(), AuditError> {
    let mut after = None;
    loop {
        let tx = walk::snapshot(store).await?;
        let (keys, range) = walk::page(&tx, tenant, key, after).await?;
        let facts = audited::facts(&tx, tenant, key, &keys).await?;
        let compared = match key {
            Key::Aggregate => {
                audited::numbers(&tx, tenant, &keys).await?.iter().for_each(|one| dense(one, report));
                let mut book = fold(&facts, decided(&tx, tenant, &facts).await?, report)?;
                // those of other receipts only helped to fold: they are compared on their own page
                let own = stated(&facts)?;
                book.proposals.retain(|proposal| own.contains(proposal));
                kept::compare_documents(&tx, tenant, range, book).await?
            }
            Key::Related => kept::compare_orders(&tx, tenant, range, fold(&facts, Book::default(), report)?).await?,
        };
        tx.rollback().await;
        for Compared { document, difference } in compared {
            report.row();
            if let Some(difference) = difference {
                report.fail(document, difference);
            }
        }
        let Some(last) = range.last else { return Ok(()) };
        after = Some(last);
    }
}

/// No fact is missing: a fold over a log with holes proves nothing.
fn dense(numbers: &Numbers, report: &mut LawReport) {
    let Numbers { aggregate_type, aggregate, facts, first, last } = numbers;
    report.expect(*first == 1 && facts == last, aggregate, || {
        format!("of the {aggregate_type}'s facts {first} to {last} the archive has {facts}")
    });
}

/// Folds what the page has. What others of the page do to an order is not compared here, and the other way round.
fn fold(facts: &[ArchivedEvent], mut book: Book, report: &mut LawReport) -> Result<Book, AuditError> {
    for event in facts {
        let Some(fact) = read(event)? else { continue };
        let observed = Observed { at: event.at, on: event.on, sequence: event.sequence, fact };
        if let Err(refusal) = book.take(&observed) {
            report.fail(event.aggregate_id, format!("offset {} cannot be folded: {refusal}", event.offset));
        }
    }
    Ok(book)
}

fn read(event: &ArchivedEvent) -> Result<Option<Fact>, AuditError> {
    let unreadable = |reason: String| AuditError::Unreadable(format!("archive offset {}: {reason}", event.offset));
    let reader = reader(&event.type_name).ok_or_else(|| unreadable(format!("unknown type {}", event.type_name)))?;
    Ok(reader(&event.payload).map_err(unreadable)?.fact)
}

/// The proposals that the page's receipts are told by.
fn stated(facts: &[ArchivedEvent]) -> Result<HashSet<ProposalId>, AuditError> {
    let mut proposals = HashSet::new();
    for event in facts {
        if let Some(Fact::CashApplied { proposal, .. }) = read(event)? {
            proposals.insert(proposal);
        }
    }
    Ok(proposals)
}

/// What payments said of the proposals that paid the page's items, wherever their receipts are.
async fn decided(tx: &Tx, tenant: &TenantId, facts: &[ArchivedEvent]) -> Result<Book, AuditError> {
    let mut receipts: HashSet<ReceiptId> = HashSet::new();
    for event in facts {
        if let Some(Fact::ItemMoved(Moved { cause: Cause::Payment { receipt, .. }, .. })) = read(event)? {
            receipts.insert(receipt);
        }
    }
    let receipts: Vec<Uuid> = receipts.into_iter().map(o2c_kernel::Id::uuid).collect();
    let mut book = Book::default();
    for page in receipts.chunks(LIST) {
        for event in audited::facts(tx, tenant, Key::Aggregate, page).await? {
            if let Some(Fact::CashApplied { proposal, straight_through, .. }) = read(&event)? {
                book.proposals.get_or(proposal, || ProposalFacts { proposal, straight_through });
            }
        }
    }
    Ok(book)
}

/// Ids of one statement.
const LIST: usize = 256;
