//! The company has promised to deliver: what is allocated is planned at once.

use std::collections::BTreeSet;

use o2c_kernel::{Applied, Call, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::orders::v1::OrderConfirmed;
use o2c_store::Tx;

use super::parse::{self, Confirmation};
use crate::{app, domain::ids::OrderId, error::FulfillmentError, service::Fulfillment, storage};

pub(super) async fn on_order_confirmed(
    service: &Fulfillment,
    tx: &Tx,
    call: &Call,
    facts: &[Received<OrderConfirmed>],
) -> Result<Vec<Verdict>, FulfillmentError> {
    let parsed: Vec<Result<Confirmation, Violations>> =
        facts.iter().map(|fact| parse::confirmation(&fact.message)).collect();
    let orders: Vec<OrderId> = parsed.iter().flatten().map(|confirmation| confirmation.order).collect();
    let tenant = call.tenant();
    let mut floor = app::floor(call);
    storage::orders::ensure(tx, tenant, orders.iter().copied()).await?;
    storage::orders::lock(tx, tenant, &mut floor, orders.iter().copied(), true).await?;
    for reservation in storage::allocations::of_orders(tx, tenant, orders.iter().copied()).await? {
        floor.load_reservation(reservation);
    }

    let mut verdicts = Vec::with_capacity(facts.len());
    let mut confirmed = BTreeSet::new();
    for (fact, parsed) in facts.iter().zip(parsed) {
        verdicts.push(match parsed {
            Ok(Confirmation { order, confirmed: snapshot, told }) => {
                floor.at(fact.occurred_at, call.zone.date_of(fact.occurred_at));
                if let Applied::Now(()) = floor.confirm(order, snapshot, &told) {
                    confirmed.insert(order);
                }
                Verdict::Done
            }
            Err(violations) => parse::failed(&violations),
        });
    }
    let new = confirmed.iter().filter_map(|order| floor.orders.get(*order));
    storage::orders::insert_lines(tx, tenant, new.collect::<Vec<_>>()).await?;
    app::settle(service, tx, call, &mut floor).await?;
    Ok(verdicts)
}
