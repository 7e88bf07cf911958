//! Questions about what was sent.

use o2c_kernel::{Call, KeyPart};
use uuid::Uuid;

use super::{PageQuery, cut, get_webhook_subscription};
use crate::{
    domain::{Attempt, Delivery, DeliveryState, Refusal, SubscriptionId},
    error::WebhooksError,
    service::Webhooks,
    storage,
};

/// Attempts that are shown of a delivery.
const SHOWN: u64 = 50;

#[derive(Clone, Debug)]
pub struct DeliveriesQuery {
    pub subscription: SubscriptionId,
    pub state: Option<DeliveryState>,
    pub page: PageQuery,
    /// Names the list, for its tokens.
    pub list: String,
}

/// A page of deliveries, newest first.
#[derive(Debug)]
pub struct DeliveriesPage {
    pub deliveries: Vec<Delivery>,
    pub more: bool,
    pub list: String,
}

/// A delivery with its latest attempts.
#[derive(Clone, Debug)]
pub struct DeliveryDetail {
    pub delivery: Delivery,
    pub attempts: Vec<Attempt>,
}

pub async fn list_webhook_deliveries(
    webhooks: &Webhooks,
    call: &Call,
    query: DeliveriesQuery,
) -> Result<DeliveriesPage, WebhooksError> {
    let DeliveriesQuery { subscription, state, page, list } = query;
    get_webhook_subscription(webhooks, call, subscription).await?;
    let before = match page.after.as_slice() {
        [KeyPart::Int(position)] => Some(*position),
        _ => None,
    };
    let tx = webhooks.store.begin_read(call).await?;
    let rows = storage::lists::page(&tx, call.tenant(), subscription, state, before, page.size.get() + 1).await?;
    tx.rollback().await;
    let (deliveries, more) = cut(rows, page.size);
    Ok(DeliveriesPage { deliveries, more, list })
}

pub async fn get_webhook_delivery(
    webhooks: &Webhooks,
    call: &Call,
    (subscription, event): (SubscriptionId, Uuid),
) -> Result<DeliveryDetail, WebhooksError> {
    get_webhook_subscription(webhooks, call, subscription).await?;
    let tx = webhooks.store.begin_read(call).await?;
    let found = storage::lists::find(&tx, call.tenant(), subscription, event).await?;
    let delivery = found.ok_or(WebhooksError::Refused(Refusal::DeliveryNotFound))?;
    let attempts = storage::attempts::latest(&tx, call.tenant(), subscription, event, SHOWN).await?;
    tx.rollback().await;
    Ok(DeliveryDetail { delivery, attempts })
}
