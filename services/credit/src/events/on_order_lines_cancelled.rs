//! Lines of an order are not wanted any more: what was held for them is free. A whole order that waited for a review
//! needs none any more.

use o2c_kernel::{Call, Money};
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::OrderLinesCancelled;
use o2c_store::Tx;

use super::read::{Unreadable, cause, done, optional_money, order};
use crate::{app, domain::Cancellation, error::CreditError, service::Credit};

pub async fn on_order_lines_cancelled(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderLinesCancelled>],
) -> Result<Vec<Verdict>, CreditError> {
    let read: Vec<Result<Cancellation, Unreadable>> = facts.iter().map(cancellation).collect();
    let cancellations: Vec<Cancellation> = read.iter().flatten().cloned().collect();
    let mut cancelled = app::cancel_orders(credit, tx, call, &cancellations).await?.into_iter();
    let verdict = |read| match read {
        Ok(_) => done(cancelled.next().unwrap_or(Ok(()))),
        Err(reason) => Verdict::Failed(reason),
    };
    Ok(read.into_iter().map(verdict).collect())
}

fn cancellation(fact: &Received<OrderLinesCancelled>) -> Result<Cancellation, Unreadable> {
    let message = &fact.message;
    let mut estimate: Option<Money> = None;
    for (index, line) in message.lines.iter().enumerate() {
        let field = format!("lines[{index}].gross_estimate");
        let Some(share) = optional_money(&field, line.gross_estimate.as_ref())? else { continue };
        estimate = Some(match estimate {
            None => share,
            Some(sum) => sum.checked_add(share).map_err(|error| error.to_string())?,
        });
    }
    let order = order(&message.order_id)?;
    Ok(Cancellation { order, cause: cause(fact), estimate, whole: message.whole_order })
}
