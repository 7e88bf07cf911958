//! Nothing of a shipment is billable: its value will never be owed.
//!
//! The fact does not name the customer; the shipment does, or the order that it is of. Credit was reserved for the order
//! long before it shipped, so it is known; a fact of an order that nobody knows waits for it.

use o2c_kernel::{Call, Money};
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::ShipmentNotBillable;
use o2c_store::Tx;
use uuid::Uuid;

use super::read::{Unreadable, cause, id, optional_money, order, record, refused};
use crate::{
    app,
    domain::{CustomerId, Document, FactMovement, OrderId},
    error::CreditError,
    service::Credit,
};

pub async fn on_shipment_not_billable(
    credit: &Credit,
    tx: &Tx,
    call: &Call,
    facts: &[Received<ShipmentNotBillable>],
) -> Result<Vec<Verdict>, CreditError> {
    let read: Vec<Result<Named, Unreadable>> = facts.iter().map(named).collect();
    let pairs: Vec<(Uuid, OrderId)> = read.iter().flatten().map(|named| (named.shipment, named.order)).collect();
    let mut accounts = app::account_of_document(tx, call, &pairs).await?.into_iter();
    let mut waits = Vec::new();
    let mut movements = Vec::with_capacity(facts.len());
    for (index, (fact, read)) in facts.iter().zip(read).enumerate() {
        movements.push(match read {
            Err(reason) => Err(reason),
            Ok(named) => match (named.estimate, accounts.next().flatten()) {
                (None, _) => Ok(None),
                (Some(estimate), Some(account)) => movement(fact, &named, account.customer, estimate).map(Some),
                (Some(_), None) => {
                    // not the shipment: this fact's own aggregate is named by it, and would wait for itself
                    waits.push((index, named.order.uuid()));
                    Ok(None)
                }
            },
        });
    }
    let mut verdicts = record(credit, tx, call, movements).await?;
    for (index, order) in waits {
        if let Some(verdict) = verdicts.get_mut(index) {
            *verdict = Verdict::Wait(order);
        }
    }
    Ok(verdicts)
}

struct Named {
    shipment: Uuid,
    order: OrderId,
    estimate: Option<Money>,
}

fn named(fact: &Received<ShipmentNotBillable>) -> Result<Named, Unreadable> {
    let message = &fact.message;
    let estimate = optional_money("gross_estimate", message.gross_estimate.as_ref())?;
    Ok(Named {
        shipment: id("shipment_id", &message.shipment_id)?,
        order: order(&message.order_id)?,
        estimate: estimate.filter(|estimate| !estimate.is_zero()),
    })
}

fn movement(
    fact: &Received<ShipmentNotBillable>,
    named: &Named,
    customer: CustomerId,
    estimate: Money,
) -> Result<FactMovement, Unreadable> {
    FactMovement::not_billable(cause(fact), customer, Document::shipment(named.shipment), estimate).map_err(refused)
}
