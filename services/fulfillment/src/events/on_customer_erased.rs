//! Forgets where the goods of a customer went, and who took them in.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict, readable};
use o2c_proto::orders::v1::CustomerErased;
use o2c_store::Tx;

use super::parse;
use crate::{domain::ids::OrderId, error::FulfillmentError, service::Fulfillment, storage};

pub(super) async fn on_customer_erased(
    _service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CustomerErased>],
) -> Result<Vec<Verdict>, FulfillmentError> {
    let (orders, verdicts) = readable(facts.iter().map(|fact| orders(&fact.message)));
    storage::erasure::erase(tx, call.tenant(), &orders.concat()).await?;
    Ok(verdicts)
}

fn orders(fact: &CustomerErased) -> Result<Vec<OrderId>, Violations> {
    fact.order_ids.iter().map(|id| parse::order_id(id)).collect()
}
