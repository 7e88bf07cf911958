//! Tenants, bad input, pages and the contract.

use o2c_kernel::new_uuid;
use o2c_proto::fulfillment::v1::*;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::world::{decimal, goods, reason, story};

fn fields(result: Result<impl std::fmt::Debug, Status>) -> Vec<String> {
    let status = result.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    o2c_rpc::status::field_violations(&status).into_iter().map(|(field, _)| field).collect()
}

#[tokio::test]
async fn another_tenant_sees_nothing() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "10").await;
        let order = world.order(&[goods(1, kettle, "4")]).await;
        let id = world.shipment(order, ShipmentState::Planned).await.shipment_id;
        let other = world.of_tenant("other");

        let get = other.client().get_shipment(other.request(GetShipmentRequest { shipment_id: id.clone() })).await;
        assert_eq!(get.as_ref().unwrap_err().code(), Code::NotFound);
        assert_eq!(reason(get), "SHIPMENT_NOT_FOUND");
        assert!(other.shipments(order).await.is_empty());
        for refused in [
            other.release_shipment(&id).await,
            other.pick(&id, &[(1, "1")]).await,
            other.pack(&id).await,
            other.ship(&id).await,
            other.deliver(&id).await,
            other.cancel(&id).await,
        ] {
            assert_eq!(reason(refused), "SHIPMENT_NOT_FOUND");
        }
        assert_eq!(reason(other.adjust(&main, kettle, "-1").await), "WAREHOUSE_NOT_FOUND");
        let warehouse = GetWarehouseRequest { warehouse_id: main.clone() };
        assert_eq!(reason(other.client().get_warehouse(other.request(warehouse)).await), "WAREHOUSE_NOT_FOUND");
        let levels = ListStockLevelsRequest { warehouse_id: main.clone(), ..Default::default() };
        assert_eq!(reason(other.client().list_stock_levels(other.request(levels)).await), "WAREHOUSE_NOT_FOUND");
        // what it gives back of another's attempt is a tombstone of its own
        assert!(other.release(order, order, &[]).await.unwrap().tombstone);
        assert_eq!(world.stock(&main, kettle).await, ["10", "4", "6", "0"]);
        assert_eq!(other.warehouse("MAIN").await.len(), 36);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn bad_input_names_every_field() {
    story(async |world| {
        let request = CreateWarehouseRequest {
            request_id: "x".into(),
            warehouse: Some(Warehouse { code: String::new(), name: "n".repeat(300), ..Warehouse::default() }),
        };
        let mut bad = fields(world.client().create_warehouse(world.request(request)).await);
        bad.sort();
        assert_eq!(bad, ["request_id", "warehouse.code", "warehouse.name"]);

        let request = PackShipmentRequest {
            shipment_id: "x".into(),
            packages: vec![
                Package { package_number: 0, weight_grams: -1, ..Package::default() },
                Package { package_number: 2, sscc: "x".repeat(99), ..Package::default() },
            ],
            ..PackShipmentRequest::default()
        };
        let bad = fields(world.client().pack_shipment(world.request(request)).await);
        assert_eq!(bad, ["shipment_id", "packages[0].package_number", "packages[0].weight_grams", "packages[1].sscc"]);

        let line = |number, quantity: &str| PickedQuantity { line_number: number, quantity: decimal(quantity) };
        let request = PickShipmentRequest {
            shipment_id: new_uuid().to_string(),
            lines: vec![line(0, "1e9"), line(2, "-1"), line(3, "1"), line(3, "1")],
            ..PickShipmentRequest::default()
        };
        let bad = fields(world.client().pick_shipment(world.request(request)).await);
        assert_eq!(bad, ["lines[0].line_number", "lines[0].quantity", "lines[1].quantity"]);

        let request = DeliverShipmentRequest { shipment_id: "1".into(), ..Default::default() };
        let bad = fields(world.client().deliver_shipment(world.request(request)).await);
        assert_eq!(bad, ["shipment_id", "proof_of_delivery"]);

        let request = RecordTrackingEventRequest {
            tracking_event: Some(TrackingEvent { code: "in transit".into(), ..TrackingEvent::default() }),
            ..Default::default()
        };
        let bad = fields(world.client().record_tracking_event(world.request(request)).await);
        assert_eq!(bad, ["tracking_event.shipment_id", "tracking_event.code"]);

        let request = ListShipmentsRequest { page_size: -1, page_token: "x".into(), state: 99, ..Default::default() };
        let mut bad = fields(world.client().list_shipments(world.request(request)).await);
        bad.sort();
        assert_eq!(bad, ["page_size", "page_token", "state"]);
        let (one, several) = (new_uuid().to_string(), vec!["x".to_owned()]);
        let request = ListShipmentsRequest { order_id: one, order_ids: several, ..Default::default() };
        let bad = fields(world.client().list_shipments(world.request(request)).await);
        assert_eq!(bad, ["order_ids", "order_ids[0].order_id"]);
        let request = ListShipmentsRequest { customer_id: "x".to_owned(), ..Default::default() };
        assert_eq!(fields(world.client().list_shipments(world.request(request)).await), ["customer_id"]);
    })
    .await;
}

