//! After a restore: an order that comes back by what was stated of it. Each of these puts the order where one fact says that
//! it was; what followed from the facts of others follows from them once more.

use o2c_kernel::{Instant, Principal, Quantity};

use super::{
    AcceptedLine, CustomerSnapshot, Hold, HoldType, LineQuantity, NewOrder, Order, OrderFact, OrderState, Refusal,
};

/// An order as its submission tells it.
#[derive(Clone, Debug)]
pub struct Submission {
    pub order: NewOrder,
    pub number: i64,
    pub customer: CustomerSnapshot,
    pub by: Principal,
    pub submitted_at: Instant,
}

impl Order {
    /// As it was before its submission.
    pub fn draft_again(submission: Submission) -> Result<Self, Refusal> {
        Self::unsubmitted(submission.order, submission.number, submission.customer)
    }

    /// Submitted, by whom and when it was.
    pub fn submit_again(&mut self, customer: CustomerSnapshot, by: Principal, at: Instant) -> Result<(), Refusal> {
        if self.state != OrderState::Draft {
            return Err(Refusal::NotSubmittable { order: self.id, state: self.state });
        }
        self.become_submitted(customer, by, at);
        Ok(())
    }

    /// Held; where it was credit that did, the acceptance had ended with it.
    pub fn hold_again(&mut self, hold: Hold) {
        if hold.kind == HoldType::Credit {
            self.forget_allocations();
            self.accepting = false;
        }
        self.holds.push(hold);
        self.refresh_hold_status();
    }

    /// The hold was released, as it says. `accepted_anew`: by a reviewer of credit who let the order go on.
    pub fn release_again(&mut self, released: Hold, accepted_anew: bool) -> Result<(), Refusal> {
        let not_found = Refusal::HoldNotFound { order: self.id, hold: released.id };
        let hold = self.holds.iter_mut().find(|hold| hold.id == released.id).ok_or(not_found)?;
        *hold = released;
        if accepted_anew && self.state == OrderState::Submitted {
            self.begin_acceptance();
        }
        self.refresh_hold_status();
        Ok(())
    }

    /// Confirmed with what the steps of the acceptance had found.
    pub fn confirm_again(&mut self, accepted: &[AcceptedLine]) -> Result<(), Refusal> {
        // what fulfillment has reported since comes after it once more
        for line in &mut self.lines {
            line.progress.reported = false;
        }
        match self.confirm(accepted)?.now() {
            Some(_) => Ok(()),
            None => Err(Refusal::NotSubmittable { order: self.id, state: self.state }),
        }
    }

    /// Rejected; the holds that ended with it are told for themselves.
    pub fn reject_again(&mut self, reason: &str) -> Result<(), Refusal> {
        if self.state != OrderState::Submitted {
            return Err(Refusal::NotSubmittable { order: self.id, state: self.state });
        }
        self.forget_allocations();
        self.become_state(OrderState::Rejected);
        self.accepting = false;
        reason.clone_into(&mut self.rejection_reason);
        Ok(())
    }

    /// Quantities were taken off. What follows is stated as it follows today.
    pub fn cancel_again(&mut self, quantities: &[LineQuantity], reason: &str) -> Result<Vec<OrderFact>, Refusal> {
        match self.state {
            OrderState::Submitted | OrderState::Confirmed => self.apply_cancellation(quantities, reason),
            state => Err(Refusal::NotCancellable { order: self.id, state }),
        }
    }

    /// Somebody has asked to cancel something of it, and fulfillment has not answered.
    #[must_use]
    pub fn is_being_cancelled(&self) -> bool {
        self.lines.iter().any(|line| line.progress.cancelling > Quantity::ZERO)
    }
}
