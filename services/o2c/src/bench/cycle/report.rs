//! What came out, as a table and as JSON.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use o2c_audit_trail::window::{Spread, Window};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::CycleOptions;
use crate::{
    audit::AuditReport,
    bench::{
        book::LINES,
        ceiling::Ceiling,
        figure::{number, per_second, quotient, seconds},
        machine::Machine,
        written::{self, Rows, Tables},
    },
    demo::desk::Asked,
};

/// What a run of the cycle has shown.
#[derive(Debug)]
pub struct CycleReport {
    pub options: CycleOptions,
    pub time: Duration,
    pub peak_memory_mib: u64,
    pub audit: AuditReport,
    /// How long what was done was not protected by the audit trail.
    pub window: Window,
    pub ceiling: Option<Ceiling>,
    /// By service.
    pub asked: BTreeMap<String, Asked>,
    /// Rows written by service and table, and bytes of the write-ahead log, on PostgreSQL.
    pub rows: BTreeMap<String, Tables>,
    pub wal_bytes: u64,
}

impl CycleReport {
    fn orders_per_second(&self) -> Decimal {
        per_second(self.options.orders, self.time)
    }

    fn each(&self, count: u64) -> Decimal {
        quotient(Decimal::from(count), Decimal::from(self.options.orders))
    }

    fn rows_json(&self, rows: Rows) -> Value {
        let each = |count| number(self.each(count));
        json!({ "inserted": each(rows.inserted), "updated": each(rows.updated), "deleted": each(rows.deleted) })
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let rate = self.orders_per_second();
        let ratio = |of: Option<Decimal>| of.map_or(Value::Null, |of| number(quotient(rate, of)));
        let ceiling = self.ceiling.as_ref();
        let asked = |count: fn(&Asked) -> u64| -> BTreeMap<&String, Value> {
            self.asked.iter().map(|(service, asked)| (service, number(self.each(count(asked))))).collect()
        };
        let rows: BTreeMap<&String, Value> =
            self.rows.iter().map(|(service, tables)| (service, self.rows_json(written::sum(tables)))).collect();
        let tables = |tables: &Tables| -> BTreeMap<String, Value> {
            tables.iter().map(|(table, rows)| (table.clone(), self.rows_json(*rows))).collect()
        };
        let tables: BTreeMap<&String, BTreeMap<String, Value>> =
            self.rows.iter().map(|(service, written)| (service, tables(written))).collect();
        json!({
            "benchmark": "cycle",
            "engine": self.options.ground.engine.name(),
            "processes": if self.options.ground.processes { 9 } else { 1 },
            "orders": self.options.orders,
            "order_lines": self.options.orders * LINES as u64,
            "seconds": number(seconds(self.time)),
            "orders_per_second": number(rate),
            "order_lines_per_second": number(rate * Decimal::from(LINES)),
            "ceiling": ceiling.map(|ceiling| json!({
                "cycle8f": number(ceiling.cycle8f),
                "set128": number(ceiling.set128),
                "single_commits": number(ceiling.single_commits),
            })),
            "ratio_to_cycle8f": ratio(ceiling.map(|ceiling| ceiling.cycle8f)),
            "ratio_to_set128": ratio(ceiling.map(|ceiling| ceiling.set128)),
            "peak_memory_mib": self.peak_memory_mib,
            "per_order": {
                "commits": asked(|asked| asked.commits),
                "statements": asked(|asked| asked.statements),
                "rows": rows,
                "tables": tables,
                "wal_bytes": number(self.each(self.wal_bytes)),
            },
            "audit": { "laws": self.audit.checked(), "rows": self.audit.rows(), "failed": self.audit.failed() },
            "unsealed_window": {
                "commit_to_block": spread_json(&self.window.to_block),
                "block_to_checkpoint": spread_json(&self.window.to_checkpoint),
            },
            "machine": Machine::this(),
        })
    }

    /// For people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        let rate = self.orders_per_second();
        let ground = &self.options.ground;
        let processes = if ground.processes { "nine processes" } else { "one process" };
        let _ = writeln!(text, "{}", Machine::this().line());
        let _ = writeln!(
            text,
            "{} orders of {LINES} lines, {}, {processes}: {} s",
            self.options.orders,
            ground.engine.name(),
            seconds(self.time).round_dp(1)
        );
        let lines = (rate * Decimal::from(LINES)).round_dp(0);
        let _ = writeln!(text, "{:>12} orders/s   {lines} order lines/s", rate.round_dp(1));
        if let Some(ceiling) = &self.ceiling {
            for (name, limit) in [("cycle8f", ceiling.cycle8f), ("set128", ceiling.set128)] {
                let ratio = quotient(rate, limit);
                let _ = writeln!(text, "{:>12} orders/s   ceiling {name}: ratio {ratio}", limit.round_dp(1));
            }
            let single = ceiling.single_commits.round_dp(0);
            let _ = writeln!(text, "{single:>12} commits/s  of one row, one after the other");
        }
        let _ = writeln!(text, "{:>12} MiB        at most", self.peak_memory_mib);
        let _ = writeln!(text, "an order costs {} bytes of write-ahead log, and by service", self.each(self.wal_bytes));
        for (service, asked) in &self.asked {
            let rows = self.rows.get(service).map(written::sum).unwrap_or_default();
            let _ = writeln!(
                text,
                "{service:>12} {:>8} commits {:>8} statements {:>8} rows inserted {:>8} updated {:>8} deleted",
                self.each(asked.commits),
                self.each(asked.statements),
                self.each(rows.inserted),
                self.each(rows.updated),
                self.each(rows.deleted)
            );
        }
        let spans = [("from commit to block", &self.window.to_block), ("to a checkpoint", &self.window.to_checkpoint)];
        for (name, times) in spans {
            let Spread { median, largest } = Spread::of(times.clone());
            let (median, largest) = (seconds(median).round_dp(3), seconds(largest).round_dp(3));
            let _ = writeln!(text, "{median:>12} s          {name}, in the middle; {largest} s at most");
        }
        let audit = &self.audit;
        let _ = writeln!(text, "{} laws, {} rows, {} failed", audit.checked(), audit.rows(), audit.failed());
        text
    }
}

fn spread_json(times: &[Duration]) -> Value {
    let Spread { median, largest } = Spread::of(times.to_vec());
    json!({
        "count": times.len(),
        "median_seconds": number(seconds(median)),
        "largest_seconds": number(seconds(largest)),
    })
}
