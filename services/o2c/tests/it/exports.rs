//! What goes out.

use std::fs;

use crate::{
    files::{master_data, open_items},
    server::{Server, told},
};

#[test]
fn a_list_goes_into_a_file_as_a_table_through_all_pages() {
    let server = Server::start();
    master_data(&server);
    server.import("open-items", &server.write("items.csv", &open_items(1_201)));
    let file = server.file("out.csv");
    let output = server.run(&["export", "open-items", "--output", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", told(&output));
    let mut reader = csv::Reader::from_path(&file).unwrap();
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|column| column == name).unwrap();
    let columns = [at("document_number"), at("original_amount"), at("original_amount.currency_code"), at("due_on")];
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1_201);
    let last = rows.iter().find(|row| &row[columns[0]] == "R-1201").unwrap();
    assert_eq!(columns.map(|column| &last[column]), ["R-1201", "13.01", "GBP", "2025-10-31"]);
    assert!(!file.with_added_extension("part").exists());
}

#[test]
fn entries_are_chosen_and_texts_made_harmless() {
    let server = Server::start();
    master_data(&server);
    let export = |words: &[&str]| {
        let output = server.run(words);
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let chosen = export(&["export", "customers", "--filter", "external_ids=C-2"]);
    assert_eq!(chosen.lines().count(), 2, "{chosen}");
    assert!(chosen.contains(",'=Bolt & Sons,"), "{chosen}");
    let raw = export(&["export", "customers", "--filter", "externalIds=C-2", "--raw-formulas"]);
    assert!(raw.contains(",=Bolt & Sons,"), "{raw}");
    assert!(export(&["export", "help"]).contains("open-items"));
}

#[test]
fn what_cannot_be_exported_leaves_no_file() {
    let server = Server::start();
    let file = server.file("out.csv");
    for words in [["export", "nothings", "--format", "csv"], ["export", "orders", "--filter", "colour=red"]] {
        let output = server.command(&words).args(["--output", file.to_str().unwrap()]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(fs::metadata(&file).is_err());
    }
}
