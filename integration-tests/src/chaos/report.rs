//! What a run came to.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use serde::Serialize;

use super::{Engine, Plan, bus, points::Points, round::Run};

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub seed: u64,
    pub engine: Engine,
    /// Whether the program has failpoints: without them nobody dies of one, and neither clocks nor the bus misbehave.
    pub failpoints: bool,
    /// Orders that were told to their end.
    pub orders: usize,
    /// By process.
    pub kills: BTreeMap<String, u64>,
    /// By kind.
    pub faults: BTreeMap<String, u64>,
    /// Different edges of the mesh that were cut or made slow.
    pub edges: usize,
    /// Failpoints that nobody came by.
    pub unreached: Vec<String>,
    /// Commands that were answered at last, and the tries that were not.
    pub commands: u64,
    pub failed_tries: u64,
    /// Tries that were answered INTERNAL.
    pub internal_errors: u64,
    /// How often everything was looked at.
    pub rounds: u64,
    /// Laws that compared a row, and the rows.
    pub laws: usize,
    pub rows: u64,
    pub violations: Vec<String>,
    /// From the last kill of a round until the whole mesh had come to rest, at most; none: it did not.
    pub recovered_seconds_max: Option<f64>,
    /// What the time went into.
    pub seconds: BTreeMap<&'static str, f64>,
    /// Planted bugs by name, and whether each was caught.
    pub planted: BTreeMap<String, bool>,
}

impl Report {
    pub(super) fn new(plan: &Plan, run: &Run<'_>, points: &Points) -> Self {
        let counted = run.faults.all();
        let mut violations = run.violations.clone();
        let kills: u64 = counted.kills.values().sum();
        if run.told.is_empty() {
            violations.push("no order was told to its end: nothing was proved".to_owned());
        }
        if kills < plan.kills && violations.is_empty() {
            violations.push(format!("only {kills} of {} kills were made", plan.kills));
        }
        let mut faults = counted.kinds;
        faults.extend(bus::noted(&plan.directory));
        Self {
            seed: plan.seed,
            engine: plan.engine,
            failpoints: cfg!(feature = "failpoints"),
            orders: run.told.len(),
            kills: counted.kills,
            faults,
            edges: counted.edges.len(),
            unreached: points.unreached(),
            commands: run.tally.commands.load(Ordering::Relaxed),
            failed_tries: run.tally.failed_tries.load(Ordering::Relaxed),
            internal_errors: run.tally.internal.load(Ordering::Relaxed),
            rounds: run.rounds,
            laws: run.laws,
            rows: run.rows,
            violations,
            recovered_seconds_max: run.recovered.map(|duration| duration.as_secs_f64()),
            seconds: run.took.iter().map(|(what, took)| (*what, took.as_secs_f64())).collect(),
            planted: BTreeMap::new(),
        }
    }
}
