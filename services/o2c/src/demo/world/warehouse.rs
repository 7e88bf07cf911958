//! The warehouse and the carrier: each step takes every shipment that stands before it.

use o2c_kernel::Date;
use o2c_proto::fulfillment::v1::{
    BatchDeliverShipmentsRequest, BatchPackShipmentsRequest, BatchPickShipmentsRequest, BatchReleaseShipmentsRequest,
    BatchShipShipmentsRequest, DeliverShipmentRequest, ListShipmentsRequest, PackShipmentRequest, Package,
    PickShipmentRequest, ProofOfDelivery, ReleaseShipmentRequest, ShipShipmentRequest, Shipment, ShipmentKind,
    ShipmentState,
};

use super::World;
use crate::demo::{
    desk::{PAGE, Person, accepted_unless, each_page, explained},
    wire::day,
};

const BATCH: usize = 250;
/// Business reasons for which a shipment stays where it is.
const STAYS: [&str; 2] = ["ORDER_HELD", "CREDIT_NOT_APPROVED"];
/// Days on the road, at most.
const TRANSIT_DAYS: u64 = 4;

macro_rules! step {
    ($world:ident, $person:expr, $call:ident, $batch:ident, $what:literal, $shipments:expr, $request:expr) => {
        for batch in $shipments.chunks(BATCH) {
            let requests = batch.iter().map($request).collect();
            let request = $world.desk.ask($person, $batch { requests });
            let response = $world.desk.fulfillment.$call(request).await.map_err(explained)?.into_inner();
            accepted_unless($what, &STAYS, o2c_proto::BatchResponse::into_results(response))?;
        }
    };
}

impl World {
    /// Release, pick, pack, ship. A step that was cut off finds the rest in the state before it.
    pub async fn ship(&mut self, today: Date) -> anyhow::Result<()> {
        let chance = self.chance;
        let planned = self.shipments(ShipmentState::Planned).await?;
        step!(
            self,
            Person::Warehouse,
            batch_release_shipments,
            BatchReleaseShipmentsRequest,
            "a release",
            planned,
            |shipment| {
                ReleaseShipmentRequest {
                    request_id: chance.id(&format!("{today}/{}", shipment.shipment_id), "release"),
                    shipment_id: shipment.shipment_id.clone(),
                    wave: format!("wave {today}"),
                }
            }
        );
        let released = self.shipments(ShipmentState::Released).await?;
        let goods: Vec<Shipment> = released.iter().filter(|shipment| is_goods(shipment)).cloned().collect();
        step!(self, Person::Warehouse, batch_pick_shipments, BatchPickShipmentsRequest, "a pick", goods, |shipment| {
            PickShipmentRequest {
                request_id: chance.id(&shipment.shipment_id, "pick"),
                shipment_id: shipment.shipment_id.clone(),
                lines: Vec::new(),
            }
        });
        let picked = self.shipments(ShipmentState::Picked).await?;
        step!(
            self,
            Person::Warehouse,
            batch_pack_shipments,
            BatchPackShipmentsRequest,
            "a packing",
            picked,
            |shipment| {
                PackShipmentRequest {
                    request_id: chance.id(&shipment.shipment_id, "pack"),
                    shipment_id: shipment.shipment_id.clone(),
                    packages: vec![Package { package_number: 1, sscc: String::new(), weight_grams: 1_000 }],
                }
            }
        );
        let mut ready = self.shipments(ShipmentState::Packed).await?;
        ready.extend(released.into_iter().filter(|shipment| !is_goods(shipment)));
        step!(
            self,
            Person::Warehouse,
            batch_ship_shipments,
            BatchShipShipmentsRequest,
            "a goods issue",
            ready,
            |shipment| {
                ShipShipmentRequest {
                    request_id: chance.id(&format!("{today}/{}", shipment.shipment_id), "ship"),
                    shipment_id: shipment.shipment_id.clone(),
                    carrier: "PARCEL".to_owned(),
                    tracking_number: format!("PN{}", shipment.number),
                }
            }
        );
        Ok(())
    }

    /// The carrier delivers what has been on the road for as long as it takes.
    pub async fn deliver(&mut self, today: Date) -> anyhow::Result<()> {
        let mut arriving = Vec::new();
        for shipment in self.shipments(ShipmentState::Shipped).await? {
            let transit = 1 + self.chance.below(TRANSIT_DAYS, &shipment.number, "transit");
            let days = today.days_since(day(shipment.shipped_on.as_ref())?);
            if days >= i64::try_from(transit)? {
                arriving.push(shipment);
            }
        }
        self.record_deliveries(&arriving).await
    }

    pub(super) async fn record_deliveries(&mut self, arriving: &[Shipment]) -> anyhow::Result<()> {
        let chance = self.chance;
        step!(
            self,
            Person::Carrier,
            batch_deliver_shipments,
            BatchDeliverShipmentsRequest,
            "a delivery",
            arriving,
            |shipment| {
                DeliverShipmentRequest {
                    request_id: chance.id(&shipment.shipment_id, "deliver"),
                    shipment_id: shipment.shipment_id.clone(),
                    proof_of_delivery: Some(ProofOfDelivery {
                        received_by: "goods in".to_owned(),
                        received_at_micros: 0,
                    }),
                }
            }
        );
        Ok(())
    }

    /// All shipments in a state, without lines, oldest order first: in which order they were planned depends on what
    /// was decided together.
    pub async fn shipments(&mut self, state: ShipmentState) -> anyhow::Result<Vec<Shipment>> {
        let mut shipments = self.list_shipments(state, String::new()).await?;
        shipments.sort_by(|a, b| (&a.order_id, a.kind, &a.number).cmp(&(&b.order_id, b.kind, &b.number)));
        Ok(shipments)
    }

    pub(super) async fn list_shipments(
        &mut self,
        state: ShipmentState,
        order_id: String,
    ) -> anyhow::Result<Vec<Shipment>> {
        let mut shipments = Vec::new();
        each_page(async |page_token| {
            let request = ListShipmentsRequest {
                page_size: PAGE,
                page_token,
                state: state.into(),
                order_id: order_id.clone(),
                headers_only: true,
                ..Default::default()
            };
            let request = self.desk.ask(Person::Warehouse, request);
            let page = self.desk.fulfillment.list_shipments(request).await.map_err(explained)?.into_inner();
            shipments.extend(page.shipments);
            Ok(page.next_page_token)
        })
        .await?;
        Ok(shipments)
    }
}

fn is_goods(shipment: &Shipment) -> bool {
    shipment.kind() == ShipmentKind::Goods
}
