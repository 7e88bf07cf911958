//! Questions, and the filters that their page tokens are good for.

use o2c_kernel::{KeyPart, PageSize, Violations};
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse::{self, reason};
use uuid::Uuid;

use crate::{
    app::{
        read_shipments::ListShipments,
        read_stock::{ListStockLevels, ListStockMoves},
        read_tracking::ListTrackingEvents,
        read_warehouses::ListWarehouses,
    },
    domain::{ids::ShipmentId, shipment::State},
};

const MAX_PRODUCTS: usize = 1_000;
const MAX_ORDERS: usize = 1_000;

pub(in crate::api) const WAREHOUSES: &str = "warehouses";

pub(in crate::api) fn list_warehouses(message: proto::ListWarehousesRequest) -> Result<ListWarehouses, Violations> {
    let mut v = Violations::default();
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, WAREHOUSES);
    parse::finish(v, || {
        let after = match key?.as_slice() {
            [KeyPart::Text(code)] => Some(code.clone()),
            _ => None,
        };
        Some(ListWarehouses { after, limit: size.map(PageSize::get)? })
    })
}

pub(in crate::api) fn list_stock_levels(message: proto::ListStockLevelsRequest) -> Result<ListStockLevels, Violations> {
    let mut v = Violations::default();
    let warehouse = parse::id(&mut v, "warehouse_id", &message.warehouse_id);
    let filter = format!("stock/{}/{}", message.warehouse_id, message.product_ids.join(","));
    let products = parse::list(&mut v, "product_ids", message.product_ids, 0..=MAX_PRODUCTS, |v, product| {
        parse::id(v, "product_id", &product)
    });
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, &filter);
    parse::finish(v, || {
        let (after, limit) = (after(&key?), size.map(PageSize::get)?);
        Some(ListStockLevels { warehouse: warehouse?, products: products?, after, limit, filter })
    })
}

pub(in crate::api) fn list_stock_moves(message: proto::ListStockMovesRequest) -> Result<ListStockMoves, Violations> {
    let mut v = Violations::default();
    let product = parse::id(&mut v, "product_id", &message.product_id);
    let filter = format!("moves/{}", message.product_id);
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, &filter);
    parse::finish(v, || {
        Some(ListStockMoves { product: product?, after: after(&key?), limit: size.map(PageSize::get)?, filter })
    })
}

pub(in crate::api) fn get_shipment(message: proto::GetShipmentRequest) -> Result<ShipmentId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "shipment_id", &message.shipment_id);
    parse::finish(v, || id)
}

pub(in crate::api) fn list_shipments(message: proto::ListShipmentsRequest) -> Result<ListShipments, Violations> {
    let mut v = Violations::default();
    let state = parse::optional_enum::<proto::ShipmentState>(&mut v, "state", message.state);
    let order = parse::optional_id(&mut v, "order_id", &message.order_id);
    if !message.order_id.is_empty() && !message.order_ids.is_empty() {
        v.add("order_ids", reason::TOO_MANY, "is not beside order_id");
    }
    // tokens of one order's are as they were before there could be several
    let mut filter = format!("shipments/{}/{}", message.state, message.order_id);
    for id in &message.order_ids {
        filter = format!("{filter}/{id}");
    }
    // only where it is given: the tokens of a release that did not know it stay good
    if !message.customer_id.is_empty() {
        filter = format!("{filter}/of/{}", message.customer_id);
    }
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let several =
        parse::list(&mut v, "order_ids", message.order_ids, 0..=MAX_ORDERS, |v, id| parse::id(v, "order_id", &id));
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, &filter);
    parse::finish(v, || {
        Some(ListShipments {
            state: state?.and_then(state_of),
            orders: several?.into_iter().chain(order?).collect(),
            customer: customer?,
            after: after_shipment(&key?),
            limit: size.map(PageSize::get)?,
            with_lines: !message.headers_only,
            filter,
        })
    })
}

pub(in crate::api) fn list_tracking_events(
    message: proto::ListTrackingEventsRequest,
) -> Result<ListTrackingEvents, Violations> {
    let mut v = Violations::default();
    let shipment = parse::id(&mut v, "shipment_id", &message.shipment_id);
    let filter = format!("tracking/{}", message.shipment_id);
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let key = parse::page_token(&mut v, "page_token", &message.page_token, &filter);
    parse::finish(v, || {
        let after = match key?.as_slice() {
            [KeyPart::Int(at), KeyPart::Uuid(id)] => Some((*at, *id)),
            _ => None,
        };
        Some(ListTrackingEvents { shipment: shipment?, after, limit: size.map(PageSize::get)?, filter })
    })
}

fn after(key: &[KeyPart]) -> Option<Uuid> {
    match key {
        [KeyPart::Uuid(id)] => Some(*id),
        _ => None,
    }
}

/// Behind a shipment; of a customer's, behind one of an order.
fn after_shipment(key: &[KeyPart]) -> Option<(Option<Uuid>, Uuid)> {
    match key {
        [KeyPart::Uuid(shipment)] => Some((None, *shipment)),
        [KeyPart::Uuid(order), KeyPart::Uuid(shipment)] => Some((Some(*order), *shipment)),
        _ => None,
    }
}

fn state_of(state: proto::ShipmentState) -> Option<State> {
    match state {
        proto::ShipmentState::Unspecified => None,
        proto::ShipmentState::Planned => Some(State::Planned),
        proto::ShipmentState::Released => Some(State::Released),
        proto::ShipmentState::Picked => Some(State::Picked),
        proto::ShipmentState::Packed => Some(State::Packed),
        proto::ShipmentState::Shipped => Some(State::Shipped),
        proto::ShipmentState::Delivered => Some(State::Delivered),
        proto::ShipmentState::Cancelled => Some(State::Cancelled),
    }
}
