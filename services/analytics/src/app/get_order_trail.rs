//! All that is known of an order: its own facts and those of its documents.

use o2c_kernel::{Call, Id};

use super::weigh::fitting;
use crate::{
    domain::{ArchivedEvent, OrderId},
    error::AnalyticsError,
    service::Analytics,
    storage::{archive, trail},
};

/// Facts of one answer.
const MOST: usize = 1_000;

/// Documents of an order that are followed: one less than a statement's list takes.
const DOCUMENTS: i64 = 255;

#[derive(Clone, Debug)]
pub struct OrderTrail {
    pub order: OrderId,
    pub events: Vec<ArchivedEvent>,
}

pub async fn get_order_trail(analytics: &Analytics, call: &Call, order: OrderId) -> Result<OrderTrail, AnalyticsError> {
    let tx = analytics.store.begin_read(call).await?;
    let tenant = call.tenant();
    let documents = trail::of_order(&tx, tenant, order.uuid(), DOCUMENTS).await?;
    // disputes and deductions name the open item, all others the order
    let related: Vec<_> = documents.items.iter().copied().chain([Id::uuid(order)]).collect();
    let (mut items, mut receipts) = (documents.items.into_iter(), documents.receipts.into_iter());
    let aggregates: Vec<_> =
        items.by_ref().take(128).chain(receipts.by_ref().take(127)).chain([order.uuid()]).collect();
    let sizes = archive::sizes_of_trail(&tx, tenant, &related, &aggregates, 1_000).await?;
    let (offsets, _) = fitting(&sizes, MOST);
    let events = archive::at(&tx, tenant, &offsets).await?;
    tx.rollback().await;
    if events.is_empty() {
        return Err(AnalyticsError::OrderNotFound { order: order.uuid() });
    }
    Ok(OrderTrail { order, events })
}
