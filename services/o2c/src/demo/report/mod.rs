//! What came of it: gathered from the product's own lists, told to people and written as JSON.

mod gather;
mod json;
mod text;

use std::collections::BTreeMap;

use o2c_kernel::Date;
use serde_json::Value;

use super::{checkpoint::Checkpoint, input::LineBuckets, world::World};
use crate::{audit::AuditReport, memory};

/// Everything that the summary says. Amounts are minor units.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub lines: LineBuckets,
    pub orders: Orders,
    pub order_lines_net: i64,
    pub net_by: NetBy,
    pub returns_net: i64,
    pub shipments: u64,
    pub deliveries: u64,
    pub invoices: Documents,
    pub credit_notes: Documents,
    pub receipts: u64,
    pub receipts_amount: i64,
    pub applied: i64,
    pub on_account: i64,
    pub written_off: i64,
    pub open_receivables: i64,
    pub ageing: [i64; 5],
    pub trial_balance: i64,
    /// By name; absent where there was nothing to divide by.
    pub kpis: BTreeMap<String, String>,
    pub events: i64,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Orders {
    pub submitted: u64,
    pub confirmed: u64,
    pub rejected: u64,
    pub cancelled: u64,
    pub backordered_lines: u64,
    pub credit_held: u64,
    pub credit_released: u64,
}

/// Where the net of all order and service lines is now.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetBy {
    pub invoiced: i64,
    pub open: i64,
    pub cancelled: i64,
    pub rejected: i64,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Documents {
    pub count: u64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
}

/// The end of a run.
#[derive(Clone, Debug)]
pub struct Summary {
    pub figures: Figures,
    pub audit: AuditReport,
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
    /// All days are done.
    pub finished: bool,
}

/// Asks the product for everything and tells it.
pub async fn summarise(
    world: &mut World,
    checkpoint: &Checkpoint,
    calendar: &[Date],
    audit: AuditReport,
    audit_micros: u128,
    finished: bool,
) -> anyhow::Result<Summary> {
    let done = calendar.get(..checkpoint.days_done).unwrap_or_default();
    let figures = gather::gather(world, done).await?;
    let run = json::Run {
        seconds: seconds(u128::from(checkpoint.micros)),
        audit_seconds: seconds(audit_micros),
        rate: rate(figures.lines.total, checkpoint.micros),
        by_month: by_month(world, checkpoint, done),
        peak_memory_mib: memory::peak_mib(std::process::id()),
    };
    let text = text::text(&figures, checkpoint, &audit, &run, done);
    let json = json::json(&figures, checkpoint, &audit, &run, done);
    Ok(Summary { figures, audit, text, json, finished })
}

/// With three decimals.
fn seconds(micros: u128) -> String {
    let millis = micros / 1_000;
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

/// Lines a second, with one decimal.
fn rate(lines: u64, micros: u64) -> String {
    let tenths = u128::from(lines) * 10_000_000 / u128::from(micros.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn by_month(world: &World, checkpoint: &Checkpoint, days: &[Date]) -> BTreeMap<String, String> {
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    for day in days {
        let count = world.input.days.get(day).map_or(0, |day| day.lines);
        *lines.entry(super::checkpoint::month(*day)).or_default() += count;
    }
    let micros = |month: &String| checkpoint.micros_by_month.get(month).copied().unwrap_or(0);
    lines.iter().map(|(month, lines)| (month.clone(), rate(*lines, micros(month)))).collect()
}
