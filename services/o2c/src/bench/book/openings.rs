//! Documents of another system are taken over: a book of many open items, without the orders that they came of.

use std::ops::Range;

use futures::{StreamExt, TryStreamExt, stream};
use o2c_kernel::Date;
use o2c_proto::{
    BatchResponse,
    receivables::v1::{BatchImportOpenItemsRequest, ImportOpenItemRequest},
};

use super::bank::Bill;
use crate::{
    bench::book::Business,
    demo::{
        desk::{Desk, Person, all_accepted, explained},
        wire::{date, money, pounds},
    },
};

/// Items of a call.
const BATCH: u64 = 500;
const CALLERS: usize = 2;
const NET_DAYS: i64 = 30;

/// Takes over the invoices of these numbers, posted today; what their customers have been sent.
pub async fn take_over(
    desk: &mut Desk,
    business: &Business,
    numbers: Range<u64>,
    today: Date,
) -> anyhow::Result<Vec<Bill>> {
    let due_on = today.add_days(NET_DAYS)?;
    let bills: Vec<(String, Bill)> = numbers.map(|number| bill(business, number)).collect();
    let batches = bills.chunks(usize::try_from(BATCH)?).map(|batch| {
        let requests = batch.iter().map(|(customer_id, bill)| ImportOpenItemRequest {
            request_id: business.id(&bill.number, "open item"),
            document_type: "INVOICE".to_owned(),
            document_number: bill.number.clone(),
            customer_id: customer_id.clone(),
            customer_name: bill.payer.clone(),
            document_date: Some(date(today)),
            due_on: Some(date(due_on)),
            amount: Some(money(pounds(bill.gross))),
            posted_on: Some(date(today)),
        });
        (desk.clone(), BatchImportOpenItemsRequest { requests: requests.collect(), validate_only: false })
    });
    let calls = batches.map(|(mut desk, request)| async move {
        let request = desk.ask(Person::Controller, request);
        let response = desk.receivables.batch_import_open_items(request).await.map_err(explained)?.into_inner();
        all_accepted("an open item", response.into_results()).map(drop)
    });
    let calls: Vec<_> = calls.collect();
    stream::iter(calls).buffer_unordered(CALLERS).try_collect::<()>().await?;
    Ok(bills.into_iter().map(|(_, bill)| bill).collect())
}

/// Customers by turns, each amount another.
fn bill(business: &Business, number: u64) -> (String, Bill) {
    let customers = business.customers.len().max(1) as u64;
    let at = usize::try_from(number % customers).unwrap_or_default();
    let bill = Bill {
        number: format!("{}-{number}", business.bank_account()),
        payer: format!("Customer {at}"),
        gross: i64::try_from(1_000 + number % 90_000).unwrap_or_default(),
    };
    (business.customers.get(at).cloned().unwrap_or_default(), bill)
}
