//! Cancelling what is still open. A confirmed order asks fulfillment first: the quantities are marked, and taken off
//! when fulfillment has let go of them.

use o2c_kernel::{Instant, Money, Principal, Quantity};

use super::{CancelledLine, Order, OrderFact, OrderLine, OrderState, Refusal, Statuses, every};

/// A quantity of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct LineQuantity {
    pub line: i32,
    pub quantity: Quantity,
}

/// What came of the wish to cancel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cancellation {
    /// Nobody else holds anything for the order.
    Done(Vec<OrderFact>),
    /// Fulfillment has to let go of these first.
    Asked(Vec<LineQuantity>),
}

impl Order {
    /// Cancels the quantities named, or everything that is open.
    pub fn cancel(
        &mut self,
        wanted: &[LineQuantity],
        reason: &str,
        by: &Principal,
        now: Instant,
    ) -> Result<Cancellation, Refusal> {
        match self.state {
            OrderState::Draft | OrderState::Confirmed => {}
            OrderState::Submitted if self.accepting => return Err(Refusal::AcceptanceUnderWay(self.id)),
            OrderState::Submitted => {}
            state => return Err(Refusal::NotCancellable { order: self.id, state }),
        }
        let quantities = self.to_cancel(wanted)?;
        if self.state != OrderState::Confirmed {
            // Acceptance takes an order as it stands on it; a part of it that is gone would make two orders of one.
            if quantities != self.to_cancel(&[])? {
                return Err(Refusal::OnlyWhollyCancellable { order: self.id, state: self.state });
            }
            return self.cancel_now(&quantities, reason, by, now).map(Cancellation::Done);
        }
        if quantities.is_empty() {
            return Err(Refusal::NotCancellable { order: self.id, state: self.state });
        }
        for wanted in &quantities {
            if let Some(line) = self.place_of(wanted.line).and_then(|at| self.lines.get_mut(at)) {
                line.progress.cancelling = line.progress.cancelling.checked_add(wanted.quantity)?;
            }
        }
        Ok(Cancellation::Asked(quantities))
    }

    /// Fulfillment has let go of them.
    pub fn apply_cancellation(&mut self, quantities: &[LineQuantity], reason: &str) -> Result<Vec<OrderFact>, Refusal> {
        let mut lines = self.lines.clone();
        self.unmark(&mut lines, quantities)?;
        let by = Principal::of_service("orders");
        let mut cancelled = self.take_off(&mut lines, quantities)?;
        cancelled.retain(|line| line.quantity.is_positive());
        self.end_cancellation(lines, cancelled, reason, &by, None)
    }

    /// Fulfillment could not let go of them: they are picked.
    pub fn refuse_cancellation(&mut self, quantities: &[LineQuantity], reason: &str) -> Result<OrderFact, Refusal> {
        let mut lines = self.lines.clone();
        self.unmark(&mut lines, quantities)?;
        self.lines = lines;
        Ok(OrderFact::CancellationRefused { reason: reason.to_owned(), lines: quantities.to_vec() })
    }

    fn cancel_now(
        &mut self,
        quantities: &[LineQuantity],
        reason: &str,
        by: &Principal,
        now: Instant,
    ) -> Result<Vec<OrderFact>, Refusal> {
        let mut lines = self.lines.clone();
        let cancelled = self.take_off(&mut lines, quantities)?;
        self.end_cancellation(lines, cancelled, reason, by, Some(now))
    }

    /// What is asked for, each line once; everything that is open where nothing is named.
    fn to_cancel(&self, wanted: &[LineQuantity]) -> Result<Vec<LineQuantity>, Refusal> {
        if wanted.is_empty() {
            let mut all = Vec::with_capacity(self.lines.len());
            for line in &self.lines {
                let quantity = line.cancellable()?;
                if quantity.is_positive() {
                    all.push(LineQuantity { line: line.number, quantity });
                }
            }
            return Ok(all);
        }
        let mut sums = std::collections::BTreeMap::new();
        for item in wanted {
            let sum = sums.entry(item.line).or_insert(Quantity::ZERO);
            *sum = sum.checked_add(item.quantity)?;
        }
        every(sums.into_iter().map(|(line, quantity)| self.open_for(line, quantity)))
    }

    fn open_for(&self, line: i32, quantity: Quantity) -> Result<LineQuantity, Refusal> {
        let open = self.line(line)?.cancellable()?;
        if quantity > open {
            return Err(Refusal::QuantityNotOpen { order: self.id, line, asked: quantity, open });
        }
        Ok(LineQuantity { line, quantity })
    }

    fn unmark(&self, lines: &mut [OrderLine], quantities: &[LineQuantity]) -> Result<(), Refusal> {
        for wanted in quantities {
            if let Some(line) = self.place_of(wanted.line).and_then(|at| lines.get_mut(at)) {
                let left = line.progress.cancelling.checked_sub(wanted.quantity)?;
                line.progress.cancelling = left.max(Quantity::ZERO);
            }
        }
        Ok(())
    }

    /// Takes quantities off, from the tail of the line's amounts. Never more than is open: what fulfillment has let go
    /// of cannot have been shipped, so this only guards against a fact that broke its word.
    fn take_off(&self, lines: &mut [OrderLine], quantities: &[LineQuantity]) -> Result<Vec<CancelledLine>, Refusal> {
        let mut cancelled = Vec::with_capacity(quantities.len());
        for wanted in quantities {
            let Some(line) = self.place_of(wanted.line).and_then(|at| lines.get_mut(at)) else { continue };
            let quantity = wanted.quantity.min(line.open()?);
            let after = line.progress.cancelled.checked_add(quantity)?;
            let net_amount = line.tail_share(line.terms.net_amount, after)?;
            let gross_estimate = line.tail_share(line.progress.gross_estimate, after)?;
            line.progress.cancelled = after;
            line.progress.cancelled_net = line.progress.cancelled_net.checked_add(net_amount)?;
            line.progress.allocated = line.progress.allocated.min(line.open()?);
            let (number, product) = (line.number, line.terms.product);
            cancelled.push(CancelledLine { line: number, product, quantity, net_amount, gross_estimate });
        }
        Ok(cancelled)
    }

    fn end_cancellation(
        &mut self,
        lines: Vec<OrderLine>,
        cancelled: Vec<CancelledLine>,
        reason: &str,
        by: &Principal,
        now: Option<Instant>,
    ) -> Result<Vec<OrderFact>, Refusal> {
        let mut nothing_left = true;
        for line in &lines {
            nothing_left &= line.wanted()?.is_zero();
        }
        let whole_order = nothing_left && self.state.may_become(OrderState::Cancelled);
        Statuses::of(self.state, &lines, &self.holds, &self.receivables)?;
        let known_to_others = self.submitted_at.is_some();
        if whole_order {
            self.become_state(OrderState::Cancelled);
        }
        let completed = self.take_over(lines)?;
        let mut facts = Vec::new();
        if known_to_others && (whole_order || !cancelled.is_empty()) {
            facts.push(OrderFact::LinesCancelled { reason: reason.to_owned(), lines: cancelled, whole_order });
        }
        if let (true, Some(now)) = (whole_order, now) {
            facts.extend(self.end_credit_holds(by, now, "CANCELLED"));
        }
        facts.extend(completed);
        Ok(facts)
    }

    /// Σ of the lines: what credit still holds for the order.
    pub fn open_estimate(&self) -> Result<Money, Refusal> {
        let open = self.lines.iter().map(OrderLine::open_estimate).collect::<Result<Vec<_>, _>>()?;
        Ok(Money::sum(self.currency, open)?)
    }
}
