//! Our own facts, after a restore: what callers asked for, which no fact of others brings once more.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Applied, Call, Violations};
use o2c_messaging::{Consumer, Fact, Received, Verdict};
use o2c_proto::{
    Event,
    credit::v1::{
        CreditAccountBlocked, CreditAccountUnblocked, CreditDecided, CreditLimitChanged, CreditLimitExceeded,
        CreditRejected, CreditReleased, CreditReservationReleased,
    },
};
use o2c_rpc::Host;
use o2c_store::Tx;

use super::{
    publish::{ACCOUNT, DECISION, REVIEW},
    read_own,
};
use crate::{
    NAME,
    app::redo::{Done, redo},
    error::CreditError,
    service::Credit,
};

type Verdicts<'a> = BoxFuture<'a, Result<Vec<Verdict>, CreditError>>;

/// Who does again what was done.
pub fn redoing(credit: &Arc<Credit>) -> Consumer {
    let of = || Arc::clone(credit);
    Consumer::new(NAME, NAME, credit.store.clone())
        .with_clock(credit.clock().clone(), credit.zone().clone())
        .on(of(), |credit, tx, call, facts| each::<CreditDecided>(credit, tx, call, facts, DECISION, read_own::decided))
        .on(of(), |credit, tx, call, facts| {
            each::<CreditReservationReleased>(credit, tx, call, facts, DECISION, read_own::given_back)
        })
        .on(of(), |credit, tx, call, facts| each::<CreditReleased>(credit, tx, call, facts, REVIEW, read_own::released))
        .on(of(), |credit, tx, call, facts| each::<CreditRejected>(credit, tx, call, facts, REVIEW, read_own::rejected))
        .on(of(), |credit, tx, call, facts| {
            each::<CreditLimitChanged>(credit, tx, call, facts, ACCOUNT, read_own::limit_changed)
        })
        .on(of(), |credit, tx, call, facts| {
            each::<CreditAccountBlocked>(credit, tx, call, facts, ACCOUNT, read_own::blocked)
        })
        .on(of(), |credit, tx, call, facts| {
            each::<CreditAccountUnblocked>(credit, tx, call, facts, ACCOUNT, read_own::unblocked)
        })
        .on(of(), |credit, tx, call, facts| {
            each::<CreditLimitExceeded>(credit, tx, call, facts, ACCOUNT, |_| Ok(Done::Told))
        })
}

fn each<'a, M: Event + Sync>(
    credit: &'a Credit,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<M>],
    aggregate: &'static str,
    read: fn(&Received<M>) -> Result<Done, Violations>,
) -> Verdicts<'a> {
    Box::pin(async move {
        let mut verdicts = Vec::with_capacity(facts.len());
        for fact in facts {
            let done = match read(fact) {
                Ok(done) => done,
                Err(violations) => {
                    verdicts.push(Verdict::Failed(violations.to_string()));
                    continue;
                }
            };
            verdicts.push(match redo(credit, tx, call, &done).await? {
                Ok(Applied::Now(())) => Verdict::Done,
                Ok(Applied::Already) => {
                    let as_told = Fact::of(aggregate, fact.aggregate_id, fact.occurred_at, &fact.message);
                    o2c_messaging::publish(tx, &credit.outbox, call, vec![as_told]).await?;
                    Verdict::Done
                }
                Err(not_again) => Verdict::Failed(not_again.to_string()),
            });
        }
        Ok(verdicts)
    })
}
