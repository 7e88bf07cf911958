//! Goods leave, arrive, and some come back.

use o2c::demo::desk::Person;
use o2c_integration_tests::units;
use o2c_proto::{
    BatchResponse,
    credit::v1::{BatchReleaseCreditRequest, BatchReserveCreditRequest, ReleaseCreditRequest, ReserveCreditRequest},
    fulfillment::v1::{
        BatchReceiveReturnsRequest, DeliverShipmentRequest, ListShipmentsRequest, PackShipmentRequest, Package,
        PickShipmentRequest, ProofOfDelivery, ReceiveReturnRequest, ReleaseShipmentRequest, ShipShipmentRequest,
        Shipment, ShipmentKind, ShipmentState,
    },
    orders::v1::{CreateReturnRequest, Disposition, Return, ReturnLine},
};

use super::Story;

impl Story {
    async fn shipments(&mut self) -> Vec<Shipment> {
        let request = ListShipmentsRequest { page_size: 100, ..ListShipmentsRequest::default() };
        let page = self
            .look(Person::Warehouse, request, async |mut desk, request| desk.fulfillment.list_shipments(request).await);
        page.await.map(|page| page.shipments).unwrap_or_default()
    }

    /// Takes shipments through the warehouse; each goes another step with so much chance of a hundred.
    pub(super) async fn ship(&mut self, chance: u64) {
        for shipment in self.shipments().await {
            let mut state = shipment.state();
            while self.chance.percent(chance) {
                match self.step(&shipment, state).await {
                    Some(next) => state = next,
                    None => break,
                }
            }
        }
    }

    /// The state that the shipment comes to; none where it stays.
    async fn step(&mut self, shipment: &Shipment, state: ShipmentState) -> Option<ShipmentState> {
        let (request_id, shipment_id) = (self.id(), shipment.shipment_id.clone());
        let goods = shipment.kind() == ShipmentKind::Goods;
        let moved = match (state, goods) {
            (ShipmentState::Planned, _) => {
                let request = ReleaseShipmentRequest { request_id, shipment_id, wave: String::new() };
                let step =
                    async |mut desk: o2c::demo::desk::Desk, request| desk.fulfillment.release_shipment(request).await;
                self.change("released shipments", Person::Warehouse, request, step).await
            }
            (ShipmentState::Released, true) => {
                let request = PickShipmentRequest { request_id, shipment_id, lines: Vec::new() };
                let step =
                    async |mut desk: o2c::demo::desk::Desk, request| desk.fulfillment.pick_shipment(request).await;
                self.change("picked shipments", Person::Warehouse, request, step).await
            }
            (ShipmentState::Picked, true) => {
                let packages = vec![Package { package_number: 1, ..Package::default() }];
                let request = PackShipmentRequest { request_id, shipment_id, packages };
                let step =
                    async |mut desk: o2c::demo::desk::Desk, request| desk.fulfillment.pack_shipment(request).await;
                self.change("packed shipments", Person::Warehouse, request, step).await
            }
            (ShipmentState::Packed, true) | (ShipmentState::Released, false) => {
                let (carrier, tracking_number) = ("PARCEL".to_owned(), format!("PN{}", shipment.number));
                let request = ShipShipmentRequest { request_id, shipment_id, carrier, tracking_number };
                let step =
                    async |mut desk: o2c::demo::desk::Desk, request| desk.fulfillment.ship_shipment(request).await;
                self.change("shipped shipments", Person::Warehouse, request, step).await
            }
            _ => None,
        };
        moved.map(|moved| moved.state())
    }

    pub(super) async fn deliver(&mut self, chance: u64) {
        for shipment in self.shipments().await {
            if shipment.state() != ShipmentState::Shipped || !self.chance.percent(chance) {
                continue;
            }
            let request = DeliverShipmentRequest {
                request_id: self.id(),
                shipment_id: shipment.shipment_id,
                proof_of_delivery: Some(ProofOfDelivery { received_by: "J. Doe".to_owned(), received_at_micros: 0 }),
            };
            self.change("delivered shipments", Person::Carrier, request, async |mut desk, request| {
                desk.fulfillment.deliver_shipment(request).await
            })
            .await;
        }
    }

