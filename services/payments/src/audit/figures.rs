//! Figures for the laws across services.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_store::Store;

use super::pages::{After, snapshot};
use crate::{
    domain::Receipt,
    storage::{deductions, receipts},
};

/// Σ of what the owner of the open items took of a receipt, net of what it gave back.
pub const APPLIED: Figures = Figures {
    name: "payments.applied",
    page: |store, after, limit| of_receipts(store, after, limit, |receipt| receipt.applied),
};

/// What came in.
pub const RECEIVED: Figures = Figures {
    name: "payments.received",
    page: |store, after, limit| of_receipts(store, after, limit, |receipt| receipt.amount.minor()),
};

pub const DEDUCTIONS: Figures = Figures {
    name: "payments.deductions",
    page: |store, after, limit| {
        Box::pin(async move {
            let tx = snapshot(store).await?;
            let rows = deductions::amounts(&tx, after.as_ref(), limit).await?;
            tx.rollback().await;
            let figure = |(tenant, document, amount)| Figure { tenant, document, sequence: 0, amounts: vec![amount] };
            Ok(rows.into_iter().map(figure).collect())
        })
    },
};

fn of_receipts(
    store: &Store,
    after: After,
    limit: u64,
    amount: fn(&Receipt) -> i64,
) -> BoxFuture<'_, Result<Vec<Figure>, AuditError>> {
    Box::pin(async move {
        let tx = snapshot(store).await?;
        let rows = receipts::page_of_all(&tx, after.as_ref(), limit).await?;
        tx.rollback().await;
        let figure = |(tenant, receipt, _): (_, Receipt, String)| Figure {
            tenant,
            document: receipt.id.uuid(),
            sequence: 0,
            amounts: vec![amount(&receipt)],
        };
        Ok(rows.into_iter().map(figure).collect())
    })
}
