//! Stock, the way of a shipment, goods that come back, and the step of accepting an order.

use o2c::demo::desk::Person::{Administrator, OrderDesk, Warehouse as Floor};
use o2c_integration_tests::units;
use o2c_proto::{
    fulfillment::v1::{
        AdjustStockRequest, AllocateStockRequest, AllocationLine, BatchAdjustStockRequest, BatchAllocateStockRequest,
        BatchReceiveReturnsRequest, BatchReceiveStockRequest, BatchReleaseStockRequest, CancelShipmentRequest,
        CreateWarehouseRequest, GoodsReturnLine, InspectionResult, ReceiveReturnRequest, ReceiveStockRequest,
        RecordTrackingEventRequest, ReleaseStockRequest, TrackingEvent, Warehouse,
    },
    orders::v1::{CreateReturnRequest, Return, ReturnLine},
};

use super::{Example, shipments};
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "CreateWarehouse" => Example::new(Administrator, warehouse(business), "WAREHOUSE_CODE_TAKEN", |request| {
            request.warehouse.as_mut().unwrap().code = "MAIN".to_owned();
        }),
        "BatchReceiveStock" => {
            let request = BatchReceiveStockRequest { requests: vec![receive(business)], validate_only: false };
            Example::new(Floor, request, "WAREHOUSE_NOT_FOUND", |batch| batch.requests[0].warehouse_id = id())
        }
        "BatchAdjustStock" => {
            let request = BatchAdjustStockRequest { requests: vec![adjust(business)] };
            Example::new(Floor, request, "STOCK_INSUFFICIENT", |batch| {
                batch.requests[0].quantity_change = Some(units("-1000000"));
            })
        }
        "CancelShipment" => {
            let shipment_id = business.planned_shipment().await;
            let request = CancelShipmentRequest { request_id: id(), shipment_id, reason: "damaged".to_owned() };
            Example::new(Floor, request, "SHIPMENT_NOT_FOUND", |request| request.shipment_id = id())
        }
        "RecordTrackingEvent" => Example::new(Floor, tracking(business).await, "SHIPMENT_NOT_FOUND", |request| {
            request.tracking_event.as_mut().unwrap().shipment_id = id();
        }),
        "BatchReceiveReturns" => {
            let request = BatchReceiveReturnsRequest { requests: vec![goods_back(business).await] };
            Example::new(Floor, request, "RETURN_NOT_FOUND", |batch| batch.requests[0].return_id = id())
        }
        "BatchAllocateStock" => {
            let (gone, order) = released(business).await;
            let request = BatchAllocateStockRequest { requests: vec![allocate(business)] };
            Example::new(OrderDesk, request, "ALLOCATION_RELEASED", |batch| {
                (batch.requests[0].allocation_id, batch.requests[0].order_id) = (gone, order);
            })
        }
        "BatchReleaseStock" => {
            let request = BatchReleaseStockRequest { requests: vec![give_back(business).await] };
            // No rule refuses the release of a whole attempt: of one that was never made it leaves a tombstone.
            Example::new(OrderDesk, request, "INVALID_REQUEST", |batch| batch.requests[0].order_id.clear())
        }
        _ => return shipments::example(business, method).await,
    })
}

fn warehouse(business: &mut Business) -> CreateWarehouseRequest {
    let address = o2c_proto::common::v1::Address {
        name: "Store".to_owned(),
        lines: vec!["2 Dock Road".to_owned()],
        city: "Town".to_owned(),
        country_code: "GB".to_owned(),
        ..Default::default()
    };
    let code = business.name("Z");
    let warehouse = Warehouse { name: code.clone(), code, address: Some(address), ..Warehouse::default() };
    CreateWarehouseRequest { request_id: id(), warehouse: Some(warehouse) }
}

fn receive(business: &Business) -> ReceiveStockRequest {
    ReceiveStockRequest {
        request_id: id(),
        warehouse_id: business.mesh.warehouse.clone(),
        product_id: business.life.kettle.clone(),
        quantity: Some(units("7")),
        lot: "L1".to_owned(),
        reference: "delivery".to_owned(),
    }
}

fn adjust(business: &Business) -> AdjustStockRequest {
    AdjustStockRequest {
        request_id: id(),
        warehouse_id: business.mesh.warehouse.clone(),
        product_id: business.life.kettle.clone(),
        quantity_change: Some(units("-2")),
        reason: "broken".to_owned(),
    }
}

async fn tracking(business: &mut Business) -> RecordTrackingEventRequest {
    let order = business.shipped().await;
    let event = TrackingEvent {
        shipment_id: business.mesh.shipments(&order).await.remove(0).shipment_id,
        code: "IN_TRANSIT".to_owned(),
        description: "left the depot".to_owned(),
        place: "Town".to_owned(),
        happened_at_micros: business.mesh.mesh.clock.now().micros(),
    };
    RecordTrackingEventRequest { request_id: id(), tracking_event: Some(event) }
}

async fn goods_back(business: &mut Business) -> ReceiveReturnRequest {
    let line = ReturnLine { order_line_number: 1, quantity: Some(units("3")), ..ReturnLine::default() };
    let goods = Return {
        order_id: business.delivered().await,
        reason: "wrong colour".to_owned(),
        lines: vec![line],
        ..Return::default()
    };
    let request = CreateReturnRequest { r#return: Some(goods), ..CreateReturnRequest::default() };
    let request = business.mesh.desk.ask(OrderDesk, request);
    let authorized = business.mesh.desk.orders.create_return(request).await.unwrap().into_inner();
    business.mesh.settle().await;
    let line = GoodsReturnLine {
        return_line_number: 1,
        quantity: Some(units("2")),
        inspection_result: InspectionResult::Restock.into(),
    };
    ReceiveReturnRequest {
        request_id: id(),
        return_id: authorized.return_id,
        warehouse_id: business.mesh.warehouse.clone(),
        lines: vec![line],
    }
}

fn allocate(business: &Business) -> AllocateStockRequest {
    let line = AllocationLine {
        line_number: 1,
        product_id: business.life.kettle.clone(),
        quantity: Some(units("5")),
        service: false,
    };
    AllocateStockRequest { request_id: id(), allocation_id: id(), order_id: id(), lines: vec![line] }
}

async fn give_back(business: &mut Business) -> ReleaseStockRequest {
    let made = allocate(business);
    let release = ReleaseStockRequest {
        request_id: id(),
        allocation_id: made.allocation_id.clone(),
        order_id: made.order_id.clone(),
        reason: "cancelled".to_owned(),
        lines: Vec::new(),
    };
    let request = business.mesh.desk.ask(OrderDesk, BatchAllocateStockRequest { requests: vec![made] });
    business.mesh.desk.fulfillment.batch_allocate_stock(request).await.unwrap();
    business.mesh.settle().await;
    release
}

/// An allocation that was released, and its order.
async fn released(business: &mut Business) -> (String, String) {
    let release = give_back(business).await;
    let gone = (release.allocation_id.clone(), release.order_id.clone());
    let request = business.mesh.desk.ask(OrderDesk, BatchReleaseStockRequest { requests: vec![release] });
    business.mesh.desk.fulfillment.batch_release_stock(request).await.unwrap();
    business.mesh.settle().await;
    gone
}
