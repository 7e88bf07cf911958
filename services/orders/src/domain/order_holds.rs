//! Placing and releasing holds.

use o2c_kernel::{Applied, Instant, Principal};

use super::{Hold, HoldId, HoldRelease, HoldType, Order, OrderFact, OrderState, Refusal, Statuses};

impl Order {
    /// Somebody wants the order, or a line of it, to wait.
    pub fn place_hold(&mut self, hold: Hold) -> Result<Applied<OrderFact>, Refusal> {
        match self.state {
            OrderState::Draft | OrderState::Submitted | OrderState::Confirmed => {}
            state => return Err(Refusal::NotHoldable { order: self.id, state }),
        }
        if let Some(line) = hold.line {
            self.line(line)?;
        }
        if self.holds.iter().any(|known| known.id == hold.id) {
            return Ok(Applied::Already);
        }
        self.holds.push(hold.clone());
        self.refresh_hold_status();
        Ok(Applied::Now(OrderFact::Held { hold }))
    }

    /// A hold has at most one release (ORD-4); credit's own are released by credit's decision alone.
    pub fn release_hold(&mut self, id: HoldId, release: HoldRelease) -> Result<Applied<OrderFact>, Refusal> {
        let order = self.id;
        let hold = self.holds.iter_mut().find(|hold| hold.id == id);
        let hold = hold.ok_or(Refusal::HoldNotFound { order, hold: id })?;
        if hold.kind == HoldType::Credit {
            return Err(Refusal::HoldNotReleasable(id));
        }
        if !hold.is_active() {
            return Ok(Applied::Already);
        }
        hold.release = Some(release);
        let hold = hold.clone();
        self.refresh_hold_status();
        Ok(Applied::Now(OrderFact::HoldReleased { hold }))
    }

    /// An order that has ended waits for nothing.
    pub(super) fn end_credit_holds(&mut self, by: &Principal, now: Instant, reason: &str) -> Vec<OrderFact> {
        let mut facts = Vec::new();
        for hold in self.holds.iter_mut().filter(|hold| hold.kind == HoldType::Credit && hold.is_active()) {
            hold.release = Some(HoldRelease { by: by.clone(), at: now, reason: reason.to_owned() });
            facts.push(OrderFact::HoldReleased { hold: hold.clone() });
        }
        self.refresh_hold_status();
        facts
    }

    pub(super) fn refresh_hold_status(&mut self) {
        self.statuses.hold = Statuses::hold_of(&self.holds);
    }
}
