//! What the acceptance makes of a submitted order.

use o2c_kernel::{Applied, Instant, Money, Principal, Quantity};

use super::{Hold, HoldId, HoldRelease, HoldType, Order, OrderFact, OrderState, Refusal, Statuses};

/// What the steps of the acceptance found out for a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AcceptedLine {
    /// The line's share of the estimated tax.
    pub tax: Money,
    pub allocated: Quantity,
}

/// What a referral led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Referral {
    /// Held until credit decides.
    Held(OrderFact),
    /// Credit decided before we heard of the referral: another acceptance begins.
    ReleasedAlready,
}

impl Order {
    /// Credit is reserved, stock allocated or backordered: the company delivers.
    pub fn confirm(&mut self, accepted: &[AcceptedLine]) -> Result<Applied<OrderFact>, Refusal> {
        match self.state {
            OrderState::Confirmed | OrderState::Completed => return Ok(Applied::Already),
            OrderState::Submitted => {}
            state => return Err(Refusal::NotSubmittable { order: self.id, state }),
        }
        let mut lines = self.lines.clone();
        for (line, found) in lines.iter_mut().zip(accepted) {
            let progress = &mut line.progress;
            progress.gross_estimate = line.terms.net_amount.checked_add(found.tax)?;
            if !progress.reported {
                progress.allocated = found.allocated;
            }
            progress.allocated = progress.allocated.min(line.terms.quantity).max(Quantity::ZERO);
        }
        let gross = Money::sum(self.currency, lines.iter().map(|line| line.progress.gross_estimate))?;
        let statuses = Statuses::of(OrderState::Confirmed, &lines, &self.holds, &self.receivables)?;
        self.become_state(OrderState::Confirmed);
        self.accepting = false;
        self.gross_estimate = Some(gross);
        self.lines = lines;
        self.statuses = statuses;
        Ok(Applied::Now(OrderFact::Confirmed))
    }

    /// Credit, or what is wrong with the order, says no.
    pub fn reject(&mut self, reason: &str, now: Instant) -> Result<Vec<OrderFact>, Refusal> {
        match self.state {
            OrderState::Rejected => {
                self.accepting = false;
                return Ok(Vec::new());
            }
            OrderState::Submitted => {}
            state => return Err(Refusal::NotSubmittable { order: self.id, state }),
        }
        self.forget_allocations();
        self.become_state(OrderState::Rejected);
        self.accepting = false;
        reason.clone_into(&mut self.rejection_reason);
        let credit = Principal::of_service("credit");
        let mut facts = self.end_credit_holds(&credit, now, reason);
        facts.push(OrderFact::Rejected { reason: reason.to_owned() });
        Ok(facts)
    }

    /// Over the limit: the acceptance has ended, and a person decides. The hold is named by the review, so that whichever
    /// of referral and decision is heard first, there is one hold.
    pub fn refer(&mut self, review: HoldId, reason: &str, now: Instant) -> Result<Applied<Referral>, Refusal> {
        match self.state {
            OrderState::Submitted => {}
            // The review was rejected before we heard of the referral.
            OrderState::Rejected => {
                self.accepting = false;
                return Ok(Applied::Already);
            }
            state => return Err(Refusal::NotSubmittable { order: self.id, state }),
        }
        self.forget_allocations();
        if self.holds.iter().any(|hold| hold.id == review && !hold.is_active()) {
            self.begin_acceptance();
            return Ok(Applied::Now(Referral::ReleasedAlready));
        }
        self.accepting = false;
        if self.holds.iter().any(|hold| hold.id == review) {
            return Ok(Applied::Already);
        }
        let hold = Hold {
            id: review,
            kind: HoldType::Credit,
            reason: reason.to_owned(),
            line: None,
            placed_by: Principal::of_service("credit"),
            placed_at: now,
            release: None,
        };
        self.holds.push(hold.clone());
        self.refresh_hold_status();
        Ok(Applied::Now(Referral::Held(OrderFact::Held { hold })))
    }

    /// Credit's reviewer releases the order: another acceptance begins, unless the last one has not ended yet; then its
    /// end begins it.
    pub fn credit_released(
        &mut self,
        review: HoldId,
        release: HoldRelease,
    ) -> Result<Applied<Vec<OrderFact>>, Refusal> {
        if self.state != OrderState::Submitted {
            return Ok(Applied::Already);
        }
        let known = self.holds.iter_mut().find(|hold| hold.id == review);
        let mut facts = Vec::new();
        match known {
            Some(hold) if !hold.is_active() => return Ok(Applied::Already),
            Some(hold) => hold.release = Some(release),
            None => {
                let hold = Hold {
                    id: review,
                    kind: HoldType::Credit,
                    reason: "REFERRED".to_owned(),
                    line: None,
                    placed_by: Principal::of_service("credit"),
                    placed_at: release.at,
                    release: None,
                };
                facts.push(OrderFact::Held { hold: hold.clone() });
                self.holds.push(Hold { release: Some(release), ..hold });
            }
        }
        facts.extend(
            self.holds
                .iter()
                .filter(|hold| hold.id == review)
                .map(|hold| OrderFact::HoldReleased { hold: hold.clone() }),
        );
        if !self.accepting {
            self.begin_acceptance();
        }
        self.refresh_hold_status();
        Ok(Applied::Now(facts))
    }

    /// Credit's reviewer rejects the order. One that is not waiting for credit any more (cancelled meanwhile) stays as it
    /// is: the decision is a fact about the review, not a command.
    pub fn credit_rejected(&mut self, reason: &str, now: Instant) -> Result<Vec<OrderFact>, Refusal> {
        if self.state == OrderState::Submitted { self.reject(reason, now) } else { Ok(Vec::new()) }
    }

    /// What an acceptance that was undone had allocated is given back.
    pub(super) fn forget_allocations(&mut self) {
        for line in &mut self.lines {
            line.progress.allocated = Quantity::ZERO;
            line.progress.reported = false;
        }
    }
}
