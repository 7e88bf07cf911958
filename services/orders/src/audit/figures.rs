//! What other services compare themselves with.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_store::Store;
use uuid::Uuid;

use super::pages::{snapshot, unreadable};
use crate::{
    domain::{LineProgress, Order, OrderState, Refusal},
    storage::audited,
};

type After = Option<(TenantId, Uuid)>;
type Page<'a> = BoxFuture<'a, Result<Vec<Figure>, AuditError>>;

/// Σ of the gross estimate that is neither shipped nor cancelled: what credit holds in open orders.
pub const OPEN_ESTIMATE: Figures = Figures { name: "orders.open_estimate", page: open_estimate };

/// Σ shipped, delivered, returned, invoiced quantity, and Σ invoiced net.
pub const LINE_COUNTERS: Figures = Figures { name: "orders.line_counters", page: line_counters };

fn open_estimate(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let tx = snapshot(store).await?;
        let found = audited::orders_after(&tx, &[OrderState::Confirmed], after, limit).await?;
        let mut figures = Vec::with_capacity(found.len());
        for group in found.chunk_by(|left, right| left.tenant == right.tenant) {
            let Some(tenant) = group.first().map(|found| &found.tenant) else { continue };
            let ids: Vec<Uuid> = group.iter().map(|found| found.order.id.uuid()).collect();
            let heads = audited::heads(&tx, tenant, &ids).await?;
            for found in group {
                let document = found.order.id.uuid();
                let amount = found.order.open_estimate().map_err(|refusal| unreadable(&refusal))?;
                let sequence = heads.get(&document).copied().unwrap_or_default();
                figures.push(Figure { tenant: tenant.clone(), document, sequence, amounts: vec![amount.minor()] });
            }
        }
        tx.rollback().await;
        Ok(figures)
    })
}

fn line_counters(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let tx = snapshot(store).await?;
        let states = [OrderState::Confirmed, OrderState::Completed];
        let found = audited::orders_after(&tx, &states, after, limit).await?;
        tx.rollback().await;
        let figure = |found: &audited::AuditedOrder| {
            let amounts = counters(&found.order).map_err(|refusal| unreadable(&refusal))?;
            Ok(Figure { tenant: found.tenant.clone(), document: found.order.id.uuid(), sequence: 0, amounts })
        };
        found.iter().map(figure).collect()
    })
}

fn counters(order: &Order) -> Result<Vec<i64>, Refusal> {
    let parts: [fn(&LineProgress) -> i64; 5] = [
        |line| line.shipped.micros(),
        |line| line.delivered.micros(),
        |line| line.returned.micros(),
        |line| line.invoiced.micros(),
        |line| line.invoiced_net.minor(),
    ];
    let sum = |part: &fn(&LineProgress) -> i64| {
        order.lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(part(&line.progress)))
    };
    parts.iter().map(sum).collect::<Option<Vec<_>>>().ok_or(Refusal::AmountOverflow)
}
