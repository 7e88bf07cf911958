//! What is open on a day, by days past due.

use o2c_kernel::{Call, Currency, Date};

use crate::{
    Receivables,
    domain::{Ageing, CustomerId},
    error::ReceivablesError,
    storage::{self, AgeingQuery},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GetAgeing {
    /// None = today.
    pub as_of: Option<Date>,
    pub currency: Currency,
    pub customer: Option<CustomerId>,
}

pub async fn get_ageing(
    receivables: &Receivables,
    call: &Call,
    question: GetAgeing,
) -> Result<Ageing, ReceivablesError> {
    let as_of = question.as_of.unwrap_or_else(|| call.today());
    let query = AgeingQuery { as_of, currency: question.currency, customer: question.customer };
    let buckets = receivables
        .store
        .read(call, async |tx| storage::ageing(tx, call.tenant(), &query).await.map_err(ReceivablesError::from))
        .await?;
    Ok(Ageing::new(as_of, question.currency, buckets)?)
}
