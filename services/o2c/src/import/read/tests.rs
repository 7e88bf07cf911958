//! Files as they come.

use std::{fs, path::PathBuf};

use super::{Format, fingerprint, rows};
use crate::import::{
    column::{Column, optional, required},
    row::Row,
};

const COLUMNS: &[Column] = &[required("sku", "KETTLE"), optional("amount", "1.00")];

/// A file with these bytes.
fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rows");
    fs::write(&path, bytes).unwrap();
    (directory, path)
}

fn read(format: Format, bytes: &[u8]) -> anyhow::Result<Vec<Row>> {
    let (_directory, path) = file(bytes);
    rows(&path, format, COLUMNS)?.collect()
}

fn cells(row: &Row) -> [&str; 2] {
    assert!(row.broken.is_empty(), "{:?}", row.broken);
    [&row.cells[0], &row.cells[1]]
}

fn broken(row: &Row) -> String {
    row.broken.iter().map(|one| format!("{}: {}", one.field, one.description)).collect::<Vec<_>>().join("; ")
}

#[test]
fn csv_is_read_as_rfc_4180_has_it_with_columns_in_any_order() {
    let bytes = b"\xef\xbb\xbfamount,#row,sku\r\n1.00,7,\"a \"\"b\"\",\nc\"\r\n,8,K\n";
    let rows = read(Format::Csv, bytes).unwrap();
    assert_eq!(cells(&rows[0]), ["a \"b\",\nc", "1.00"]);
    assert_eq!((cells(&rows[1]), rows[1].number), (["K", ""], 2));
}

#[test]
fn a_file_whose_columns_are_wrong_is_refused_with_all_that_is_wrong() {
    let error = read(Format::Csv, b"colour,amount,amount\n").unwrap_err().to_string();
    for said in ["`colour` is not known", "`amount` is there twice", "`sku` is missing"] {
        assert!(error.contains(said), "{error}");
    }
    assert!(read(Format::Csv, b"").is_err());
    assert!(read(Format::Csv, b"sku;amount\n").unwrap_err().to_string().contains("`sku;amount` is not known"));
}

#[test]
fn other_encodings_are_told() {
    let utf_16 = b"\xff\xfes\0k\0u\0";
    assert!(read(Format::Csv, utf_16).unwrap_err().to_string().contains("UTF-16"));
    let rows = read(Format::Csv, b"sku\nM\xfcller\nK\n").unwrap();
    assert_eq!((broken(&rows[0]).as_str(), rows[1].cells[0].as_str()), ("row: is not UTF-8", "K"));
    let rows = read(Format::Ndjson, b"{\"sku\":\"M\xfcller\"}\n{\"sku\":\"K\"}\n").unwrap();
    assert!(broken(&rows[0]).starts_with("row: is no JSON object"));
    assert_eq!(cells(&rows[1]), ["K", ""]);
}

#[test]
fn a_row_of_another_length_is_refused_and_the_next_one_is_read() {
    let rows = read(Format::Csv, b"sku,amount\nK\nK,1,2\nK,1\n").unwrap();
    assert_eq!(broken(&rows[0]), "row: has 1 cells, not 2");
    assert_eq!(broken(&rows[1]), "row: has 3 cells, not 2");
    assert_eq!(cells(&rows[2]), ["K", "1"]);
}

#[test]
fn a_row_without_an_end_does_not_fill_memory() {
    let mut bytes = b"sku\n\"".to_vec();
    bytes.resize(8 * 1024 * 1024, b'x');
    let error = read(Format::Csv, &bytes).unwrap_err();
    assert!(format!("{error:#}").contains("a row has more than"), "{error:#}");
    assert!(read(Format::Ndjson, &bytes).is_err());
}

#[test]
fn what_was_made_harmless_for_a_spreadsheet_is_what_it_was() {
    let rows = read(Format::Csv, b"sku\n'=1+1\n''-x\n'quoted'\n-5\n").unwrap();
    let read: Vec<&str> = rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(read, ["=1+1", "'-x", "'quoted'", "-5"]);
}

#[test]
fn numbers_of_json_are_taken_where_they_are_exact() {
    let lines = b"{\"sku\":12,\"amount\":\"1.10\",\"#refused\":[]}\n\n{\"sku\":\"K\",\"amount\":1.10}\n\
        {\"sku\":\"K\",\"amount\":1e308}\n{\"sku\":\"K\",\"sku\":\"L\",\"colour\":true}\n[1]\n";
    let rows = read(Format::Ndjson, lines).unwrap();
    assert_eq!(cells(&rows[0]), ["12", "1.10"]);
    for row in &rows[1..3] {
        assert!(broken(row).starts_with("amount: is a number with a fraction"), "{}", broken(row));
    }
    assert_eq!(broken(&rows[3]), "sku: is there twice; colour: is no column");
    assert!(broken(&rows[4]).starts_with("row: is no JSON object"));
    assert_eq!(rows[4].number, 5);
}

#[test]
fn a_file_is_named_by_its_content() {
    let (_one, first) = file(b"sku\nK\n");
    let (_other, second) = file(b"sku\nK\n");
    assert_eq!(fingerprint(&first).unwrap(), fingerprint(&second).unwrap());
    let (_third, third) = file(b"sku\nL\n");
    assert_ne!(fingerprint(&first).unwrap(), fingerprint(&third).unwrap());
}
