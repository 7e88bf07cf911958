//! What an import ends with: what was given, read, accepted and refused, and whether all of it ties.
//!
//! Not signed. But reproducible: the file is named by its hash, the import's id follows from it, and what the services
//! have answered to each row they answer again.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{books::Ledger, control::ControlTotals, kinds::Named, read::Fingerprint, totals::Totals};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Certificate {
    pub kind: Named,
    pub file: String,
    pub fingerprint: Fingerprint,
    pub import: Uuid,
    pub tenant: String,
    pub by: String,
    pub began_at: String,
    pub ended_at: String,
    /// Nothing was to be written.
    pub dry_run: bool,
    pub control_totals: ControlTotals,
    /// In the file: every row, and the sums of those that can be read.
    pub counted: Totals,
    /// What the services say that they have.
    pub accepted: Totals,
    pub refused: u64,
    /// What has become of the documents, where that is decided after they were accepted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ledgers: Vec<Ledger>,
    /// What does not tie; empty = everything does.
    pub findings: Vec<String>,
}

impl Certificate {
    pub fn ties(&self) -> bool {
        self.findings.is_empty()
    }

    /// Looks for everything that does not tie. Totals in the books are compared where something was written.
    pub fn find(&mut self, written: bool) {
        if self.refused > 0 {
            self.findings.push(format!("{} rows were refused", self.refused));
        }
        if written {
            self.findings.extend(self.control_totals.differences("the books took", &self.accepted));
            let decided = self.accepted.rows.saturating_add(self.refused);
            if decided != self.counted.rows {
                self.findings.push(format!("{decided} rows were decided of {}", self.counted.rows));
            }
        }
        for ledger in self.ledgers.iter().filter(|ledger| !ledger.ties()) {
            self.findings.push(format!(
                "{}: open items of {} against {} on the control account, a trial balance of {}",
                ledger.currency, ledger.open_items, ledger.control_account, ledger.difference
            ));
        }
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.dry_run { "Dry run of an import" } else { "Import" };
        writeln!(out, "{what} of {}: {}", self.kind.name(), self.file)?;
        writeln!(out, "  blake3      {}, {} bytes", self.fingerprint.blake3, self.fingerprint.bytes)?;
        writeln!(out, "  import      {}, tenant {}, by {}", self.import, self.tenant, self.by)?;
        writeln!(out, "  time        {} to {}", self.began_at, self.ended_at)?;
        if self.control_totals != ControlTotals::default() {
            let rows = self.control_totals.rows.map(|rows| format!("rows {rows}"));
            let sums = self.control_totals.sums.iter().map(|(unit, value)| format!("{unit} {value}"));
            writeln!(out, "  given       {}", rows.into_iter().chain(sums).collect::<Vec<_>>().join(", "))?;
        }
        writeln!(out, "  counted     {}", self.counted)?;
        writeln!(out, "  {}  {}", if self.dry_run { "acceptable" } else { "accepted  " }, self.accepted)?;
        writeln!(out, "  refused     rows {}", self.refused)?;
        for (state, documents) in &self.states {
            writeln!(out, "  state       {state}: {documents}")?;
        }
        for ledger in &self.ledgers {
            writeln!(
                out,
                "  ledger      {}: control account {}, open items {}, opening balances {}, trial balance {}",
                ledger.currency, ledger.control_account, ledger.open_items, ledger.opening_balances, ledger.difference
            )?;
        }
        for finding in &self.findings {
            writeln!(out, "  DOES NOT TIE: {finding}")?;
        }
        write!(out, "  {}", if self.ties() { "ties" } else { "does not tie" })
    }
}
