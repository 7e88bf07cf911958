//! A file to begin with: the names of the columns, and a row.

use super::{
    column::Column,
    read::{Format, object},
};

pub fn template(columns: &[Column], format: Format) -> anyhow::Result<String> {
    match format {
        Format::Csv => {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(columns.iter().map(|column| column.name))?;
            writer.write_record(columns.iter().map(|column| column.example))?;
            Ok(String::from_utf8(writer.into_inner()?)?)
        }
        Format::Ndjson => {
            let cells: Vec<String> = columns.iter().map(|column| column.example.to_owned()).collect();
            Ok(format!("{}\n", object(None, columns, &cells)))
        }
    }
}
