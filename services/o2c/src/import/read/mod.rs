//! Files with rows: CSV and NDJSON, in UTF-8, with or without a byte order mark.

mod bounded;
mod csv;
mod ndjson;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::{column::Column, row::Row};

pub use ndjson::object;

/// Columns of this beginning are about the rows, and not read: those of refused rows have them.
pub const ABOUT: char = '#';
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RFC 4180: comma, a line of names first, quotes where they are needed.
    Csv,
    /// A JSON object a line, with the names of the columns.
    Ndjson,
}

impl Format {
    /// By the end of the file's name.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
        match end.as_str() {
            "csv" => Ok(Self::Csv),
            "ndjson" | "jsonl" => Ok(Self::Ndjson),
            _ => bail!("{}: neither .csv nor .ndjson; name the format with --format", path.display()),
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// What a file is, whatever it is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fingerprint {
    pub bytes: u64,
    pub blake3: String,
}

pub fn fingerprint(path: &Path) -> anyhow::Result<Fingerprint> {
    let mut file = open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut bytes: u64 = 0;
    loop {
        let read = file.read(&mut buffer).with_context(|| format!("{} cannot be read", path.display()))?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        hasher.update(part);
        bytes = bytes.saturating_add(part.len() as u64);
    }
    Ok(Fingerprint { bytes, blake3: hasher.finalize().to_hex().to_string() })
}

/// The rows of a file. Fails where the file as a whole cannot be what it is said to be: the names of its columns are
/// wrong, it has no end of a row, it is not UTF-8 at all.
pub fn rows(
    path: &Path,
    format: Format,
    columns: &'static [Column],
) -> anyhow::Result<Box<dyn Iterator<Item = anyhow::Result<Row>> + Send>> {
    let mut file = open(path)?;
    let mut begin = [0; 4];
    let read = file.read(&mut begin)?;
    match begin.get(..read).unwrap_or_default() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => bail!("{} is UTF-16; UTF-8 is wanted", path.display()),
        begin if begin.starts_with(&BYTE_ORDER_MARK) => file.seek(SeekFrom::Start(3))?,
        _ => file.seek(SeekFrom::Start(0))?,
    };
    let (source, budget) = bounded::Bounded::new(BufReader::new(file));
    Ok(match format {
        Format::Csv => Box::new(csv::Rows::open(source, budget, columns)?),
        Format::Ndjson => Box::new(ndjson::Rows::open(source, budget, columns)),
    })
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("{} cannot be read", path.display()))
}
