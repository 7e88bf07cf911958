//! The control totals that a user gives: what the other system says that the file holds.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, ensure};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::totals::Totals;

/// Rows and sums; what is not named is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlTotals {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// By currency, or `quantity`.
    #[serde(default)]
    pub sums: BTreeMap<String, Decimal>,
}

impl ControlTotals {
    /// From a file of JSON, such as `{"rows": 2, "sums": {"GBP": "12.50"}}`, and from arguments `rows=2`, `GBP=12.50`.
    pub fn read(file: Option<&Path>, arguments: &[String]) -> anyhow::Result<Self> {
        let mut given = match file {
            None => Self::default(),
            Some(file) => {
                let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
                serde_json::from_slice(&text).with_context(|| format!("{} has no control totals", file.display()))?
            }
        };
        for argument in arguments {
            let (name, value) =
                argument.split_once('=').context("a control total is NAME=NUMBER, such as GBP=12.50")?;
            if name == "rows" {
                ensure!(given.rows.is_none(), "the rows are given twice");
                given.rows = Some(value.parse().with_context(|| format!("`{value}` is no number of rows"))?);
            } else {
                ensure!(o2c_rpc::parse::is_plain_decimal(value), "`{value}` is no plain decimal");
                let value = value.parse().with_context(|| format!("`{value}` is too long"))?;
                ensure!(given.sums.insert(name.to_owned(), value).is_none(), "the sum of {name} is given twice");
            }
        }
        Ok(given)
    }

    /// Where the totals differ from what was given.
    pub fn differences(&self, what: &str, totals: &Totals) -> Vec<String> {
        let rows = self.rows.filter(|rows| *rows != totals.rows);
        let rows = rows.map(|rows| format!("{rows} rows were given, {what} {}", totals.rows));
        let sums = self.sums.iter().filter_map(|(unit, given)| {
            let found = totals.sums.get(unit).copied().unwrap_or_default();
            (found != *given).then(|| format!("{given} {unit} were given, {what} {found}"))
        });
        rows.into_iter().chain(sums).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_compared_and_nothing_else() {
        let given = ControlTotals::read(None, &["rows=2".to_owned(), "GBP=12.50".to_owned()]).unwrap();
        let sums = |value: &str| BTreeMap::from([("GBP".to_owned(), value.parse().unwrap())]);
        assert!(given.differences("counted", &Totals { rows: 2, sums: sums("12.5") }).is_empty());
        let differences = given.differences("counted", &Totals { rows: 3, sums: sums("12.51") });
        assert_eq!(differences, ["2 rows were given, counted 3", "12.50 GBP were given, counted 12.51"]);
        assert_eq!(given.differences("counted", &Totals { rows: 2, ..Totals::default() }).len(), 1);
    }

    #[test]
    fn what_is_no_total_is_refused() {
        for bad in ["rows", "rows=-1", "GBP=1e308", "GBP=", "GBP=0x1"] {
            assert!(ControlTotals::read(None, &[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(ControlTotals::read(None, &["GBP=1".to_owned(), "GBP=1".to_owned()]).is_err());
    }
}
