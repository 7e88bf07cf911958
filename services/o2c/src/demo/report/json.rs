//! The summary for programs: counts as integers, amounts and measures as decimal strings.

use std::collections::BTreeMap;

use o2c_kernel::Date;
use serde_json::{Value, json};

use super::{Documents, Figures};
use crate::{
    audit::AuditReport,
    demo::{checkpoint::Checkpoint, wire::pounds},
};

/// What differs from run to run.
pub(super) struct Run {
    pub seconds: String,
    pub audit_seconds: String,
    pub rate: String,
    pub by_month: BTreeMap<String, String>,
    pub peak_memory_mib: u64,
}

pub(super) fn amount(minor: i64) -> String {
    pounds(minor).to_decimal().to_string()
}

pub(super) fn json(figures: &Figures, checkpoint: &Checkpoint, audit: &AuditReport, run: &Run, days: &[Date]) -> Value {
    let [current, d1_30, d31_60, d61_90, over_90] = figures.ageing.map(amount);
    let kpi = |name: &str| figures.kpis.get(name).cloned().map_or(Value::Null, Value::String);
    let day = |date: Option<&Date>| date.map(ToString::to_string).unwrap_or_default();
    json!({
        "input_lines": figures.lines,
        "orders": {
            "submitted": figures.orders.submitted,
            "confirmed": figures.orders.confirmed,
            "rejected": figures.orders.rejected,
            "cancelled": figures.orders.cancelled,
            "backordered_lines": figures.orders.backordered_lines,
            "credit_held": figures.orders.credit_held,
            "credit_released": figures.orders.credit_released,
        },
        "order_lines_net": amount(figures.order_lines_net),
        "order_lines_net_by": {
            "invoiced": amount(figures.net_by.invoiced),
            "open": amount(figures.net_by.open),
            "cancelled": amount(figures.net_by.cancelled),
            "rejected": amount(figures.net_by.rejected),
        },
        "returns_net": amount(figures.returns_net),
        "returns_by": {
            "cancelled": amount(checkpoint.returned.cancelled),
            "delivered": amount(checkpoint.returned.delivered),
            "without_reference": amount(checkpoint.returned.without_reference),
        },
        "shipments": figures.shipments,
        "deliveries": figures.deliveries,
        "invoices": documents(&figures.invoices),
        "credit_notes": documents(&figures.credit_notes),
        "receipts": { "count": figures.receipts, "amount": amount(figures.receipts_amount) },
        "applied": amount(figures.applied),
        "on_account": amount(figures.on_account),
        "written_off": amount(figures.written_off),
        "open_receivables": amount(figures.open_receivables),
        "ageing": {
            "current": current, "d1_30": d1_30, "d31_60": d31_60, "d61_90": d61_90, "over_90": over_90,
        },
        "trial_balance": amount(figures.trial_balance),
        "kpi": {
            "window": { "from": day(days.first()), "to": day(days.last()) },
            "dso_days": kpi("dso_days"),
            "bpdso_days": kpi("bpdso_days"),
            "add_days": kpi("add_days"),
            "cei_percent": kpi("cei_percent"),
            "invoice_straight_through_percent": kpi("invoice_straight_through_percent"),
            "order_cycle_hours": kpi("order_cycle_hours"),
        },
        "audit": { "laws": audit.checked(), "rows": audit.rows(), "failed": audit.failed() },
        "audit_seconds": run.audit_seconds,
        "events": figures.events,
        "seconds": run.seconds,
        "order_lines_per_second": run.rate,
        "order_lines_per_second_by_month": run.by_month,
        "peak_memory_mib": run.peak_memory_mib,
    })
}

fn documents(documents: &Documents) -> Value {
    json!({
        "count": documents.count,
        "net": amount(documents.net),
        "tax": amount(documents.tax),
        "gross": amount(documents.gross),
    })
}
