//! Rows of NDJSON.

use std::{
    fmt,
    io::{BufRead, BufReader, Read},
};

use o2c_kernel::Violations;
use o2c_rpc::parse::reason;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use super::{ABOUT, bounded::Budget};
use crate::import::{column::Column, row::Row};

pub struct Rows<R> {
    lines: BufReader<R>,
    budget: Budget,
    columns: &'static [Column],
    number: u64,
}

/// The members of an object in their order, also those that are there twice.
struct Members(Vec<(String, Value)>);

impl<R: Read> Rows<R> {
    pub fn open(source: R, budget: Budget, columns: &'static [Column]) -> Self {
        Self { lines: BufReader::new(source), budget, columns, number: 0 }
    }

    fn row(&self, line: &[u8]) -> Row {
        let mut row =
            Row { number: self.number, cells: vec![String::new(); self.columns.len()], broken: Violations::default() };
        let members = match serde_json::from_slice::<Members>(line) {
            Ok(members) => members.0,
            Err(error) => {
                row.broken.add("row", reason::MALFORMED, format!("is no JSON object: {error}"));
                return row;
            }
        };
        let mut seen = vec![false; self.columns.len()];
        for (name, value) in members.into_iter().filter(|(name, _)| !name.starts_with(ABOUT)) {
            let Some(at) = self.columns.iter().position(|column| column.name == name) else {
                row.broken.add(name, reason::UNKNOWN_VALUE, "is no column");
                continue;
            };
            if std::mem::replace(&mut seen[at], true) {
                row.broken.add(&name, reason::MALFORMED, "is there twice");
            }
            match text(value) {
                Ok(text) => row.cells[at] = text,
                Err(description) => row.broken.add(name, reason::MALFORMED, description),
            }
        }
        row
    }
}

/// The text of a cell. Numbers with a fraction have been through a floating point number: they are not taken.
fn text(value: Value) -> Result<String, &'static str> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        Value::Number(_) => Err("is a number with a fraction or an exponent: write it as a text, such as \"12.50\""),
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Array(_) | Value::Object(_) => Err("is not a single value"),
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = anyhow::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            let read = self.lines.read_until(b'\n', &mut line);
            self.budget.renew();
            match read {
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => {
                    self.number += 1;
                    return Some(Ok(self.row(&line)));
                }
                Err(error) => return Some(Err(anyhow::Error::new(error).context(format!("row {}", self.number + 1)))),
            }
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// A row as an object, with what is said about it first.
pub fn object(about: impl IntoIterator<Item = (String, Value)>, columns: &[Column], cells: &[String]) -> Value {
    let cells = columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    let cells = cells.map(|(column, cell)| (column.name.to_owned(), Value::String(cell.clone())));
    Value::Object(about.into_iter().chain(cells).collect())
}
