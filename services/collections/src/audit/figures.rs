//! What collections says of open items and deductions.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_store::Store;
use uuid::Uuid;

use super::snapshot;
use crate::storage::audit::{FigureRow, deduction_figures, disputed_figures};

type After = Option<(TenantId, Uuid)>;
type Page<'a> = BoxFuture<'a, Result<Vec<Figure>, AuditError>>;

/// All streams.
pub const ALL: [Figures; 2] = [
    Figures { name: "collections.disputed", page: disputed },
    Figures { name: "collections.deductions", page: deductions },
];

fn disputed(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move { Ok(figures(disputed_figures(&snapshot(store).await?, after.as_ref(), limit).await?)) })
}

fn deductions(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move { Ok(figures(deduction_figures(&snapshot(store).await?, after.as_ref(), limit).await?)) })
}

fn figures(rows: Vec<FigureRow>) -> Vec<Figure> {
    let figure = |(tenant, document, sequence, amount)| Figure { tenant, document, sequence, amounts: vec![amount] };
    rows.into_iter().map(figure).collect()
}
