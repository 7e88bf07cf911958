//! Credit: reserves and releases.

use o2c_kernel::{Call, SetLimits};
use o2c_proto::credit::v1::{
    BatchReleaseCreditRequest, BatchReserveCreditRequest, ReleaseCreditRequest, ReleaseCreditResponse,
    ReserveCreditRequest, ReserveCreditResponse, credit_service_client::CreditServiceClient,
};
use o2c_rpc::{Transport, outbound};
use o2c_saga::SagaError;

use super::batch::{Answer, send};

/// The way to credit.
#[derive(Clone)]
pub struct Credit {
    client: CreditServiceClient<Transport>,
    limits: SetLimits,
}

impl Credit {
    pub fn new(transport: Transport, limits: SetLimits) -> Self {
        Self { client: CreditServiceClient::new(transport), limits }
    }

    /// Decides and reserves, in the order given.
    pub async fn reserve(
        &self,
        call: &Call,
        requests: Vec<ReserveCreditRequest>,
    ) -> Result<Vec<Answer<ReserveCreditResponse>>, SagaError> {
        send(self.limits, requests, |requests| {
            let mut client = self.client.clone();
            let request = outbound(call, BatchReserveCreditRequest { requests });
            async move { client.batch_reserve_credit(request).await }
        })
        .await
    }

    /// Gives attempts back; also those that never arrived.
    pub async fn release(
        &self,
        call: &Call,
        requests: Vec<ReleaseCreditRequest>,
    ) -> Result<Vec<Answer<ReleaseCreditResponse>>, SagaError> {
        send(self.limits, requests, |requests| {
            let mut client = self.client.clone();
            let request = outbound(call, BatchReleaseCreditRequest { requests });
            async move { client.batch_release_credit(request).await }
        })
        .await
    }
}