#[tokio::test]
async fn warehouse_codes_are_unique_per_tenant_and_pages_are_walked() {
    story(async |world| {
        for code in ["C", "A", "D", "B"] {
            world.warehouse(code).await;
        }
        let taken = Warehouse { code: "A".into(), ..Warehouse::default() };
        let request = CreateWarehouseRequest { request_id: String::new(), warehouse: Some(taken) };
        let refused = world.client().create_warehouse(world.request(request)).await;
        assert_eq!(reason(refused), "WAREHOUSE_CODE_TAKEN");
        let (mut codes, mut page_token, mut pages) = (String::new(), String::new(), 0);
        loop {
            let request = ListWarehousesRequest { page_size: 2, page_token };
            let page = world.client().list_warehouses(world.request(request)).await.unwrap().into_inner();
            codes.extend(page.warehouses.iter().map(|warehouse| warehouse.code.as_str()));
            page_token = page.next_page_token;
            pages += 1;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!((codes.as_str(), pages), ("ABCD", 2));
    })
    .await;
}

#[tokio::test]
async fn shipments_are_listed_by_state_oldest_first() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "100").await;
        let mut orders = Vec::new();
        for _ in 0..5 {
            orders.push(world.order(&[goods(1, kettle, "1")]).await.to_string());
        }
        let (mut numbers, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = ListShipmentsRequest {
                page_size: 2,
                page_token,
                state: ShipmentState::Planned.into(),
                headers_only: true,
                ..Default::default()
            };
            let page = world.client().list_shipments(world.request(request)).await.unwrap().into_inner();
            assert!(page.shipments.iter().all(|shipment| shipment.lines.is_empty()));
            numbers.extend(page.shipments.into_iter().map(|shipment| shipment.number));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(numbers, ["SH-00000001", "SH-00000002", "SH-00000003", "SH-00000004", "SH-00000005"]);
        let order_ids = vec![orders[3].clone(), orders[1].clone(), new_uuid().to_string()];
        let request = ListShipmentsRequest { order_ids, ..Default::default() };
        let page = world.client().list_shipments(world.request(request)).await.unwrap().into_inner();
        let numbers: Vec<String> = page.shipments.into_iter().map(|shipment| shipment.number).collect();
        assert_eq!(numbers, ["SH-00000002", "SH-00000004"]);
    })
    .await;
}

#[tokio::test]
async fn shipments_of_a_customer_are_listed_order_by_order() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "100").await;
        let (ann, bob) = (new_uuid(), new_uuid());
        let mut orders = Vec::new();
        for customer in [ann, bob, ann, ann, bob] {
            orders.push(world.order_of(customer, &[goods(1, kettle, "1")]).await.to_string());
        }
        let listed = async |request: ListShipmentsRequest| {
            let (mut numbers, mut page_token) = (Vec::new(), String::new());
            loop {
                let request = ListShipmentsRequest { page_token, ..request.clone() };
                let page = world.client().list_shipments(world.request(request)).await.unwrap().into_inner();
                numbers.extend(page.shipments.into_iter().map(|shipment| shipment.number));
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    return numbers;
                }
            }
        };
        let of = |customer: Uuid, page_size| ListShipmentsRequest {
            customer_id: customer.to_string(),
            page_size,
            ..Default::default()
        };
        for size in [1, 2, 100] {
            assert_eq!(listed(of(ann, size)).await, ["SH-00000001", "SH-00000003", "SH-00000004"], "pages of {size}");
            assert_eq!(listed(of(bob, size)).await, ["SH-00000002", "SH-00000005"]);
            assert_eq!(listed(of(new_uuid(), size)).await, Vec::<String>::new());
            let planned = ListShipmentsRequest { state: ShipmentState::Planned.into(), ..of(ann, size) };
            assert_eq!(listed(planned).await.len(), 3);
            let shipped = ListShipmentsRequest { state: ShipmentState::Shipped.into(), ..of(ann, size) };
            assert_eq!(listed(shipped).await.len(), 0);
            let some = ListShipmentsRequest { order_ids: vec![orders[1].clone(), orders[2].clone()], ..of(ann, size) };
            assert_eq!(listed(some).await, ["SH-00000003"], "of both");
        }
        let page = world.client().list_shipments(world.request(of(ann, 1))).await.unwrap().into_inner();
        let others = ListShipmentsRequest { page_token: page.next_page_token, ..of(bob, 1) };
        assert_eq!(fields(world.client().list_shipments(world.request(others)).await), ["page_token"]);
    })
    .await;
}
