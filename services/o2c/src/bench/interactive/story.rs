//! One order and the person who follows it, in the six steps of a sales desk: create, deliver, change, goods issue, list,
//! invoice.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Date, Deadline, Instant, machine_now};
use o2c_proto::{
    billing::v1::ListInvoicesRequest,
    fulfillment::v1::{
        ListShipmentsRequest, PackShipmentRequest, Package, PickShipmentRequest, ReleaseShipmentRequest,
        ShipShipmentRequest,
    },
    orders::v1::{GetOrderRequest, ListOrdersRequest, OrderState},
};

use crate::{
    bench::book::Business,
    demo::desk::{Desk, Person, explained},
};

/// The steps, in the order of a story's times. `confirmed` is decided by orders, credit and fulfillment, and durable in
/// all three; it counts from the moment at which the order was meant to be sent.
pub const STEPS: [&str; 7] = ["create", "confirmed", "deliver", "change", "goods_issue", "list", "invoice"];
/// Which of them that is.
pub const CONFIRMED: usize = 1;
/// How often somebody looks whether it is done; oftener, and looking would be most of the load.
const LOOK: Duration = Duration::from_millis(10);
/// How long a question for the decision about an order may take.
const DECISION: i32 = 5_000;
const PATIENCE: Duration = Duration::from_secs(30);
const LISTED: i32 = 40;

/// Looks again and again; a macro, because the future of an async closure is no future that may change its thread.
macro_rules! until {
    ($what:literal, $look:expr) => {{
        let patience = Deadline::after(PATIENCE);
        loop {
            if let Some(seen) = $look {
                break Ok(seen);
            }
            anyhow::ensure!(!patience.expired(), concat!("not ", $what, " in time"));
            tokio::time::sleep(LOOK).await;
        }
    }};
}

/// How long each step took.
pub type Times = Vec<Duration>;

pub struct Story {
    pub desk: Desk,
    pub business: Arc<Business>,
    pub number: u64,
    pub today: Date,
    /// When the order was meant to be sent.
    pub intended: Instant,
}

impl Story {
    /// From the order to its invoice.
    pub async fn tell(mut self) -> anyhow::Result<Times> {
        let mut times = Vec::with_capacity(STEPS.len());
        let request = self.business.order(self.number, self.today);
        let request = self.desk.ask(Person::OrderDesk, request);
        let order = self.desk.orders.create_order(request).await.map_err(explained)?.into_inner();
        let order_id = order.order_id;
        times.push(machine_now().since(self.intended));

        self.until_confirmed(&order_id).await?;
        times.push(machine_now().since(self.intended));

        let began = machine_now();
        let shipment_id = self.until_planned(&order_id).await?;
        self.release(&shipment_id).await?;
        times.push(machine_now().since(began));

        let began = machine_now();
        self.pick_and_pack(&shipment_id).await?;
        times.push(machine_now().since(began));

        let began = machine_now();
        self.ship(&shipment_id).await?;
        let issued = machine_now();
        times.push(issued.since(began));

        let request = ListOrdersRequest { page_size: LISTED, ..ListOrdersRequest::default() };
        let request = self.desk.ask(Person::OrderDesk, request);
        self.desk.orders.list_orders(request).await.map_err(explained)?;
        times.push(machine_now().since(issued));

        self.until_billed(&order_id).await?;
        times.push(machine_now().since(issued));
        Ok(times)
    }

    async fn until_confirmed(&mut self, order_id: &str) -> anyhow::Result<()> {
        until!("confirmed", {
            let request = GetOrderRequest { order_id: order_id.to_owned(), wait_milliseconds: DECISION };
            let request = self.desk.ask(Person::OrderDesk, request);
            let order = self.desk.orders.get_order(request).await.map_err(explained)?.into_inner();
            anyhow::ensure!(order.state() != OrderState::Rejected, "the order was rejected");
            (order.state() == OrderState::Confirmed).then_some(())
        })
    }

    async fn until_planned(&mut self, order_id: &str) -> anyhow::Result<String> {
        until!("planned", {
            let request = ListShipmentsRequest {
                order_id: order_id.to_owned(),
                headers_only: true,
                ..ListShipmentsRequest::default()
            };
            let request = self.desk.ask(Person::Warehouse, request);
            let page = self.desk.fulfillment.list_shipments(request).await.map_err(explained)?.into_inner();
            page.shipments.into_iter().next().map(|shipment| shipment.shipment_id)
        })
    }

    async fn release(&mut self, shipment_id: &str) -> anyhow::Result<()> {
        let request = ReleaseShipmentRequest {
            request_id: self.business.id(shipment_id, "release"),
            shipment_id: shipment_id.to_owned(),
            wave: String::new(),
        };
        let request = self.desk.ask(Person::Warehouse, request);
        self.desk.fulfillment.release_shipment(request).await.map_err(explained).map(drop)
    }

    async fn pick_and_pack(&mut self, shipment_id: &str) -> anyhow::Result<()> {
        let request = PickShipmentRequest {
            request_id: self.business.id(shipment_id, "pick"),
            shipment_id: shipment_id.to_owned(),
            lines: Vec::new(),
        };
        let request = self.desk.ask(Person::Warehouse, request);
        self.desk.fulfillment.pick_shipment(request).await.map_err(explained)?;
        let request = PackShipmentRequest {
            request_id: self.business.id(shipment_id, "pack"),
            shipment_id: shipment_id.to_owned(),
            packages: vec![Package { package_number: 1, sscc: String::new(), weight_grams: 1_000 }],
        };
        let request = self.desk.ask(Person::Warehouse, request);
        self.desk.fulfillment.pack_shipment(request).await.map_err(explained).map(drop)
    }

    async fn ship(&mut self, shipment_id: &str) -> anyhow::Result<()> {
        let request = ShipShipmentRequest {
            request_id: self.business.id(shipment_id, "ship"),
            shipment_id: shipment_id.to_owned(),
            carrier: "PARCEL".to_owned(),
            tracking_number: format!("PN{shipment_id}"),
        };
        let request = self.desk.ask(Person::Warehouse, request);
        self.desk.fulfillment.ship_shipment(request).await.map_err(explained).map(drop)
    }

    async fn until_billed(&mut self, order_id: &str) -> anyhow::Result<()> {
        until!("billed", {
            let request = ListInvoicesRequest { order_id: order_id.to_owned(), ..ListInvoicesRequest::default() };
            let request = self.desk.ask(Person::Accountant, request);
            let page = self.desk.billing.list_invoices(request).await.map_err(explained)?.into_inner();
            (!page.invoices.is_empty()).then_some(())
        })
    }
}
