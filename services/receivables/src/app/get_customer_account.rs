//! What a customer owes, and has paid ahead.

use o2c_kernel::{Call, Currency};

use crate::{
    Receivables,
    domain::CustomerId,
    error::ReceivablesError,
    storage::{self, AccountFigures},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GetCustomerAccount {
    pub customer: CustomerId,
    pub currency: Currency,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CustomerAccount {
    pub customer: CustomerId,
    pub currency: Currency,
    pub figures: AccountFigures,
}

/// Who owes nothing has an account of nothing: customers are known to orders, not here.
pub async fn get_customer_account(
    receivables: &Receivables,
    call: &Call,
    question: GetCustomerAccount,
) -> Result<CustomerAccount, ReceivablesError> {
    let GetCustomerAccount { customer, currency } = question;
    let figures = receivables
        .store
        .read(call, async |tx| {
            storage::customer_account(tx, call.tenant(), customer, currency, call.today())
                .await
                .map_err(ReceivablesError::from)
        })
        .await?;
    Ok(CustomerAccount { customer, currency, figures })
}
