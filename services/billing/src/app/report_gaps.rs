//! The report on gaps in the number series: an auditor's question.

use o2c_kernel::Call;

use crate::{
    BillingError,
    domain::series,
    service::Billing,
    storage::{self, numbers::Series},
};

/// Each series of the tenant.
#[derive(Clone, Debug)]
pub struct GapReport(pub Vec<Series>);

/// Numbers given out, and those that no document carries: there must be none.
pub async fn report_gaps(billing: &Billing, call: &Call, (): ()) -> Result<GapReport, BillingError> {
    let tx = billing.store.begin_read(call).await?;
    let report = storage::numbers::report(&tx, call.tenant(), series::POSITIONS).await?;
    tx.rollback().await;
    Ok(GapReport(report))
}
