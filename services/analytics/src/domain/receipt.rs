//! Money that came in, and how long it waited for its application.

use o2c_kernel::{Currency, Date, Instant};

use super::{Contribution, Elapsed, Measure, Moment, ProposalId, ReceiptId};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptFacts {
    pub receipt: ReceiptId,
    pub number: String,
    pub currency: Currency,
    pub amount: i64,
    pub received_at: Instant,
    /// When anything of it was first applied.
    pub first_applied: Option<Moment>,
}

impl ReceiptFacts {
    pub fn applied(&mut self, moment: Moment) {
        self.first_applied = Some(self.first_applied.map_or(moment, |first| first.min(moment)));
    }

    pub fn applied_on(&self) -> Option<Date> {
        self.first_applied.map(|moment| moment.on)
    }

    /// From receipt to first application.
    pub fn waited(&self) -> Option<Elapsed> {
        let applied = self.first_applied?;
        Some(Elapsed { on: applied.on, micros: applied.at.micros().checked_sub(self.received_at.micros())? })
    }

    pub fn contribution(&self) -> Option<Contribution> {
        self.waited().map(|waited| Contribution::on(Measure::CashApplication, self.currency, waited.on, waited.micros))
    }
}

/// What payments says of a proposal once its items were decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProposalFacts {
    pub proposal: ProposalId,
    pub straight_through: bool,
}
