//! Questions about subscriptions.

use o2c_kernel::{Call, KeyPart, machine_now};

use super::{PageQuery, Subscribed, cut, with_secrets};
use crate::{
    domain::{Refusal, SecretId, State, SubscriptionId},
    error::WebhooksError,
    sending::SecretValue,
    service::Webhooks,
    storage,
};

/// A page of subscriptions, in the order of their ids.
#[derive(Debug)]
pub struct SubscriptionsPage {
    pub subscriptions: Vec<Subscribed>,
    pub more: bool,
}

pub async fn get_webhook_subscription(
    webhooks: &Webhooks,
    call: &Call,
    id: SubscriptionId,
) -> Result<Subscribed, WebhooksError> {
    let tx = webhooks.store.begin_read(call).await?;
    let mut found = storage::subscriptions::find(&tx, call.tenant(), [id]).await?;
    found.retain(|one| one.state != State::Deleted);
    let found = with_secrets(&tx, call.tenant(), found, machine_now()).await?;
    tx.rollback().await;
    found.into_iter().next().ok_or(WebhooksError::Refused(Refusal::SubscriptionNotFound))
}

pub async fn list_webhook_subscriptions(
    webhooks: &Webhooks,
    call: &Call,
    page: PageQuery,
) -> Result<SubscriptionsPage, WebhooksError> {
    let after = match page.after.as_slice() {
        [KeyPart::Uuid(id)] => Some(*id),
        _ => None,
    };
    let tx = webhooks.store.begin_read(call).await?;
    let rows = storage::subscriptions::page(&tx, call.tenant(), after, page.size.get() + 1).await?;
    let (rows, more) = cut(rows, page.size);
    let subscriptions = with_secrets(&tx, call.tenant(), rows, machine_now()).await?;
    tx.rollback().await;
    Ok(SubscriptionsPage { subscriptions, more })
}

/// The value of a secret that somebody has just asked for; none where it is not there.
pub async fn value_of_secret(
    webhooks: &Webhooks,
    call: &Call,
    id: SecretId,
) -> Result<Option<SecretValue>, WebhooksError> {
    let tx = webhooks.store.begin_read(call).await?;
    let found = storage::secrets::find(&tx, call.tenant(), id).await?;
    tx.rollback().await;
    let value = found.map(|secret| webhooks.keys.value(call.tenant(), &secret));
    Ok(value.transpose()?)
}
