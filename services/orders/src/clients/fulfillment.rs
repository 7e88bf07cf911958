//! Fulfillment: allocates and releases stock.

use o2c_kernel::{Call, SetLimits};
use o2c_proto::fulfillment::v1::{
    AllocateStockRequest, AllocateStockResponse, BatchAllocateStockRequest, BatchReleaseStockRequest,
    ReleaseStockRequest, ReleaseStockResponse, fulfillment_service_client::FulfillmentServiceClient,
};
use o2c_rpc::{Transport, outbound};
use o2c_saga::SagaError;

use super::batch::{Answer, send};

/// The way to fulfillment.
#[derive(Clone)]
pub struct Fulfillment {
    client: FulfillmentServiceClient<Transport>,
    limits: SetLimits,
}

impl Fulfillment {
    pub fn new(transport: Transport, limits: SetLimits) -> Self {
        Self { client: FulfillmentServiceClient::new(transport), limits }
    }

    /// Allocates what is there, in the order given.
    pub async fn allocate(
        &self,
        call: &Call,
        requests: Vec<AllocateStockRequest>,
    ) -> Result<Vec<Answer<AllocateStockResponse>>, SagaError> {
        send(self.limits, requests, |requests| {
            let mut client = self.client.clone();
            let request = outbound(call, BatchAllocateStockRequest { requests });
            async move { client.batch_allocate_stock(request).await }
        })
        .await
    }

    /// Gives attempts back, or parts of confirmed orders.
    pub async fn release(
        &self,
        call: &Call,
        requests: Vec<ReleaseStockRequest>,
    ) -> Result<Vec<Answer<ReleaseStockResponse>>, SagaError> {
        send(self.limits, requests, |requests| {
            let mut client = self.client.clone();
            let request = outbound(call, BatchReleaseStockRequest { requests });
            async move { client.batch_release_stock(request).await }
        })
        .await
    }
}
