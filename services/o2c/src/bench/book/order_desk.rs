//! Orders come in, several callers at a time.

use std::ops::Range;

use futures::{StreamExt, TryStreamExt, stream};
use o2c_kernel::Date;
use o2c_proto::{BatchResponse, orders::v1::BatchCreateOrdersRequest};

use crate::{
    bench::book::Business,
    demo::desk::{Desk, Person, all_accepted, explained},
};

/// Orders of a call.
const BATCH: u64 = 250;
const CALLERS: usize = 3;

/// Sends the orders of these numbers and submits them at once.
pub async fn order(desk: &mut Desk, business: &Business, numbers: Range<u64>, today: Date) -> anyhow::Result<()> {
    let end = numbers.end;
    let batches = numbers.step_by(usize::try_from(BATCH)?).map(|from| from..(from + BATCH).min(end));
    let calls = batches.map(|batch| {
        let mut desk = desk.clone();
        async move {
            let requests = batch.map(|number| business.order(number, today)).collect();
            let request = desk.ask(Person::OrderDesk, BatchCreateOrdersRequest { requests, validate_only: false });
            let response = desk.orders.batch_create_orders(request).await.map_err(explained)?.into_inner();
            all_accepted("an order", response.into_results()).map(drop)
        }
    });
    stream::iter(calls).buffer_unordered(CALLERS).try_collect().await
}
