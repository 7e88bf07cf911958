//! Killed in the middle, and gone on.

use std::{path::Path, process::Stdio, thread, time::Duration};

use serde_json::Value;

use crate::{
    files::{master_data, open_items, pounds, sum},
    server::{Server, certificate, told},
};

const ROWS: u32 = 6_000;

/// What a book says, without what is made up anew in each: ids and versions.
fn book(server: &Server) -> Vec<String> {
    let mut items: Vec<String> = server
        .list("open-items")
        .into_iter()
        .map(|mut item| {
            let fields = item.as_object_mut().unwrap();
            for made_up in ["openItemId", "documentId", "customerId", "etag"] {
                fields.remove(made_up);
            }
            item.to_string()
        })
        .collect();
    items.sort();
    items
}

/// Waits until a batch is known to be decided.
fn under_way(file: &Path) {
    let checkpoint = file.with_added_extension("checkpoint.json");
    for _ in 0..6_000 {
        if checkpoint.exists() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("no batch was decided");
}

fn assert_whole(server: &Server, certificate: &Value, undisturbed: &[String]) {
    assert_eq!(certificate["accepted"]["rows"], ROWS);
    assert_eq!(certificate["ledgers"][0]["control_account"], pounds(sum(ROWS)));
    assert_eq!(book(server), undisturbed);
    assert_eq!(server.list("journal-entries").len(), ROWS as usize, "nothing twice");
    server.assert_book_ties();
}

#[test]
fn whoever_dies_in_the_middle_of_an_import_it_goes_on_to_the_same_books() {
    let undisturbed = Server::start();
    master_data(&undisturbed);
    undisturbed.import("open-items", &undisturbed.write("items.csv", &open_items(ROWS)));
    let undisturbed = book(&undisturbed);

    let mut server = Server::start();
    master_data(&server);
    let items = server.write("items.csv", &open_items(ROWS));
    let words = ["import", "open-items", items.to_str().unwrap()];
    // the import dies
    let mut import = server.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    under_way(&items);
    import.kill().unwrap();
    import.wait().unwrap();
    let reached = std::fs::read(items.with_added_extension("checkpoint.json"));
    let reached: Option<Value> = reached.ok().map(|text| serde_json::from_slice(&text).unwrap());

    // then the server does, under the same import
    let mut import =
        server.command(&words).arg("--resume").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(Duration::from_millis(300));
    server.die();
    import.kill().unwrap();
    import.wait().unwrap();
    server.rise();

    let output = server.command(&words).arg("--resume").output().unwrap();
    assert!(output.status.success(), "{reached:?} {}", told(&output));
    assert_whole(&server, &certificate(&items), &undisturbed);

    // and once more from the beginning: every row is answered as before
    let output = server.command(&words).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert_whole(&server, &certificate(&items), &undisturbed);
}

#[test]
fn an_import_is_not_gone_on_with_another_file() {
    let server = Server::start();
    master_data(&server);
    let items = server.write("items.csv", &open_items(ROWS));
    let words = ["import", "open-items", items.to_str().unwrap()];
    let mut import = server.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    under_way(&items);
    import.kill().unwrap();
    import.wait().unwrap();
    if !items.with_added_extension("checkpoint.json").exists() {
        return; // it was done before it could be killed
    }
    server.write("items.csv", &open_items(ROWS - 1));
    let output = server.command(&words).arg("--resume").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("the file has changed"), "{}", told(&output));
}
