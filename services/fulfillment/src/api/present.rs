//! From the domain to the wire. Nothing here decides.

use o2c_kernel::KeyPart;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::wire;

use super::parse::lists::WAREHOUSES;
use crate::{
    app::{
        Progress,
        allocate_stock::Allocated,
        read_shipments::{ShipmentView, ShipmentsPage},
        read_stock::PageOf,
        release_stock::StockReleased,
    },
    domain::{
        goods_return::GoodsReturn,
        shipment::{Kind, Line, Package, State},
        stock_level::StockLevel,
        stock_move::{Location, StockMove},
        tracking::TrackingEvent,
        warehouse::Warehouse,
    },
};

/// Such as `SH-00000042`.
pub(crate) fn shipment_number(number: i64) -> String {
    format!("SH-{number:08}")
}

impl From<&Warehouse> for proto::Warehouse {
    fn from(warehouse: &Warehouse) -> Self {
        Self {
            warehouse_id: warehouse.id.to_string(),
            code: warehouse.code.clone(),
            name: warehouse.name.clone(),
            address: warehouse.address.as_ref().map(wire::address),
            etag: wire::etag(warehouse.version),
        }
    }
}

impl From<&StockLevel> for proto::StockLevel {
    fn from(level: &StockLevel) -> Self {
        Self {
            warehouse_id: level.warehouse.to_string(),
            product_id: level.product.to_string(),
            on_hand: Some(wire::decimal_quantity(level.on_hand)),
            allocated: Some(wire::decimal_quantity(level.allocated)),
            available: Some(wire::decimal_quantity(level.available())),
            backordered: Some(wire::decimal_quantity(level.backordered)),
        }
    }
}

impl From<&StockMove> for proto::StockMove {
    fn from(one: &StockMove) -> Self {
        Self {
            stock_move_id: one.id.to_string(),
            product_id: one.product.to_string(),
            quantity: Some(wire::decimal_quantity(one.quantity)),
            from_location: location(one.from),
            to_location: location(one.to),
            kind: one.kind.name().to_owned(),
            document: one.document.clone(),
            moved_on: Some(wire::date(one.moved_on)),
        }
    }
}

fn location(location: Location) -> String {
    match location {
        Location::Supplier => "supplier".to_owned(),
        Location::Customer => "customer".to_owned(),
        Location::Loss => "loss".to_owned(),
        Location::Warehouse(id) => id.to_string(),
    }
}

impl From<&Allocated> for proto::AllocateStockResponse {
    fn from(allocated: &Allocated) -> Self {
        let lines = allocated.lines.iter().map(|(line_number, quantity)| proto::AllocatedQuantity {
            line_number: *line_number,
            allocated_quantity: Some(wire::decimal_quantity(*quantity)),
        });
        Self { allocation_id: allocated.allocation.to_string(), lines: lines.collect() }
    }
}

impl From<&StockReleased> for proto::ReleaseStockResponse {
    fn from(released: &StockReleased) -> Self {
        Self { allocation_id: released.allocation.to_string(), tombstone: released.tombstone }
    }
}

impl From<&Progress> for proto::ShipmentProgress {
    fn from(progress: &Progress) -> Self {
        Self {
            shipment_id: progress.shipment.to_string(),
            state: state(progress.state).into(),
            etag: wire::etag(progress.version),
        }
    }
}

impl From<&ShipmentView> for proto::Shipment {
    fn from(view: &ShipmentView) -> Self {
        let shipment = &view.shipment;
        let order = view.order.as_ref();
        let confirmed = order.and_then(|order| order.confirmed.as_ref());
        Self {
            shipment_id: shipment.id.to_string(),
            number: shipment_number(shipment.number),
            order_id: shipment.order.to_string(),
            order_number: confirmed.map(|order| order.number.clone()).unwrap_or_default(),
            customer_id: confirmed.map(|order| order.customer.to_string()).unwrap_or_default(),
            warehouse_id: wire::optional_id(shipment.warehouse),
            ship_to: confirmed.and_then(|order| order.ship_to.as_ref()).map(wire::address),
            state: state(shipment.state).into(),
            kind: match shipment.kind {
                Kind::Goods => proto::ShipmentKind::Goods.into(),
                Kind::Activation => proto::ShipmentKind::Activation.into(),
            },
            lines: shipment.lines.iter().map(|one| line(shipment.state, one)).collect(),
            packages: shipment.packages.iter().map(package).collect(),
            carrier: shipment.carrier.clone(),
            tracking_number: shipment.tracking_number.clone(),
            shipped_on: shipment.shipped_on.map(wire::date),
            delivered_on: shipment.delivered_on.map(wire::date),
            proof_of_delivery: shipment.proof.as_ref().map(|proof| proto::ProofOfDelivery {
                received_by: proof.received_by.clone(),
                received_at_micros: proof.received_at.micros(),
            }),
            held: order.is_some_and(|order| order.is_held()),
            etag: wire::etag(shipment.version),
        }
    }
}

