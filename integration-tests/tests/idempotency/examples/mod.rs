//! A valid request for each method, found by the method's name, with what it needs arranged before; and one under the
//! same id that is refused.

mod api_keys;
mod billing;
mod collections;
mod credit;
mod fulfillment;
mod gateway;
mod orders;
mod payments;
mod receivables;
mod runtime;
mod shipments;

use bytes::Bytes;
use o2c::demo::desk::Person;
use prost::Message;
use prost_reflect::DynamicMessage;

use crate::{business::Business, methods::Method};

pub struct Example {
    pub person: Person,
    pub request: Bytes,
    /// A request under the same id that is refused, and why. None where a method takes no id.
    pub refused: Option<(Bytes, &'static str)>,
}

impl Example {
    /// A request, and what is to be changed in it so that it is refused for a reason.
    fn new<M: Message + Clone>(person: Person, request: M, reason: &'static str, spoil: impl FnOnce(&mut M)) -> Self {
        let mut refused = request.clone();
        spoil(&mut refused);
        let refused = Some((refused.encode_to_vec().into(), reason));
        Self { person, request: request.encode_to_vec().into(), refused }
    }

    /// A request that is named by its own content.
    fn natural<M: Message>(person: Person, request: M) -> Self {
        Self { person, request: request.encode_to_vec().into(), refused: None }
    }

    pub fn dynamic(&self, method: &Method) -> DynamicMessage {
        DynamicMessage::decode(method.descriptor.input(), self.request.clone()).unwrap()
    }
}

/// The example of a method, by its full name; what it needs is there.
pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    let (service, name) = method.rsplit_once('.').unwrap();
    match service {
        "o2c.orders.v1.OrdersService" => orders::example(business, name).await,
        "o2c.credit.v1.CreditService" => credit::example(business, name).await,
        "o2c.fulfillment.v1.FulfillmentService" => fulfillment::example(business, name).await,
        "o2c.gateway.v1.ApiKeysService" => api_keys::example(business, name).await,
        "o2c.gateway.v1.WebhooksService" => gateway::example(business, name).await,
        "o2c.billing.v1.BillingService" => billing::example(business, name).await,
        "o2c.receivables.v1.ReceivablesService" => receivables::example(business, name).await,
        "o2c.payments.v1.PaymentsService" => payments::example(business, name).await,
        "o2c.collections.v1.CollectionsService" => collections::example(business, name).await,
        "o2c.runtime.v1.ClockService" => runtime::example(business, name),
        _ => None,
    }
}
