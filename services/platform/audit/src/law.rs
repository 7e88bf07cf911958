//! A law of one service, and what checking it found.

use futures::future::BoxFuture;
use o2c_store::Store;
use serde::Serialize;

use crate::AuditError;

/// How many failing documents a report names; all are counted.
const NAMED_FAILURES: usize = 100;

/// Reads in pages and in bounded memory, all tenants.
pub type LawCheck = for<'a> fn(&'a Store) -> BoxFuture<'a, Result<LawReport, AuditError>>;

/// An invariant over the rows of one service.
#[derive(Clone, Copy)]
pub struct Law {
    /// Such as `ORD-1`.
    pub id: &'static str,
    pub title: &'static str,
    pub check: LawCheck,
}

/// What a check found. A law that compared no row is not a law that holds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LawReport {
    /// Rows, or documents, that were really compared.
    pub rows: u64,
    pub failed: u64,
    /// Not comparable yet: a fact is still on its way.
    pub in_flight: u64,
    /// The first hundred that failed.
    pub failures: Vec<Failure>,
}

/// A document that breaks a law.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// Its id, or its number.
    pub document: String,
    /// What was expected and what was found.
    pub detail: String,
}

impl LawReport {
    /// Counts a row that was compared.
    pub fn row(&mut self) {
        self.rows += 1;
    }

    /// Counts a failure, and names it while there is room.
    pub fn fail(&mut self, document: impl ToString, detail: impl Into<String>) {
        self.failed += 1;
        if self.failures.len() < NAMED_FAILURES {
            self.failures.push(Failure { document: document.to_string(), detail: detail.into() });
        }
    }

    /// Counts a row, and a failure unless `holds`.
    pub fn expect(&mut self, holds: bool, document: impl ToString, detail: impl FnOnce() -> String) {
        self.row();
        if !holds {
            self.fail(document, detail());
        }
    }

    /// Adds what another part of the same law found.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.failed += other.failed;
        self.in_flight += other.in_flight;
        let room = NAMED_FAILURES.saturating_sub(self.failures.len());
        self.failures.extend(other.failures.into_iter().take(room));
    }
}

impl std::fmt::Debug for Law {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Law").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_failures_are_counted_and_a_hundred_named() {
        let mut report = LawReport::default();
        for number in 0..250 {
            report.expect(number % 2 == 0, number, || "odd".to_owned());
        }
        assert_eq!((report.rows, report.failed, report.failures.len()), (250, 125, 100));
        let mut other = LawReport::default();
        other.merge(report);
        assert_eq!((other.rows, other.failed, other.failures.len()), (250, 125, 100));
    }
}
