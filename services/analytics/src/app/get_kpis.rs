//! All KPIs of a window.

use o2c_kernel::Call;

use crate::{
    domain::{Figures, Window},
    error::AnalyticsError,
    service::Analytics,
    storage::{archive, day_sums},
};

/// What the KPIs of a window are made of, and how far the log had been folded in.
#[derive(Clone, Copy, Debug)]
pub struct KpiReport {
    pub window: Window,
    pub figures: Figures,
    pub offset: i64,
}

/// Facts are folded in the transaction that archives them, so one snapshot of both is the fold up to its last offset.
pub async fn get_kpis(analytics: &Analytics, call: &Call, window: Window) -> Result<KpiReport, AnalyticsError> {
    let tx = analytics.store.begin_read(call).await?;
    let offset = archive::last_offset(&tx, call.tenant()).await?;
    let figures = day_sums::figures(&tx, call.tenant(), &window).await?;
    tx.rollback().await;
    Ok(KpiReport { window, figures, offset })
}
