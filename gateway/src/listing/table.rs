//! Entries of a list as text: lines of JSON, or a table as RFC 4180 has it.

use prost_reflect::DynamicMessage;

use super::{
    Listing, cells,
    columns::{self, Column},
};
use crate::json::{Unwritable, write_message};

/// How entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A message a line.
    Lines,
    /// CSV: UTF-8, comma, CRLF, a line of names first. `guard`: texts that a spreadsheet would take for formulas are
    /// made harmless.
    Csv { guard: bool },
}

/// An entry that cannot be written: a defect of who made it.
#[derive(Debug, thiserror::Error)]
#[error("an entry of the list cannot be written")]
pub struct Unwritten;

/// Writes the entries of one list.
#[derive(Clone, Debug)]
pub struct Table {
    form: Form,
    columns: Vec<Column>,
}

impl Table {
    pub(crate) fn new(listing: &Listing, form: Form) -> Self {
        let columns = match form {
            Form::Lines => Vec::new(),
            Form::Csv { .. } => columns::of(&listing.item),
        };
        Self { form, columns }
    }

    /// What comes before the first entry.
    pub fn head(&self) -> Result<Vec<u8>, Unwritten> {
        match self.form {
            Form::Lines => Ok(Vec::new()),
            Form::Csv { .. } => csv([self.columns.iter().map(|column| column.name.clone()).collect()]),
        }
    }

    /// Entries, in their order.
    pub fn entries(&self, entries: &[DynamicMessage]) -> Result<Vec<u8>, Unwritten> {
        match self.form {
            Form::Lines => {
                let mut lines = Vec::new();
                for entry in entries {
                    write_message(&mut lines, entry)?;
                    lines.push(b'\n');
                }
                Ok(lines)
            }
            Form::Csv { guard } => {
                let cells = |entry| self.columns.iter().map(|column| cells::text(column, entry, guard)).collect();
                csv(entries.iter().map(cells).collect::<Result<Vec<Vec<String>>, _>>()?)
            }
        }
    }
}

impl From<Unwritable> for Unwritten {
    fn from(_: Unwritable) -> Self {
        Self
    }
}

fn csv(records: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Unwritten> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for record in records {
        writer.write_record(record).map_err(|_| Unwritten)?;
    }
    writer.into_inner().map_err(|_| Unwritten)
}
