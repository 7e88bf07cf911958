//! Tracking events, for readers.

use o2c_kernel::Call;
use uuid::Uuid;

use super::read_stock::PageOf;
use crate::{
    domain::{Refusal, ids::ShipmentId, tracking::TrackingEvent},
    error::FulfillmentError,
    service::Fulfillment,
    storage,
};

#[derive(Clone, Debug)]
pub struct ListTrackingEvents {
    pub shipment: ShipmentId,
    pub after: Option<(i64, Uuid)>,
    pub limit: u64,
    pub filter: String,
}

pub async fn list_tracking_events(
    service: &Fulfillment,
    call: &Call,
    query: ListTrackingEvents,
) -> Result<PageOf<TrackingEvent>, FulfillmentError> {
    let limit = query.limit.saturating_add(1);
    let rows = service
        .store
        .read(call, async |tx| {
            let tenant = call.tenant();
            if storage::shipments::read(tx, tenant, [query.shipment], false).await?.is_empty() {
                return Err(FulfillmentError::from(Refusal::ShipmentNotFound(query.shipment)));
            }
            storage::tracking::list(tx, tenant, query.shipment, query.after, limit).await
        })
        .await?;
    Ok(PageOf::cut(rows, query.limit, query.filter))
}
