//! Forgets the name of a customer, and the names that they have paid under.

use o2c_kernel::Call;
use o2c_messaging::{Received, Verdict, readable};
use o2c_proto::receivables::v1::CustomerErased;
use o2c_store::Tx;

use super::read::id;
use crate::{domain::CustomerId, error::PaymentsError, service::Payments, storage};

pub async fn on_customer_erased(
    _payments: &Payments,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CustomerErased>],
) -> Result<Vec<Verdict>, PaymentsError> {
    let read = facts.iter().map(|fact| id("customer_id", &fact.message.customer_id));
    let (customers, verdicts) = readable::<CustomerId>(read);
    storage::erasure::erase_customers(tx, call.tenant(), &customers).await?;
    Ok(verdicts)
}
