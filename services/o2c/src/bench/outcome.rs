//! What a benchmark has shown: named figures, the memory that it took, and whether the book is clean.

use std::fmt::Write;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{
    figure::number,
    ground::{Ground, GroundOptions},
    machine::Machine,
};
use crate::audit::AuditReport;

/// A number with its unit.
#[derive(Clone, Debug)]
struct Figure {
    name: String,
    value: Decimal,
    unit: &'static str,
}

/// Figures in the order in which they were taken.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<Decimal>, unit: &'static str) {
        self.0.push(Figure { name: name.into(), value: value.into(), unit });
    }
}

/// The end of a benchmark.
#[derive(Debug)]
pub struct Outcome {
    benchmark: &'static str,
    ground: GroundOptions,
    figures: Figures,
    peak_memory_mib: u64,
    pub audit: AuditReport,
}

impl Outcome {
    /// Audits the book, ends the mesh, and clears the ground: a benchmark counts only with what the audit says.
    pub async fn conclude(
        benchmark: &'static str,
        options: &GroundOptions,
        mut ground: Ground,
        figures: Figures,
    ) -> anyhow::Result<Self> {
        let peak_memory_mib = ground.peak_memory_mib();
        let audit = ground.audit().await?;
        ground.stop().await.clear().await?;
        Ok(Self { benchmark, ground: options.clone(), figures, peak_memory_mib, audit })
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let figures: Map<String, Value> =
            self.figures.0.iter().map(|figure| (figure.name.clone(), number(figure.value))).collect();
        json!({
            "benchmark": self.benchmark,
            "engine": self.ground.engine.name(),
            "processes": if self.ground.processes { 9 } else { 1 },
            "figures": figures,
            "peak_memory_mib": self.peak_memory_mib,
            "audit": { "laws": self.audit.checked(), "rows": self.audit.rows(), "failed": self.audit.failed() },
            "machine": Machine::this(),
        })
    }

    /// For people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        let processes = if self.ground.processes { "nine processes" } else { "one process" };
        let _ = writeln!(text, "{}", Machine::this().line());
        let _ = writeln!(text, "{}, {}, {processes}", self.benchmark, self.ground.engine.name());
        for figure in &self.figures.0 {
            let _ = writeln!(text, "{:>14} {:<9} {}", figure.value.normalize().to_string(), figure.unit, figure.name);
        }
        let _ = writeln!(text, "{:>14} {:<9} peak_memory", self.peak_memory_mib, "MiB");
        let audit = &self.audit;
        let _ = writeln!(text, "{} laws, {} rows, {} failed", audit.checked(), audit.rows(), audit.failed());
        text
    }
}
