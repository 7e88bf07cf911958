//! Rows of CSV.

use std::io::Read;

use anyhow::{Context, ensure};
use o2c_gateway::listing::guarded;
use o2c_kernel::Violations;
use o2c_rpc::parse::reason;

use super::{ABOUT, bounded::Budget};
use crate::import::{column::Column, row::Row};

pub struct Rows<R> {
    reader: csv::Reader<R>,
    budget: Budget,
    /// Per column of the file, that of the kind.
    places: Vec<Option<usize>>,
    columns: usize,
    record: csv::ByteRecord,
    number: u64,
}

impl<R: Read> Rows<R> {
    pub fn open(source: R, budget: Budget, columns: &'static [Column]) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let names = reader.headers().context("the names of the columns cannot be read")?.clone();
        budget.renew();
        let names: Vec<&str> = names.iter().map(str::trim).collect();
        let mut places = Vec::with_capacity(names.len());
        let mut wrong = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let place = columns.iter().position(|column| column.name == *name);
            if name.starts_with(ABOUT) {
                places.push(None);
                continue;
            }
            if place.is_none() {
                wrong.push(format!("`{name}` is not known"));
            } else if names.iter().take(at).any(|before| before == name) {
                wrong.push(format!("`{name}` is there twice"));
            }
            places.push(place);
        }
        let missing = columns.iter().filter(|column| column.required && !names.contains(&column.name));
        wrong.extend(missing.map(|column| format!("`{}` is missing", column.name)));
        let known: Vec<&str> = columns.iter().map(|column| column.name).collect();
        ensure!(wrong.is_empty(), "the columns are not right: {}; there are {}", wrong.join(", "), known.join(", "));
        Ok(Self { reader, budget, places, columns: columns.len(), record: csv::ByteRecord::new(), number: 0 })
    }

    fn row(&self) -> Row {
        let mut row =
            Row { number: self.number, cells: vec![String::new(); self.columns], broken: Violations::default() };
        if self.record.len() != self.places.len() {
            let description = format!("has {} cells, not {}", self.record.len(), self.places.len());
            row.broken.add("row", reason::MALFORMED, description);
        }
        let mut encoded = true;
        for (cell, place) in self.record.iter().zip(&self.places) {
            let Some(slot) = place.and_then(|place| row.cells.get_mut(place)) else { continue };
            let text = std::str::from_utf8(cell);
            encoded &= text.is_ok();
            let text = text.map_or_else(|_| String::from_utf8_lossy(cell), std::borrow::Cow::Borrowed);
            // what was made harmless for a spreadsheet is what it was before
            let plain = text.strip_prefix('\'').filter(|rest| guarded(rest)).unwrap_or(&text);
            *slot = plain.trim().to_owned();
        }
        if !encoded {
            row.broken.add("row", reason::MALFORMED, "is not UTF-8");
        }
        row
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = anyhow::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.reader.read_byte_record(&mut self.record);
        self.budget.renew();
        self.number += 1;
        match read {
            Ok(true) => Some(Ok(self.row())),
            Ok(false) => None,
            Err(error) => Some(Err(anyhow::Error::new(error).context(format!("row {}", self.number)))),
        }
    }
}
