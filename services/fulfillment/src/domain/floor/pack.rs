//! Packing what was picked.

use o2c_kernel::Applied;

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::ShipmentId,
    refusal::Refusal,
    shipment::{Package, Step, Way},
};

impl Floor {
    /// All that was picked is packed.
    pub fn pack(&mut self, id: ShipmentId, packages: &[Package]) -> Result<Applied<()>, Refusal> {
        let shipment = self.shipment(id)?;
        let order = shipment.order;
        // the packages of a packed shipment are not loaded here; a scanner that repeats itself names the same ones
        let Way::To(state) = shipment.way(Step::Pack, true)? else { return Ok(Applied::Already) };
        if let Some(shipment) = self.shipments.change(id) {
            shipment.state = state;
            shipment.packages = packages.to_vec();
        }
        self.packed.insert(id);
        self.tell(Fact::ShipmentPacked { shipment: id, order, packages: packages.len() });
        Ok(Applied::Now(()))
    }
}
