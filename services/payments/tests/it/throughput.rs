//! A day's money against a large book: no query per receipt, whatever is open. Run with `--release -- --nocapture
//! throughput` to see the rates.

use std::time::{Duration, SystemTime};

use o2c_kernel::Deadline;
use o2c_proto::payments::v1 as proto;
use sea_orm::{ConnectionTrait, Statement};

use crate::{
    bank::{Bank, Customer, Transfer, on_both_engines, transfer},
    owner::minor,
};

const CUSTOMERS: usize = 500;
/// Of every customer but the first, who is all walk-in customers of a country and has as many as the others together.
const INVOICES: usize = 10;

/// Sagas of a name that have not ended.
async fn waiting(bank: &Bank, name: &str) -> i64 {
    let tx = bank.store.begin_read(Deadline::after(Duration::from_secs(5))).await.unwrap();
    let sql =
        format!("SELECT COUNT(*) AS waiting FROM saga WHERE name = '{name}' AND state IN ('running', 'unwinding')");
    let row = tx.connection().query_one_raw(Statement::from_string(tx.engine().backend(), sql)).await.unwrap();
    let waiting = row.unwrap().try_get("", "waiting").unwrap();
    tx.rollback().await;
    waiting
}

async fn book(bank: &Bank) -> (Vec<Customer>, Vec<(usize, String, i64)>) {
    let customers: Vec<Customer> = (0..CUSTOMERS).map(|at| Customer::named(&format!("Customer {at}"))).collect();
    let each = |at: usize| if at.is_multiple_of(2) { 0 } else { at / 2 % CUSTOMERS };
    let invoices: Vec<(usize, String, i64)> = (0..2 * CUSTOMERS * INVOICES)
        .map(|at| (each(at), format!("INV-{at:08}"), 1_000 + i64::try_from(at * 7 % 90_001).unwrap()))
        .collect();
    let named: Vec<(&Customer, &str, i64)> =
        invoices.iter().map(|(customer, number, pence)| (&customers[*customer], number.as_str(), *pence)).collect();
    bank.invoices(&named).await;
    (customers, invoices)
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test that measures")]
async fn thousands_of_receipts_are_matched_against_tens_of_thousands_of_open_items() {
    on_both_engines(async |bank| {
        let start = SystemTime::now();
        let (customers, invoices) = book(bank).await;
        let posted = start.elapsed().unwrap();

        let transfers: Vec<Transfer> = invoices
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 2 == 0 || at % 10 == 1)
            .map(|(at, (customer, number, pence))| {
                let reference = if at % 20 == 1 { "payment with thanks" } else { number.as_str() };
                transfer(*pence, &customers[*customer].name, reference)
            })
            .collect();
        bank.owner.0.lock().unwrap().failing = usize::MAX;
        let start = SystemTime::now();
        bank.try_import(bank.statement(&transfers)).await.unwrap();
        let imported = start.elapsed().unwrap();
        while waiting(bank, "match-receipt").await > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let matched = start.elapsed().unwrap() - imported;
        {
            let books = &mut *bank.owner.0.lock().unwrap();
            (books.failing, books.calls) = (0, 0);
        }
        let start = SystemTime::now();
        while waiting(bank, "apply-cash").await > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let given = start.elapsed().unwrap();
        bank.settled().await;
        let receipts = bank.receipts().await;
        assert_eq!(receipts.len(), transfers.len());
        let applied = receipts.iter().filter(|receipt| receipt.state() == proto::ReceiptState::Applied).count();
        println!(
            "{:?}: {} open items in {posted:?}; {} receipts imported in {imported:?}, matched in {matched:?}, applied in \
             {given:?}; {applied} by themselves",
            bank.store.engine(),
            invoices.len(),
            transfers.len(),
        );
        assert!(applied * 100 >= receipts.len() * 95, "{applied} of {}", receipts.len());
        assert!(receipts.iter().all(|receipt| minor(receipt.applied_amount.as_ref()) <= minor(receipt.amount.as_ref())));
        let calls = bank.owner.0.lock().unwrap().calls;
        assert!(calls <= transfers.len() / 20, "{calls} calls to the owner");
        assert!(matched < Duration::from_secs(60) && given < Duration::from_secs(60));
    })
    .await;
}
