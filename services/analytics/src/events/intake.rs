//! The one handler of all facts.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Zone};
use o2c_messaging::{Envelope, Handler, HandlerError, Verdict};
use o2c_store::Tx;

use super::{contract::reader, forget::forget};
use crate::{
    app::{Incoming, take_in},
    domain::ArchivedEvent,
};

/// Archives and folds whatever comes. One object for all types: facts of different types may come in one run.
#[derive(Debug, Default)]
pub struct Intake;

impl Handler for Intake {
    fn handle<'a>(
        &'a self,
        tx: &'a Tx,
        call: &'a Call,
        facts: &'a [Envelope],
    ) -> BoxFuture<'a, Result<Vec<Verdict>, HandlerError>> {
        Box::pin(async move {
            let set = facts.iter().map(|fact| incoming(fact, &call.zone)).collect();
            let answers = take_in(tx, call.tenant(), set).await?;
            forget(tx, call.tenant(), facts).await?;
            Ok(answers.into_iter().map(verdict).collect())
        })
    }
}

fn incoming(fact: &Envelope, zone: &Zone) -> Result<Incoming, String> {
    let reader = reader(&fact.type_name).ok_or_else(|| format!("{} is not in the contract", fact.type_name))?;
    let reading = reader(&fact.payload)?;
    let event = ArchivedEvent {
        offset: 0,
        tenant: fact.tenant.clone(),
        event_id: fact.event_id,
        producer: fact.producer.as_ref().to_owned(),
        aggregate_type: fact.aggregate_type.as_ref().to_owned(),
        aggregate_id: fact.aggregate_id,
        sequence: fact.sequence,
        type_name: fact.type_name.as_ref().to_owned(),
        at: fact.occurred_at,
        on: zone.date_of(fact.occurred_at),
        related: reading.related,
        traceparent: fact.traceparent.as_deref().map(str::to_owned),
        incarnation: fact.incarnation,
        payload: fact.payload.to_vec(),
    };
    Ok(Incoming { event, fact: reading.fact })
}

fn verdict(answer: Result<(), String>) -> Verdict {
    match answer {
        Ok(()) => Verdict::Done,
        Err(reason) => Verdict::Failed(reason),
    }
}

/// Shared by all types.
pub fn intake() -> Arc<dyn Handler> {
    Arc::new(Intake)
}