    /// Some of what was delivered is authorized to come back.
    pub(super) async fn bring_back(&mut self) {
        self.read_orders().await;
        for order in self.orders.values().cloned().collect::<Vec<_>>() {
            let delivered = |line: &&o2c_proto::orders::v1::OrderLine| {
                !line.service && line.delivered_quantity.as_ref().is_some_and(|quantity| quantity.value != "0")
            };
            let Some(line) = order.lines.iter().find(delivered) else { continue };
            if !self.chance.percent(40) {
                continue;
            }
            let disposition = if self.chance.percent(50) { Disposition::Restock } else { Disposition::Scrap };
            let line = ReturnLine {
                order_line_number: line.line_number,
                quantity: Some(units("1")),
                disposition: disposition.into(),
                ..ReturnLine::default()
            };
            let back = Return {
                order_id: order.order_id.clone(),
                reason: "broken".to_owned(),
                lines: vec![line],
                ..Return::default()
            };
            let request = CreateReturnRequest { request_id: self.id(), r#return: Some(back) };
            let authorized =
                self.change("authorized returns", Person::OrderDesk, request, async |mut desk, request| {
                    desk.orders.create_return(request).await
                });
            if let Some(authorized) = authorized.await {
                self.returns.push(authorized.return_id);
            }
        }
    }

    pub(super) async fn receive_returns(&mut self) {
        for return_id in std::mem::take(&mut self.returns) {
            let receive = ReceiveReturnRequest {
                request_id: self.id(),
                return_id,
                warehouse_id: self.warehouse.clone(),
                ..ReceiveReturnRequest::default()
            };
            let request = BatchReceiveReturnsRequest { requests: vec![receive] };
            let received = self.change("received returns", Person::Warehouse, request, async |mut desk, request| {
                desk.fulfillment.batch_receive_returns(request).await
            });
            let received = received.await;
            self.each_accepted("received returns", received.map(BatchResponse::into_results));
        }
    }

    /// What a slow network does to a saga: the undo of a reservation arrives, then the reservation. It must be kept out.
    pub(super) async fn overtake_an_undo(&mut self) {
        let Some(customer) = self.customers.first().map(|customer| customer.id.clone()) else { return };
        if !self.chance.percent(15) {
            return;
        }
        let (reservation_id, order_id) = (self.id(), self.id());
        let release = ReleaseCreditRequest {
            request_id: self.id(),
            reservation_id: reservation_id.clone(),
            order_id: order_id.clone(),
            reason: "ACCEPTANCE_UNDONE".to_owned(),
        };
        let request = BatchReleaseCreditRequest { requests: vec![release] };
        let released =
            self.change("undos before their calls", Person::Administrator, request, async |mut desk, request| {
                desk.credit.batch_release_credit(request).await
            });
        let released = released.await;
        self.each_accepted("undos before their calls", released.map(BatchResponse::into_results));
        let reserve = ReserveCreditRequest {
            request_id: self.id(),
            reservation_id,
            order_id,
            customer_id: customer,
            amount: Some(o2c_integration_tests::gbp("1.00")),
            requested_by: "order-desk".to_owned(),
        };
        let request = BatchReserveCreditRequest { requests: vec![reserve] };
        let reserved = self.change("late calls", Person::Administrator, request, async |mut desk, request| {
            desk.credit.batch_reserve_credit(request).await
        });
        let reserved = reserved.await;
        for late in self.each_accepted("late calls", reserved.map(BatchResponse::into_results)) {
            self.broken.push(format!("a reservation was made after its undo: {late:?}"));
        }
    }
}
