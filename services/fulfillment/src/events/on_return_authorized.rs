//! Goods may come back. They are taken in only under an authorisation that is here.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::ReturnAuthorized;
use o2c_store::Tx;

use super::parse;
use crate::{domain::goods_return::ReturnAuthorization, error::FulfillmentError, service::Fulfillment, storage};

pub(super) async fn on_return_authorized(
    _service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ReturnAuthorized>],
) -> Result<Vec<Verdict>, FulfillmentError> {
    let parsed: Vec<_> = facts.iter().map(|fact| parse::authorization(&fact.message)).collect();
    let orders = parsed.iter().flatten().map(|authorization| authorization.order);
    let orders = storage::orders::read(tx, call.tenant(), orders.collect::<Vec<_>>(), true).await?;

    let mut verdicts = Vec::with_capacity(facts.len());
    let mut new: Vec<ReturnAuthorization> = Vec::with_capacity(facts.len());
    for parsed in parsed {
        verdicts.push(match parsed {
            Err(violations) => parse::failed(&violations),
            Ok(mut authorization) => {
                match orders.get(&authorization.order).and_then(|order| order.confirmed.as_ref()) {
                    // what is a service is not put on a shelf, and only the order tells
                    None => Verdict::Wait(authorization.order.uuid()),
                    Some(confirmed) => {
                        for line in &mut authorization.lines {
                            line.service = confirmed.line(line.order_line_number).is_some_and(|of| of.service);
                        }
                        new.push(authorization);
                        Verdict::Done
                    }
                }
            }
        });
    }
    storage::returns::insert(tx, call.tenant(), &new).await?;
    Ok(verdicts)
}
