//! Forgets the name of a customer: what they owed and paid stays, under their id. Payments and collections have the name from
//! here, and are told.

use futures::future::BoxFuture;
use o2c_kernel::{Call, Instant, Violations};
use o2c_messaging::{Received, Verdict};
use o2c_proto::billing::v1::CustomerErased;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::{publish::publish_erased, read};
use crate::{Receivables, domain::CustomerId, error::ReceivablesError, storage};

pub fn erased<'a>(
    r: &'a Receivables,
    tx: &'a Tx,
    call: &'a Call,
    facts: &'a [Received<CustomerErased>],
) -> BoxFuture<'a, Result<Vec<Verdict>, ReceivablesError>> {
    let erase = async |customers: &[(Instant, CustomerId)]| {
        let customers: Vec<CustomerId> = customers.iter().map(|(_, customer)| *customer).collect();
        storage::erase_customers(tx, call.tenant(), &customers).await?;
        publish_erased(tx, &r.outbox, call, &customers).await?;
        Ok(customers)
    };
    Box::pin(read::each(facts, customer, erase, |_| Verdict::Done))
}

fn customer(fact: &CustomerErased) -> Result<CustomerId, Violations> {
    let mut v = Violations::default();
    let customer = parse::id(&mut v, "customer_id", &fact.customer_id);
    parse::finish(v, || customer)
}
