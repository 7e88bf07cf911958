//! What comes in, and what does not.

use std::fs;

use serde_json::Value;

use crate::{
    files::{OPEN_ITEMS, master_data, open_items, pounds, sum},
    server::{Server, certificate, o2c, told},
};

#[test]
fn a_company_moves_and_its_books_tie() {
    let server = Server::start();
    master_data(&server);
    let prices = server.write(
        "prices.csv",
        "price_list,currency_code,valid_from,sku,from_quantity,unit_price\n\
         Standard,GBP,2025-01-01,KETTLE,1,21.50\nStandard,GBP,2025-01-01,KETTLE,100,19.999\n",
    );
    assert_eq!(server.import("price-lists", &prices)["accepted"]["sums"]["GBP"], "41.499");
    let items = server.write("items.csv", &open_items(25));
    let total = format!("GBP={}", pounds(sum(25)));
    let words =
        ["import", "open-items", items.to_str().unwrap(), "--control-total", "rows=25", "--control-total", &total];
    let output = server.run(&words);
    assert!(output.status.success(), "{}", told(&output));
    let certificate = certificate(&items);
    let ledger = &certificate["ledgers"][0];
    assert_eq!((&ledger["currency"], &ledger["control_account"]), (&"GBP".into(), &pounds(sum(25)).into()));
    assert_eq!((&ledger["open_items"], &ledger["difference"]), (&pounds(sum(25)).into(), &"0.00".into()));
    assert_eq!(ledger["opening_balances"], format!("-{}", pounds(sum(25))));

    let address = r#"{"name":"Main","city":"Leeds","countryCode":"GB"}"#;
    let warehouse = format!(r#"{{"warehouse":{{"code":"MAIN","name":"Main","address":{address}}}}}"#);
    server.post("/v1/warehouses", &warehouse);
    let stock = server.write("stock.csv", "warehouse,sku,quantity,reference\nMAIN,KETTLE,10.5,count\n");
    assert_eq!(server.import("stock", &stock)["accepted"]["sums"]["quantity"], "10.5");
    let limits = server.write(
        "limits.csv",
        "customer,limit,currency_code,valid_from,risk_class\nC-1,5000.00,GBP,2025-01-01,low\n\
         C-2,1.00,GBP,2025-01-01,low\n",
    );
    assert_eq!(server.import("credit-accounts", &limits)["accepted"]["sums"]["GBP"], "5001");
    let orders = server.write(
        "orders.csv",
        "order_number,customer,ordered_on,currency_code,purchase_order_number,sku,quantity,unit_price\n\
         A-1,C-1,2025-12-15,GBP,PO-9,KETTLE,2,20.00\nA-1,C-1,2025-12-15,GBP,PO-9,POSTAGE,1,5.00\n\
         A-2,C-2,2025-12-16,GBP,,KETTLE,1,\n",
    );
    let imported = server.import("orders", &orders);
    assert_eq!((&imported["accepted"]["rows"], &imported["accepted"]["sums"]["GBP"]), (&3.into(), &"66.5".into()));
    // the second customer owes more than its limit already: its order waits for credit
    let states: Vec<(&String, &Value)> = imported["states"].as_object().unwrap().iter().collect();
    assert!(states.iter().any(|(state, count)| *state == "CONFIRMED" && **count == 1), "{states:?}");
    assert_eq!(states.iter().map(|(_, count)| count.as_u64().unwrap()).sum::<u64>(), 2, "{states:?}");
    let orders = server.list("orders");
    let first = orders.iter().find(|order| order["externalId"] == "A-1").unwrap();
    assert_eq!((&first["purchaseOrderNumber"], &first["orderedOn"]["month"]), (&"PO-9".into(), &12.into()));
    let entries = server.list("journal-entries");
    assert_eq!(entries.iter().filter(|entry| entry["kind"] == "opening_balance").count(), 25);
    // exposure follows: that is law X-1
    server.assert_book_ties();
}

#[test]
fn a_file_that_does_not_add_up_changes_nothing() {
    let server = Server::start();
    master_data(&server);
    let items = server.write("items.csv", &open_items(3));
    let output = server.run(&["import", "open-items", items.to_str().unwrap(), "--control-total", "GBP=3.07"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("3.07 GBP were given, the file has 3.06"), "{}", told(&output));
    assert!(server.list("open-items").is_empty());
}

#[test]
fn a_dry_run_tells_everything_and_writes_nothing() {
    let server = Server::start();
    master_data(&server);
    let known = "INVOICE,R-1,C-1,2025-10-01,2025-10-31,1.00,GBP,2025-12-31";
    let before = server.write("before.csv", &format!("{OPEN_ITEMS}\n{known}\n"));
    server.import("open-items", &before);

    let rows = [
        known,                                                        // taken over before: the service knows
        "INVOICE,R-2,C-9,2025-10-01,2025-10-31,1.00,GBP,2025-12-31",  // nobody
        "INVOICE,R-3,C-1,2025-13-01,,1e308,GBX,2025-12-31",           // three fields
        "INVOICE,R-4,C-1,2025-10-01,2025-10-31,1.001,GBP,2025-12-31", // finer than a penny
        "INVOICE,R-5,C-1,2025-10-01,2025-10-31,92233720368547758.08,GBP,2025-12-31",
        "INVOICE,R-6,C-1,2025-10-01,2025-10-31,1.00,GBP,2025-12-31",
        "INVOICE,R-6,C-1,2025-10-01,2025-10-31,2.00,GBP,2025-12-31", // twice in the file
        "INVOICE,R-7,C-1,2025-10-01,2025-09-30,1.00,GBP,2025-12-31", // due before it was issued
    ];
    let items = server.write("items.csv", &format!("{OPEN_ITEMS}\n{}\n", rows.join("\n")));
    let output = server.run(&["import", "open-items", items.to_str().unwrap(), "--dry-run"]);
    assert_eq!(output.status.code(), Some(1));
    let certificate = certificate(&items);
    assert_eq!(
        (&certificate["accepted"]["rows"], &certificate["refused"]),
        (&1.into(), &7.into()),
        "{}",
        told(&output)
    );
    assert_eq!(server.list("open-items").len(), 1);

    let mut refused = csv::Reader::from_path(items.with_added_extension("refused.csv")).unwrap();
    let refused: Vec<csv::StringRecord> = refused.records().map(Result::unwrap).collect();
    let said: Vec<[&str; 3]> = refused.iter().map(|row| [&row[0], &row[1], &row[2]]).collect();
    assert_eq!(
        said,
        [
            ["1", "row", "OPEN_ITEM_EXISTS"],
            ["2", "customer", "UNKNOWN_REFERENCE"],
            ["3", "document_date; due_on; currency_code; amount", "MALFORMED; REQUIRED; UNKNOWN_VALUE; MALFORMED"],
            ["4", "amount", "TOO_FINE"],
            ["5", "amount", "OUT_OF_RANGE"],
            ["7", "row", "DUPLICATE"],
            ["8", "due_on", "INVALID_REQUEST"],
        ]
    );
}

#[test]
fn prices_are_tried_before_they_are_set() {
    let server = Server::start();
    master_data(&server);
    let prices = "price_list,currency_code,valid_from,sku,from_quantity,unit_price\n\
         Standard,GBP,2025-01-01,KETTLE,1,-21.50\nStandard,GBP,2025-01-01,KETTLE,100,19.999\n";
    let prices = server.write("prices.csv", prices);
    let tried = || {
        let output = server.run(&["import", "price-lists", prices.to_str().unwrap(), "--dry-run"]);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        let mut refused = csv::Reader::from_path(prices.with_added_extension("refused.csv")).unwrap();
        let refused: Vec<csv::StringRecord> = refused.records().map(Result::unwrap).collect();
        refused.iter().map(|row| [row[0].to_owned(), row[1].to_owned(), row[2].to_owned()]).collect::<Vec<_>>()
    };
    let negative = [["1", "unit_price", "INVALID_REQUEST"].map(str::to_owned)];
    assert_eq!(tried(), negative);
    assert!(server.list("price-lists").is_empty(), "the list is only made when it is meant");
    let output = server.run(&["import", "price-lists", prices.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert_eq!(server.list("price-lists").len(), 1);
    assert_eq!(tried(), negative, "of a list that is there");
}

#[test]
fn what_was_refused_is_mended_and_comes_in() {
    let server = Server::start();
    master_data(&server);
    let good = "INVOICE,R-1,C-1,2025-10-01,2025-10-31,1.00,GBP,2025-12-31";
    let items =
        server.write("items.csv", &format!("{OPEN_ITEMS}\n{good}\nINVOICE,R-2,C-1,2025-10-01,,1.00,GBP,2025-12-31\n"));
    assert_eq!(server.run(&["import", "open-items", items.to_str().unwrap()]).status.code(), Some(1));
    assert_eq!(server.list("open-items").len(), 1, "one refused row harms no other");
    let refused = items.with_added_extension("refused.csv");
    let mended = fs::read_to_string(&refused).unwrap().replace("2025-10-01,,", "2025-10-01,2025-10-31,");
    let mended = server.write("mended.csv", &mended);
    server.import("open-items", &mended);
    // the same files again, under the same ids, do nothing
    server.import("open-items", &mended);
    assert_eq!(server.run(&["import", "open-items", items.to_str().unwrap()]).status.code(), Some(1));
    assert_eq!(server.list("open-items").len(), 2);
    assert_eq!(server.list("journal-entries").len(), 2);
}

#[test]
fn all_or_nothing_is_nothing_when_one_row_is_refused() {
    let server = Server::start();
    master_data(&server);
    let file = "warehouse,sku,quantity\nMAIN,KETTLE,10\n";
    let stock = server.write("stock.csv", file);
    let output = server.run(&["import", "stock", stock.to_str().unwrap(), "--all-or-nothing"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("nothing was written"), "{}", told(&output));
    let refused = fs::read_to_string(stock.with_added_extension("refused.csv")).unwrap();
    assert!(refused.contains("there is no `MAIN`"), "{refused}");
}

#[test]
fn an_order_comes_in_whole_or_not_at_all() {
    let server = Server::start();
    master_data(&server);
    let orders = server.write(
        "orders.ndjson",
        "{\"order_number\":\"A-1\",\"customer\":\"C-1\",\"ordered_on\":\"2025-12-15\",\"currency_code\":\"GBP\",\"sku\":\"KETTLE\",\"quantity\":2,\"unit_price\":\"20.00\"}\n\
         {\"order_number\":\"A-1\",\"customer\":\"C-1\",\"ordered_on\":\"2025-12-15\",\"currency_code\":\"GBP\",\"sku\":\"KETTLE\",\"quantity\":0.5,\"unit_price\":\"20.00\"}\n",
    );
    assert_eq!(server.run(&["import", "orders", orders.to_str().unwrap()]).status.code(), Some(1));
    assert!(server.list("orders").is_empty());
    let refused = fs::read_to_string(orders.with_added_extension("refused.ndjson")).unwrap();
    assert!(refused.lines().next().unwrap().contains("DOCUMENT_REFUSED"), "{refused}");
    assert!(refused.lines().nth(1).unwrap().contains("\"field\":\"quantity\""), "{refused}");
}

#[test]
fn an_order_that_is_rejected_afterwards_is_a_finding() {
    let server = Server::start();
    master_data(&server);
    let orders = server.write(
        "orders.csv",
        "order_number,customer,ordered_on,currency_code,sku,quantity,unit_price\n\
         A-1,C-1,2025-12-15,GBP,POSTAGE,1,5.00\n",
    );
    let output = server.run(&["import", "orders", orders.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("1 documents are REJECTED, NO_ACCOUNT"), "{}", told(&output));
    assert_eq!(certificate(&orders)["accepted"]["rows"], 1);
}

#[test]
fn every_kind_has_a_template_that_can_be_read() {
    for kind in ["customers", "products", "credit-accounts", "price-lists", "orders", "open-items", "stock"] {
        for format in ["csv", "ndjson"] {
            let output = o2c(&["import", kind, "--template", "--format", format]).output().unwrap();
            assert!(output.status.success() && output.stdout.len() > 20, "{kind} {format}: {}", told(&output));
        }
    }
}
