//! Forgets where the goods of a customer went, and who took them in.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::CustomerErased;
use o2c_store::Tx;

use super::parse;
use crate::{error::FulfillmentError, service::Fulfillment, storage};

pub(super) async fn on_customer_erased(
    _service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CustomerErased>],
) -> Result<Vec<Verdict>, FulfillmentError> {
    let (mut orders, mut verdicts) = (Vec::new(), Vec::with_capacity(facts.len()));
    for fact in facts {
        let ids: Result<Vec<_>, _> = fact.message.order_ids.iter().map(|id| parse::order_id(id)).collect();
        verdicts.push(match ids {
            Ok(ids) => {
                orders.extend(ids);
                Verdict::Done
            }
            Err(violations) => parse::failed(&violations),
        });
    }
    storage::erasure::erase(tx, call.tenant(), &orders).await?;
    Ok(verdicts)
}
