//! Forgets who a customer is in the copies of their orders, and tells receivables. Issued documents stay as they are: the law
//! has us keep them.

use o2c_kernel::{Call, Violations};
use o2c_messaging::{Received, Verdict, readable};
use o2c_proto::orders::v1::CustomerErased;
use o2c_rpc::parse;
use o2c_store::Tx;

use super::{publish, read};
use crate::{
    BillingError,
    domain::ids::{CustomerId, OrderId},
    service::Billing,
    storage,
};

pub async fn on_customer_erased(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    facts: &[Received<CustomerErased>],
) -> Result<Vec<Verdict>, BillingError> {
    let (read, verdicts) = readable(read::each(facts, erased));
    let (customers, orders): (Vec<CustomerId>, Vec<Vec<OrderId>>) = read.into_iter().unzip();
    storage::source::erase_customers(tx, call.tenant(), orders.into_iter().flatten()).await?;
    publish::erased(billing, tx, call, &customers).await?;
    Ok(verdicts)
}

fn erased(fact: &Received<CustomerErased>) -> Result<(CustomerId, Vec<OrderId>), Violations> {
    let message = &fact.message;
    let mut v = Violations::default();
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let orders =
        parse::list(&mut v, "order_ids", message.order_ids.clone(), 0..=1_000, |v, id| parse::id(v, "id", &id));
    parse::finish(v, || customer.zip(orders))
}
