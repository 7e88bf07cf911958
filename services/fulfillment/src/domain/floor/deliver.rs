//! The customer has the goods.

use o2c_kernel::{Applied, Date, Instant};

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::ShipmentId,
    refusal::Refusal,
    shipment::{Proof, Step, Way},
};

impl Floor {
    /// Records the proof of delivery. `delivered_on` is the day of the proof, from the day of the shipment to today;
    /// without a time it is now.
    pub fn deliver(
        &mut self,
        id: ShipmentId,
        received_by: &str,
        received: Option<(Instant, Date)>,
    ) -> Result<Applied<()>, Refusal> {
        let shipment = self.shipment(id)?;
        let same = shipment.proof.as_ref().is_some_and(|proof| proof.received_by == received_by);
        let Way::To(state) = shipment.way(Step::Deliver, same)? else { return Ok(Applied::Already) };
        let (received_at, delivered_on) = received.unwrap_or((self.now, self.today));
        if delivered_on > self.today || shipment.shipped_on.is_some_and(|shipped_on| delivered_on < shipped_on) {
            return Err(Refusal::ProofDateInvalid);
        }
        let fact =
            self.delivered_fact(shipment, delivered_on, received_by.to_owned()).ok_or(Refusal::ShipmentNotFound(id))?;

        if let Some(shipment) = self.shipments.change(id) {
            shipment.state = state;
            shipment.delivered_on = Some(delivered_on);
            shipment.proof = Some(Proof { received_by: received_by.to_owned(), received_at });
        }
        self.tell(Fact::ShipmentDelivered(Box::new(fact)));
        Ok(Applied::Now(()))
    }
}
