//! An order will never be delivered. Its attempt is given back by its saga; what a release still holds for it, and its
//! place in the queue, are given up here.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::OrderRejected;
use o2c_store::Tx;

use super::read::{Unreadable, cause, done, order};
use crate::{app, domain::EndOfOrder, error::CreditError, service::Credit};

pub async fn on_order_rejected(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderRejected>],
) -> Result<Vec<Verdict>, CreditError> {
    let end = |fact: &Received<OrderRejected>| -> Result<EndOfOrder, Unreadable> {
        let order = order(&fact.message.order_id)?;
        Ok(EndOfOrder { order, cause: cause(fact), reason: "the order was rejected" })
    };
    let read: Vec<Result<EndOfOrder, Unreadable>> = facts.iter().map(end).collect();
    let ends: Vec<EndOfOrder> = read.iter().flatten().cloned().collect();
    let mut ended = app::end_orders(credit, tx, call, &ends).await?.into_iter();
    let verdict = |read| match read {
        Ok(_) => done(ended.next().unwrap_or(Ok(()))),
        Err(reason) => Verdict::Failed(reason),
    };
    Ok(read.into_iter().map(verdict).collect())
}
