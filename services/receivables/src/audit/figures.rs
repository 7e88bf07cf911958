//! What receivables says of documents, receipts and open items.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_store::Store;
use uuid::Uuid;

use super::snapshot;
use crate::storage;

type After = Option<(TenantId, Uuid)>;
type Page<'a> = BoxFuture<'a, Result<Vec<Figure>, AuditError>>;

/// All streams.
pub const ALL: [Figures; 5] = [
    Figures { name: "receivables.items", page: items },
    Figures { name: "receivables.open", page: open },
    Figures { name: "receivables.cash_applications", page: cash_applications },
    Figures { name: "receivables.cash_received", page: cash_received },
    Figures { name: "receivables.disputed", page: disputed },
];

fn figures(rows: Vec<(TenantId, Uuid, i64, i64)>) -> Vec<Figure> {
    let figure = |(tenant, document, sequence, amount)| Figure { tenant, document, sequence, amounts: vec![amount] };
    rows.into_iter().map(figure).collect()
}

/// The last figure of a page, for the store.
fn borrowed(after: &After) -> Option<(&TenantId, Uuid)> {
    after.as_ref().map(|(tenant, document)| (tenant, *document))
}

fn items(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move { Ok(figures(storage::items(&snapshot(store).await?, borrowed(&after), limit).await?)) })
}

fn open(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move { Ok(figures(storage::open(&snapshot(store).await?, borrowed(&after), limit).await?)) })
}

fn cash_applications(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(
        async move { Ok(figures(storage::cash_applications(&snapshot(store).await?, borrowed(&after), limit).await?)) },
    )
}

fn cash_received(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(
        async move { Ok(figures(storage::cash_received(&snapshot(store).await?, borrowed(&after), limit).await?)) },
    )
}

fn disputed(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move { Ok(figures(storage::disputed(&snapshot(store).await?, borrowed(&after), limit).await?)) })
}
