//! Orders will never be delivered: what a release held for them is free, and nobody has to review them any more.

use o2c_kernel::Call;
use o2c_store::Tx;

use super::{cancel_orders::desk_of_orders, finish::finish};
use crate::{
    domain::{EndOfOrder, OrderId, Refusal},
    error::CreditError,
    service::Credit,
};

/// Takes each end in, in the order given and in the caller's transaction.
pub async fn end_orders(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    ends: &[EndOfOrder],
) -> Result<Vec<Result<(), Refusal>>, CreditError> {
    let orders: Vec<OrderId> = ends.iter().map(|end| end.order).collect();
    let mut desk = desk_of_orders(tx, call.tenant(), &orders).await?;
    let ended = ends.iter().map(|end| desk.end_order(end, call.principal())).collect();
    finish(credit, tx, call, desk).await?;
    Ok(ended)
}