fn line(state: State, line: &Line) -> proto::ShipmentLine {
    let quantity = |quantity| Some(wire::decimal_quantity(quantity));
    proto::ShipmentLine {
        line_number: line.line_number,
        order_line_number: line.order_line_number,
        product_id: line.product.to_string(),
        sku: line.sku.clone(),
        service: line.service,
        planned_quantity: quantity(line.planned),
        picked_quantity: quantity(line.picked(state)),
        packed_quantity: quantity(line.packed(state)),
        shipped_quantity: quantity(line.shipped(state)),
        delivered_quantity: quantity(line.delivered(state)),
    }
}

fn package(package: &Package) -> proto::Package {
    proto::Package { package_number: package.number, sscc: package.sscc.clone(), weight_grams: package.weight_grams }
}

fn state(state: State) -> proto::ShipmentState {
    match state {
        State::Planned => proto::ShipmentState::Planned,
        State::Released => proto::ShipmentState::Released,
        State::Picked => proto::ShipmentState::Picked,
        State::Packed => proto::ShipmentState::Packed,
        State::Shipped => proto::ShipmentState::Shipped,
        State::Delivered => proto::ShipmentState::Delivered,
        State::Cancelled => proto::ShipmentState::Cancelled,
    }
}

impl From<&TrackingEvent> for proto::TrackingEvent {
    fn from(event: &TrackingEvent) -> Self {
        Self {
            shipment_id: event.shipment.to_string(),
            code: event.code.clone(),
            description: event.description.clone(),
            place: event.place.clone(),
            happened_at_micros: event.happened_at.micros(),
        }
    }
}

impl From<&GoodsReturn> for proto::GoodsReturn {
    fn from(goods_return: &GoodsReturn) -> Self {
        let lines = goods_return.lines.iter().map(|line| proto::GoodsReturnLine {
            return_line_number: line.return_line_number,
            quantity: Some(wire::decimal_quantity(line.quantity)),
            inspection_result: if line.restocked {
                proto::InspectionResult::Restock.into()
            } else {
                proto::InspectionResult::Scrap.into()
            },
        });
        Self {
            goods_return_id: goods_return.id.to_string(),
            return_id: goods_return.return_id.to_string(),
            order_id: goods_return.order.to_string(),
            received_on: Some(wire::date(goods_return.received_on)),
            lines: lines.collect(),
        }
    }
}

/// The token of the page after this one.
fn next<T>(page: &PageOf<T>, filter: &str, key: impl Fn(&T) -> Vec<KeyPart>) -> String {
    let last = page.rows.last().filter(|_| page.more).map(key);
    wire::page_token(last.as_deref(), filter)
}

impl From<&PageOf<Warehouse>> for proto::ListWarehousesResponse {
    fn from(page: &PageOf<Warehouse>) -> Self {
        Self {
            warehouses: page.rows.iter().map(Into::into).collect(),
            next_page_token: next(page, WAREHOUSES, |warehouse| vec![KeyPart::Text(warehouse.code.clone())]),
        }
    }
}

impl From<&PageOf<StockLevel>> for proto::ListStockLevelsResponse {
    fn from(page: &PageOf<StockLevel>) -> Self {
        Self {
            stock_levels: page.rows.iter().map(Into::into).collect(),
            next_page_token: next(page, &page.filter, |level| vec![KeyPart::Uuid(level.product.uuid())]),
        }
    }
}

impl From<&PageOf<StockMove>> for proto::ListStockMovesResponse {
    fn from(page: &PageOf<StockMove>) -> Self {
        Self {
            stock_moves: page.rows.iter().map(Into::into).collect(),
            next_page_token: next(page, &page.filter, |one| vec![KeyPart::Uuid(one.id.uuid())]),
        }
    }
}

impl From<&ShipmentsPage> for proto::ListShipmentsResponse {
    fn from(ShipmentsPage { page, by_order }: &ShipmentsPage) -> Self {
        Self {
            shipments: page.rows.iter().map(Into::into).collect(),
            next_page_token: next(page, &page.filter, |view| {
                let order = by_order.then(|| KeyPart::Uuid(view.shipment.order.uuid()));
                order.into_iter().chain([KeyPart::Uuid(view.shipment.id.uuid())]).collect()
            }),
        }
    }
}

impl From<&PageOf<TrackingEvent>> for proto::ListTrackingEventsResponse {
    fn from(page: &PageOf<TrackingEvent>) -> Self {
        let key =
            |event: &TrackingEvent| vec![KeyPart::Int(event.happened_at.micros()), KeyPart::Uuid(event.id.uuid())];
        Self {
            tracking_events: page.rows.iter().map(Into::into).collect(),
            next_page_token: next(page, &page.filter, key),
        }
    }
}
