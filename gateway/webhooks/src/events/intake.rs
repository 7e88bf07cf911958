//! The one handler of all facts.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, machine_now};
use o2c_messaging::{Envelope, Handler, HandlerError, Verdict};
use o2c_store::Tx;

use super::payload::event_of;
use crate::{
    app::{Enqueued, enqueue},
    domain::{Subscription, SubscriptionId},
    service::Webhooks,
    storage::subscriptions,
};

/// Begins the way of what somebody wants; all else costs one look at the tenant's subscriptions.
pub struct Intake(pub Arc<Webhooks>);

impl Handler for Intake {
    fn handle<'a>(
        &'a self,
        tx: &'a Tx,
        call: &'a Call,
        facts: &'a [Envelope],
    ) -> BoxFuture<'a, Result<Vec<Verdict>, HandlerError>> {
        Box::pin(async move {
            let subscriptions = subscriptions::all(tx, call.tenant()).await?;
            let now = machine_now();
            let (mut verdicts, mut set) = (Vec::with_capacity(facts.len()), Vec::new());
            for fact in facts {
                let wanted_by = wanting(&subscriptions, &fact.type_name);
                if wanted_by.is_empty() {
                    verdicts.push(Verdict::Done);
                    continue;
                }
                match event_of(fact, now) {
                    Ok(event) => {
                        set.push(Enqueued { event, wanted_by });
                        verdicts.push(Verdict::Done);
                    }
                    Err(reason) => verdicts.push(Verdict::Failed(reason)),
                }
            }
            if !set.is_empty() {
                enqueue(tx, call.tenant(), set).await?;
                self.0.wake_after(tx);
            }
            Ok(verdicts)
        })
    }
}

fn wanting(subscriptions: &[Subscription], type_name: &str) -> Vec<SubscriptionId> {
    subscriptions.iter().filter(|one| one.wants(type_name)).map(|one| one.id).collect()
}
