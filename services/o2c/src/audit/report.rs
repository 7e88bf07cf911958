//! What an audit found, as a table and as JSON.

use std::fmt::Write;

use o2c_audit::LawReport;
use serde::Serialize;

/// Documents shown per failing law; the JSON has more.
const SHOWN: usize = 5;

/// A law with what checking it found.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedLaw {
    pub law: &'static str,
    pub title: &'static str,
    #[serde(flatten)]
    pub report: LawReport,
}

impl CheckedLaw {
    pub(super) fn new(law: &'static str, title: &'static str, report: LawReport) -> Self {
        Self { law, title, report }
    }

    /// Compared something, and nothing failed.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.report.rows > 0 && self.report.failed == 0
    }
}

/// All laws.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditReport {
    pub laws: Vec<CheckedLaw>,
}

impl AuditReport {
    /// Laws that compared a row.
    #[must_use]
    pub fn checked(&self) -> usize {
        self.laws.iter().filter(|law| law.report.rows > 0).count()
    }

    #[must_use]
    pub fn rows(&self) -> u64 {
        self.laws.iter().map(|law| law.report.rows).sum()
    }

    /// Laws that do not hold.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.laws.iter().filter(|law| law.report.failed > 0).count()
    }

    /// The law of that name.
    #[must_use]
    pub fn law(&self, id: &str) -> Option<&CheckedLaw> {
        self.laws.iter().find(|law| law.law == id)
    }

    /// For people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{:<7}{:>12}{:>9}{:>11}  law", "", "rows", "failed", "in flight");
        for law in &self.laws {
            let report = &law.report;
            let note = if report.rows == 0 { "  (no row to check)" } else { "" };
            let _ = writeln!(
                text,
                "{:<7}{:>12}{:>9}{:>11}  {}{note}",
                law.law, report.rows, report.failed, report.in_flight, law.title
            );
            for failure in report.failures.iter().take(SHOWN) {
                let _ = writeln!(text, "{:<7}  {}: {}", "", failure.document, failure.detail);
            }
        }
        let _ = writeln!(
            text,
            "{} laws checked {} rows, {} failed, {} had no row to check",
            self.checked(),
            self.rows(),
            self.failed(),
            self.laws.len() - self.checked()
        );
        text
    }
}
