//! What leaves a warehouse together for one order.

mod line;
mod state;

#[cfg(test)]
mod state_tests;

use o2c_kernel::{Date, Instant, Money};

pub use line::Line;
pub use state::{Kind, State, Step};

use super::{
    ids::{OrderId, ShipmentId, WarehouseId},
    refusal::Refusal,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shipment {
    pub id: ShipmentId,
    /// Of the tenant's series; 0 until it is stored.
    pub number: i64,
    pub order: OrderId,
    /// None for an activation.
    pub warehouse: Option<WarehouseId>,
    pub kind: Kind,
    pub state: State,
    /// Picked together with others.
    pub wave: String,
    pub carrier: String,
    pub tracking_number: String,
    pub shipped_on: Option<Date>,
    pub delivered_on: Option<Date>,
    pub proof: Option<Proof>,
    /// Of what was shipped: what credit moved from open orders to delivered.
    pub gross_estimate: Option<Money>,
    /// Of the lines that shipped.
    pub shipped_lines: i32,
    pub lines: Vec<Line>,
    /// Written once, when it is packed; only loaded for a single shipment.
    pub packages: Vec<Package>,
    pub version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Package {
    pub number: i32,
    pub sscc: String,
    pub weight_grams: i32,
}

/// Who took the goods, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    pub received_by: String,
    pub received_at: Instant,
}

/// Where a step leads: to a new state, or it was done before.
pub(crate) enum Way {
    To(State),
    Done,
}

impl Shipment {
    /// Where the step leads. `same` tells whether what was done before is what is asked now.
    pub(crate) fn way(&self, step: Step, same: bool) -> Result<Way, Refusal> {
        match self.state.after(self.kind, step) {
            Some(state) => Ok(Way::To(state)),
            None if same && self.state.is_reached_by(self.kind, step) => Ok(Way::Done),
            None => Err(Refusal::ShipmentState { shipment: self.id, state: self.state, step }),
        }
    }

    pub(crate) fn line_mut(&mut self, line_number: i32) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.line_number == line_number)
    }

    /// Something is to leave, or for goods, some of the goods.
    pub(crate) fn carries_something(&self) -> bool {
        let goods_only = self.kind == Kind::Goods;
        self.lines.iter().any(|line| line.going().is_positive() && !(goods_only && line.service))
    }
}
