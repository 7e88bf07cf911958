//! From a message of another service to values of ours. What cannot be read is a reason, and becomes a dead letter
//! that a person sees.

use o2c_kernel::Violations;
use o2c_messaging::Received;
use o2c_proto::common::v1 as common;
use o2c_rpc::parse;

use crate::domain::party::Customer;

/// Longer than any text that an order takes.
pub const TEXT: usize = 2_000;

/// Reads each fact of a run.
pub fn each<M, T>(
    facts: &[Received<M>],
    read: impl Fn(&Received<M>) -> Result<T, Violations>,
) -> Vec<Result<T, String>> {
    facts.iter().map(|fact| read(fact).map_err(|violations| format!("cannot be read: {violations}"))).collect()
}

/// A customer's snapshot.
pub fn customer(v: &mut Violations, field: &str, value: Option<common::CustomerSnapshot>) -> Option<Customer> {
    parse::nested(v, field, value, |v, value| {
        let id = parse::id(v, "customer_id", &value.customer_id);
        let name = parse::optional_text(v, "name", value.name, TEXT);
        let country = parse::country(v, "country_code", &value.country_code);
        let tax_id = parse::optional_text(v, "tax_id", value.tax_id, 40);
        let terms = parse::payment_terms(v, "payment_terms", value.payment_terms);
        Some(Customer { id: id?, name: name?, country: country?, tax_id: tax_id?, terms: terms? })
    })
}
