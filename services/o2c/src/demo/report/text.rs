//! The summary for people.

use std::fmt::Write;

use o2c_kernel::Date;

use super::{
    Figures,
    json::{Run, amount},
};
use crate::{audit::AuditReport, demo::checkpoint::Checkpoint};

pub(super) fn text(
    figures: &Figures,
    checkpoint: &Checkpoint,
    audit: &AuditReport,
    run: &Run,
    days: &[Date],
) -> String {
    let mut out = String::new();
    let (first, last) = (days.first(), days.last());
    if let (Some(first), Some(last)) = (first, last) {
        let _ = writeln!(out, "Order to cash, {first} to {last}, all amounts in GBP\n");
    }
    volumes(&mut out, figures);
    money(&mut out, figures);
    measures(&mut out, figures);
    let _ = writeln!(
        out,
        "Simulated from seed {}, because order lines do not hold it: stock on hand and supply, credit limits and\n\
         decisions, transit times, who pays when and how, how disputes end.\n",
        checkpoint.seed
    );
    time(&mut out, checkpoint, run);
    let _ = writeln!(out, "Audit ({} s)\n{}", run.audit_seconds, audit.table());
    out
}

fn volumes(out: &mut String, figures: &Figures) {
    let (lines, orders) = (&figures.lines, &figures.orders);
    let _ = writeln!(
        out,
        "Lines      {} in: {} order, {} service, {} free of charge, {} return, {} stock adjustment, {} bad debt, {} refused",
        lines.total,
        lines.order,
        lines.service,
        lines.free_of_charge,
        lines.returned,
        lines.stock_adjustment,
        lines.bad_debt,
        lines.refused
    );
    let _ = writeln!(
        out,
        "Orders     {} submitted, {} confirmed, {} rejected, {} cancelled; {} held for credit, {} of them released; {} lines backordered",
        orders.submitted,
        orders.confirmed,
        orders.rejected,
        orders.cancelled,
        orders.credit_held,
        orders.credit_released,
        orders.backordered_lines
    );
    let _ = writeln!(
        out,
        "Ordered    {} net: {} invoiced, {} open, {} cancelled, {} rejected",
        amount(figures.order_lines_net),
        amount(figures.net_by.invoiced),
        amount(figures.net_by.open),
        amount(figures.net_by.cancelled),
        amount(figures.net_by.rejected)
    );
    let _ = writeln!(out, "Shipments  {}, {} delivered", figures.shipments, figures.deliveries);
}

fn money(out: &mut String, figures: &Figures) {
    for (name, documents) in [("Invoices  ", &figures.invoices), ("Credits   ", &figures.credit_notes)] {
        let _ = writeln!(
            out,
            "{name} {} over {} net, {} tax, {} gross",
            documents.count,
            amount(documents.net),
            amount(documents.tax),
            amount(documents.gross)
        );
    }
    let _ = writeln!(
        out,
        "Receipts   {} over {}: {} applied, {} on account; {} written off",
        figures.receipts,
        amount(figures.receipts_amount),
        amount(figures.applied),
        amount(figures.on_account),
        amount(figures.written_off)
    );
    let [current, month, two, three, older] = figures.ageing.map(amount);
    let _ = writeln!(
        out,
        "Open       {}: {current} current, {month} 1–30 days, {two} 31–60, {three} 61–90, {older} over 90; trial balance {}\n",
        amount(figures.open_receivables),
        amount(figures.trial_balance)
    );
}

fn measures(out: &mut String, figures: &Figures) {
    let kpi = |name: &str| figures.kpis.get(name).map_or("–", String::as_str).to_owned();
    let _ = writeln!(
        out,
        "Measures   DSO {} days, best possible {}, average days delinquent {}, CEI {} %, invoices paid straight through {} %, order to shipment {} h\n",
        kpi("dso_days"),
        kpi("bpdso_days"),
        kpi("add_days"),
        kpi("cei_percent"),
        kpi("invoice_straight_through_percent"),
        kpi("order_cycle_hours")
    );
}

fn time(out: &mut String, checkpoint: &Checkpoint, run: &Run) {
    let _ = writeln!(
        out,
        "Time       {} s, {} lines a second, peak memory {} MiB",
        run.seconds, run.rate, run.peak_memory_mib
    );
    let mut phases: Vec<_> = checkpoint.micros_by_phase.iter().collect();
    phases.sort_by_key(|(_, micros)| std::cmp::Reverse(**micros));
    let shares: Vec<String> = phases
        .iter()
        .take(8)
        .map(|(phase, micros)| format!("{phase} {} %", **micros * 100 / checkpoint.micros.max(1)))
        .collect();
    let _ = writeln!(out, "           {}", shares.join(", "));
    let months: Vec<String> = run.by_month.iter().map(|(month, rate)| format!("{month} {rate}/s")).collect();
    let _ = writeln!(out, "           {}\n", months.join(", "));
}
