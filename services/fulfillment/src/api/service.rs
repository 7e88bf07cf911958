//! `o2c.fulfillment.v1.FulfillmentService`: a line per RPC.

use std::sync::Arc;

use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_proto::fulfillment::v1::{self as proto, fulfillment_service_server::FulfillmentService};
use o2c_rpc::{Host, reply};
use tonic::{Request, Response, Status};

use super::parse;
use crate::{app, error::DOMAIN, service::Fulfillment};

type Reply<T> = Result<Response<T>, Status>;

/// The service behind its wire.
#[derive(Clone)]
pub struct Api(pub Arc<Fulfillment>);

impl Host for Fulfillment {
    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn zone(&self) -> &Zone {
        &self.zone
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn limits(&self) -> SetLimits {
        self.limits
    }
}

#[tonic::async_trait]
impl FulfillmentService for Api {
    async fn create_warehouse(&self, request: Request<proto::CreateWarehouseRequest>) -> Reply<proto::Warehouse> {
        reply::one(&*self.0, request, parse::create_warehouse, app::create_warehouses::create_warehouses).await
    }

    async fn get_warehouse(&self, request: Request<proto::GetWarehouseRequest>) -> Reply<proto::Warehouse> {
        reply::read(&*self.0, request, parse::get_warehouse, app::read_warehouses::get_warehouse).await
    }

    async fn list_warehouses(
        &self,
        request: Request<proto::ListWarehousesRequest>,
    ) -> Reply<proto::ListWarehousesResponse> {
        reply::read(&*self.0, request, parse::list_warehouses, app::read_warehouses::list_warehouses).await
    }

    async fn list_stock_levels(
        &self,
        request: Request<proto::ListStockLevelsRequest>,
    ) -> Reply<proto::ListStockLevelsResponse> {
        reply::read(&*self.0, request, parse::list_stock_levels, app::read_stock::list_stock_levels).await
    }

    async fn batch_receive_stock(
        &self,
        request: Request<proto::BatchReceiveStockRequest>,
    ) -> Reply<proto::BatchReceiveStockResponse> {
        reply::many(&*self.0, request, parse::receive_stock, |_| 1, app::receive_stock::receive_stock).await
    }

    async fn batch_adjust_stock(
        &self,
        request: Request<proto::BatchAdjustStockRequest>,
    ) -> Reply<proto::BatchAdjustStockResponse> {
        reply::many(&*self.0, request, parse::adjust_stock, |_| 1, app::adjust_stock::adjust_stock).await
    }

    async fn list_stock_moves(
        &self,
        request: Request<proto::ListStockMovesRequest>,
    ) -> Reply<proto::ListStockMovesResponse> {
        reply::read(&*self.0, request, parse::list_stock_moves, app::read_stock::list_stock_moves).await
    }

    async fn get_shipment(&self, request: Request<proto::GetShipmentRequest>) -> Reply<proto::Shipment> {
        reply::read(&*self.0, request, parse::get_shipment, app::read_shipments::get_shipment).await
    }

    async fn list_shipments(
        &self,
        request: Request<proto::ListShipmentsRequest>,
    ) -> Reply<proto::ListShipmentsResponse> {
        reply::read(&*self.0, request, parse::list_shipments, app::read_shipments::list_shipments).await
    }

    async fn release_shipment(
        &self,
        request: Request<proto::ReleaseShipmentRequest>,
    ) -> Reply<proto::ShipmentProgress> {
        reply::one(&*self.0, request, parse::release_shipment, app::release_shipments::release_shipments).await
    }

    async fn batch_release_shipments(
        &self,
        request: Request<proto::BatchReleaseShipmentsRequest>,
    ) -> Reply<proto::BatchReleaseShipmentsResponse> {
        reply::many(&*self.0, request, parse::release_shipment, |_| 1, app::release_shipments::release_shipments).await
    }

    async fn pick_shipment(&self, request: Request<proto::PickShipmentRequest>) -> Reply<proto::ShipmentProgress> {
        reply::one(&*self.0, request, parse::pick_shipment, app::pick_shipments::pick_shipments).await
    }

