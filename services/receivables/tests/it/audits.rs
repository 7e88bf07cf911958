//! The laws hold on a book with everything in it, and each names the document when a fault is planted.

use o2c_audit::LawReport;

use crate::{
    desk::*,
    news::{News, document, note_on, proposal},
};

async fn law(desk: &Desk, id: &str) -> LawReport {
    let audit = desk.service.audit();
    let law = audit.laws().into_iter().find(|law| law.id == id).unwrap();
    (law.check)(&desk.store).await.unwrap()
}

/// Changes the database behind the service's back.
async fn plant(desk: &Desk, sql: &str) {
    assert!(o2c_testkit::plant(&desk.store, sql).await > 0, "nothing was planted by {sql}");
}

/// Invoices, notes, payments with differences, reversals, write-offs, a closing. The item of the first invoice.
async fn a_busy_year(desk: &Desk) -> String {
    let (news, customer) = (News::default(), new_id());
    let first = document(&customer, 10_000, "2026-01-05");
    let second = document(&customer, 5_000, "2026-01-15");
    desk.hears(&[
        news.invoice(first.clone()),
        news.invoice(second.clone()),
        news.credit_note(note_on(&second, 1_000, "2026-01-20")),
        news.credit_note(document(&customer, 300, "2026-01-21")),
    ])
    .await;
    desk.close_through("2026-01-31").await.unwrap();
    let item = desk.item_of(&first.invoice_id).await.open_item_id;
    let mut paid = proposal(&customer, 9_000, &[(&item, 4_000), (&item, 1_000)]);
    paid.applications[0].write_off_amount = Some(gbp(100));
    let edges = desk.pay(paid).await;
    desk.on("2026-03-05");
    desk.take_back(&edges[1].application_id).await.unwrap();
    let other = desk.item_of(&second.invoice_id).await.open_item_id;
    let asked = desk.ask_to_write_off(&other, 700).await.unwrap();
    desk.by("bert").decide(&asked.write_off_id, true).await.unwrap();
    desk.bad_debt(500, "2026-03-02").await.unwrap();
    let dispute = new_id();
    desk.hears(&[news.disputed(&dispute, &other, 200)]).await;
    item
}

#[tokio::test]
async fn a_busy_year_breaks_no_law_and_every_law_compares_something() {
    on_both_engines(async |desk| {
        a_busy_year(&desk).await;
        for id in ["ARL-1", "ARL-2", "ARL-3", "ARL-4", "ARL-5", "ARL-7", "ARL-8", "ARL-9", "ARL-10"] {
            let report = law(&desk, id).await;
            assert!(report.rows > 0, "{id} compared nothing");
            assert_eq!(report.failed, 0, "{id}: {:?}", report.failures);
        }
    })
    .await;
}

#[tokio::test]
async fn each_law_sees_its_fault() {
    let faults = [
        ("ARL-1", "UPDATE journal_line SET debit = debit + 1 WHERE account = '6100' AND debit = 500"),
        ("ARL-1", "UPDATE journal_line SET posted_on = posted_on + 1 WHERE account = '6100' AND debit = 500"),
        ("ARL-2", "UPDATE open_item SET open_amount = open_amount - 1 WHERE original_amount = 10000"),
        ("ARL-2", "UPDATE receipt SET applied_amount = applied_amount + 1"),
        ("ARL-2", "DELETE FROM application WHERE kind = 'write_off' AND amount = 700"),
        (
            "ARL-3",
            "UPDATE open_item SET original_amount = original_amount + 1, open_amount = open_amount + 1 \
                   WHERE original_amount = 10000",
        ),
        ("ARL-4", "UPDATE application SET effective_on = effective_on - 3 WHERE kind = 'write_off' AND amount = 700"),
        ("ARL-4", "UPDATE open_item SET posted_on = posted_on + 1 WHERE original_amount = 10000"),
        ("ARL-5", "UPDATE application SET amount = -999 WHERE amount = -1000"),
        ("ARL-5", "UPDATE application SET source_id = application_id WHERE amount = -1000"),
        (
            "ARL-9",
            "INSERT INTO settled_dispute (tenant, dispute_id) \
                   SELECT tenant, dispute_id FROM open_item WHERE dispute_id IS NOT NULL",
        ),
        ("ARL-7", "UPDATE journal_entry SET posted_on = 20450 WHERE kind = 'bad_debt'"),
        ("ARL-8", "UPDATE receipt SET customer_id = receipt_id"),
        ("ARL-8", "UPDATE application SET customer_id = open_item_id WHERE kind = 'cash' AND amount = 4000"),
        ("ARL-10", "UPDATE application SET amount = 501 WHERE kind = 'write_off' AND amount = 100"),
        ("ARL-10", "UPDATE write_off SET tolerance = 99 WHERE amount = 100"),
    ];
    on_both_engines(async |desk| {
        a_busy_year(&desk).await;
        for (id, sql) in faults {
            let backup = copy(&desk).await;
            plant(&desk, sql).await;
            let report = law(&desk, id).await;
            assert!(report.failed > 0, "{id} does not see {sql}");
            assert!(!report.failures[0].document.is_empty() && !report.failures[0].detail.is_empty());
            restore(&desk, &backup).await;
        }
        desk.assert_clean().await;
    })
    .await;
}

const TABLES: [&str; 7] =
    ["open_item", "application", "receipt", "write_off", "journal_entry", "journal_line", "settled_dispute"];

/// Copies of the tables that faults are planted in.
async fn copy(desk: &Desk) -> Vec<String> {
    for table in TABLES {
        o2c_testkit::plant(&desk.store, &format!("DROP TABLE IF EXISTS copy_of_{table}")).await;
        o2c_testkit::plant(&desk.store, &format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}")).await;
    }
    TABLES.map(str::to_owned).to_vec()
}

async fn restore(desk: &Desk, tables: &[String]) {
    for table in tables {
        o2c_testkit::plant(&desk.store, &format!("DELETE FROM {table}")).await;
        let keep = if desk.store.engine() == o2c_store::Engine::Postgres && table == "journal_entry" {
            " OVERRIDING SYSTEM VALUE"
        } else {
            ""
        };
        o2c_testkit::plant(&desk.store, &format!("INSERT INTO {table}{keep} SELECT * FROM copy_of_{table}")).await;
    }
}
