//! The rows that were refused, in a file of the same format: with their number and everything that is wrong before what
//! they said. Mended, that file can be imported: what is said about a row is not read.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use o2c_gateway::listing::guarded;
use o2c_kernel::Violations;
use serde_json::{Value, json};

use super::{
    column::Column,
    read::{Format, object},
    row::Row,
};

/// The file; made with its first row.
pub struct RefusedFile {
    path: PathBuf,
    format: Format,
    columns: &'static [Column],
    file: Option<BufWriter<File>>,
    /// What is in it for sure.
    bytes: u64,
}

impl RefusedFile {
    /// With so many bytes of an earlier run; what is behind them was not accounted for.
    pub fn open(path: PathBuf, format: Format, columns: &'static [Column], bytes: u64) -> anyhow::Result<Self> {
        let mut refused = Self { path, format, columns, file: None, bytes: 0 };
        if bytes > 0 {
            refused.begin(bytes)?;
        } else if refused.path.exists() {
            // one of another run would mislead
            std::fs::remove_file(&refused.path).with_context(|| unwritable(&refused.path))?;
        }
        Ok(refused)
    }

    fn begin(&mut self, bytes: u64) -> anyhow::Result<&mut BufWriter<File>> {
        let opened = OpenOptions::new().create(true).write(true).truncate(false).open(&self.path);
        let mut file = opened.with_context(|| unwritable(&self.path))?;
        file.set_len(bytes)?;
        self.bytes = file.seek(SeekFrom::Start(bytes))?;
        Ok(self.file.insert(BufWriter::new(file)))
    }

    pub fn row(&mut self, row: &Row, violations: &Violations) -> anyhow::Result<()> {
        let (format, columns) = (self.format, self.columns);
        let new = self.file.is_none();
        let file = match &mut self.file {
            Some(file) => file,
            None => self.begin(0)?,
        };
        let mut bytes = Vec::new();
        match format {
            Format::Csv => csv(&mut bytes, columns, row, violations, new)?,
            Format::Ndjson => {
                let said = violations.iter().map(|violation| {
                    json!({"field": violation.field, "reason": violation.reason, "description": violation.description})
                });
                let about =
                    [("#row".to_owned(), json!(row.number)), ("#refused".to_owned(), Value::Array(said.collect()))];
                serde_json::to_writer(&mut bytes, &object(about, columns, &row.cells))?;
                bytes.push(b'\n');
            }
        }
        file.write_all(&bytes).with_context(|| unwritable(&self.path))?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// What is in the file now, written through.
    pub fn flush(&mut self) -> anyhow::Result<u64> {
        if let Some(file) = &mut self.file {
            file.flush().with_context(|| unwritable(&self.path))?;
        }
        Ok(self.bytes)
    }
}

fn unwritable(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

fn csv(out: &mut Vec<u8>, columns: &[Column], row: &Row, violations: &Violations, head: bool) -> anyhow::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    if head {
        let about = ["#row", "#fields", "#reasons", "#descriptions"];
        writer.write_record(about.into_iter().chain(columns.iter().map(|column| column.name)))?;
    }
    let all = |of: fn(&o2c_kernel::Violation) -> &str| violations.iter().map(of).collect::<Vec<_>>().join("; ");
    let about = [
        row.number.to_string(),
        all(|violation| &violation.field),
        all(|violation| &violation.reason),
        all(|violation| &violation.description),
    ];
    // it is looked at in a spreadsheet
    let harmless = |text: &String| if guarded(text) { format!("'{text}") } else { text.clone() };
    writer.write_record(about.iter().chain(&row.cells).map(harmless))?;
    writer.flush()?;
    Ok(())
}