    async fn batch_pick_shipments(
        &self,
        request: Request<proto::BatchPickShipmentsRequest>,
    ) -> Reply<proto::BatchPickShipmentsResponse> {
        reply::many(&*self.0, request, parse::pick_shipment, |_| 1, app::pick_shipments::pick_shipments).await
    }

    async fn pack_shipment(&self, request: Request<proto::PackShipmentRequest>) -> Reply<proto::ShipmentProgress> {
        reply::one(&*self.0, request, parse::pack_shipment, app::pack_shipments::pack_shipments).await
    }

    async fn batch_pack_shipments(
        &self,
        request: Request<proto::BatchPackShipmentsRequest>,
    ) -> Reply<proto::BatchPackShipmentsResponse> {
        reply::many(&*self.0, request, parse::pack_shipment, |_| 1, app::pack_shipments::pack_shipments).await
    }

    async fn ship_shipment(&self, request: Request<proto::ShipShipmentRequest>) -> Reply<proto::ShipmentProgress> {
        reply::one(&*self.0, request, parse::ship_shipment, app::ship_shipments::ship_shipments).await
    }

    async fn batch_ship_shipments(
        &self,
        request: Request<proto::BatchShipShipmentsRequest>,
    ) -> Reply<proto::BatchShipShipmentsResponse> {
        reply::many(&*self.0, request, parse::ship_shipment, |_| 1, app::ship_shipments::ship_shipments).await
    }

    async fn deliver_shipment(
        &self,
        request: Request<proto::DeliverShipmentRequest>,
    ) -> Reply<proto::ShipmentProgress> {
        reply::one(&*self.0, request, parse::deliver_shipment, app::deliver_shipments::deliver_shipments).await
    }

    async fn batch_deliver_shipments(
        &self,
        request: Request<proto::BatchDeliverShipmentsRequest>,
    ) -> Reply<proto::BatchDeliverShipmentsResponse> {
        reply::many(&*self.0, request, parse::deliver_shipment, |_| 1, app::deliver_shipments::deliver_shipments).await
    }

    async fn cancel_shipment(&self, request: Request<proto::CancelShipmentRequest>) -> Reply<proto::ShipmentProgress> {
        reply::one(&*self.0, request, parse::cancel_shipment, app::cancel_shipments::cancel_shipments).await
    }

    async fn record_tracking_event(
        &self,
        request: Request<proto::RecordTrackingEventRequest>,
    ) -> Reply<proto::TrackingEvent> {
        reply::one(&*self.0, request, parse::record_tracking_event, app::record_tracking_events::record_tracking_events)
            .await
    }

    async fn list_tracking_events(
        &self,
        request: Request<proto::ListTrackingEventsRequest>,
    ) -> Reply<proto::ListTrackingEventsResponse> {
        reply::read(&*self.0, request, parse::list_tracking_events, app::read_tracking::list_tracking_events).await
    }

    async fn batch_receive_returns(
        &self,
        request: Request<proto::BatchReceiveReturnsRequest>,
    ) -> Reply<proto::BatchReceiveReturnsResponse> {
        reply::many(
            &*self.0,
            request,
            parse::receive_return,
            |command| command.goods.lines.len(),
            app::receive_returns::receive_returns,
        )
        .await
    }

    async fn batch_allocate_stock(
        &self,
        request: Request<proto::BatchAllocateStockRequest>,
    ) -> Reply<proto::BatchAllocateStockResponse> {
        reply::many(
            &*self.0,
            request,
            parse::allocate_stock,
            |command| command.lines.len(),
            app::allocate_stock::allocate_stock,
        )
        .await
    }

    async fn batch_release_stock(
        &self,
        request: Request<proto::BatchReleaseStockRequest>,
    ) -> Reply<proto::BatchReleaseStockResponse> {
        reply::many(
            &*self.0,
            request,
            parse::release_stock,
            |command| command.lines.len(),
            app::release_stock::release_stock,
        )
        .await
    }
}
