//! Billing: determines taxes.

use o2c_kernel::{Call, SetLimits};
use o2c_proto::billing::v1::{
    BatchDetermineTaxRequest, DetermineTaxRequest, DetermineTaxResponse, billing_service_client::BillingServiceClient,
};
use o2c_rpc::{Transport, outbound};
use o2c_saga::SagaError;

use super::batch::{Answer, send};

/// The way to billing.
#[derive(Clone)]
pub struct Billing {
    client: BillingServiceClient<Transport>,
    limits: SetLimits,
}

impl Billing {
    pub fn new(transport: Transport, limits: SetLimits) -> Self {
        Self { client: BillingServiceClient::new(transport), limits }
    }

    /// Which tax each order would carry.
    pub async fn determine_tax(
        &self,
        call: &Call,
        requests: Vec<DetermineTaxRequest>,
    ) -> Result<Vec<Answer<DetermineTaxResponse>>, SagaError> {
        send(self.limits, requests, |requests| {
            let mut client = self.client.clone();
            let request = outbound(call, BatchDetermineTaxRequest { requests });
            async move { client.batch_determine_tax(request).await }
        })
        .await
    }
}
