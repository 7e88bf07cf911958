//! What a run came to.

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use o2c::audit::AuditReport;
use serde::Serialize;

use super::{Plan, clerk::Tally, killer::Done};

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub seed: u64,
    /// Orders that were told to their end.
    pub orders: usize,
    /// By process.
    pub kills: BTreeMap<String, u64>,
    /// By kind.
    pub faults: BTreeMap<String, u64>,
    /// Commands that were answered at last, and the tries that were not.
    pub commands: u64,
    pub failed_tries: u64,
    /// Tries that were answered INTERNAL.
    pub internal_errors: u64,
    /// Laws that compared a row, and the rows.
    pub laws: usize,
    pub rows: u64,
    pub violations: Vec<String>,
    /// From the last kill until the whole mesh answered; none: it did not.
    pub recovered_seconds_max: Option<f64>,
    /// Planted bugs by name, and whether each was caught.
    pub planted: BTreeMap<String, bool>,
}

impl Report {
    pub(super) fn new(
        plan: &Plan,
        orders: usize,
        done: &Done,
        audit: &AuditReport,
        mut violations: Vec<String>,
        recovered: Option<Duration>,
        tally: &Tally,
    ) -> Self {
        if orders == 0 {
            violations.push("no order was told to its end: nothing was proved".to_owned());
        }
        if done.kill_count() < plan.kills {
            violations.push(format!("only {} of {} kills were made", done.kill_count(), plan.kills));
        }
        if recovered.is_none() {
            violations.push("the mesh did not answer again".to_owned());
        }
        Self {
            seed: plan.seed,
            orders,
            kills: done.kills.clone(),
            faults: done.faults.clone(),
            commands: tally.commands.load(Ordering::Relaxed),
            failed_tries: tally.failed_tries.load(Ordering::Relaxed),
            internal_errors: tally.internal.load(Ordering::Relaxed),
            laws: audit.checked(),
            rows: audit.rows(),
            violations,
            recovered_seconds_max: recovered.map(|duration| duration.as_secs_f64()),
            planted: BTreeMap::new(),
        }
    }
}
