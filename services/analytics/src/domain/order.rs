//! An order on its way from submission to cash. Facts of several services come together here, in any order: each field
//! is a first, a last or a count, so that the order of arrival does not matter.

use o2c_kernel::{Currency, Date, Instant};

use super::{Contribution, Measure, OrderId};

/// A point in business time, with the day that its document bears.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Moment {
    pub at: Instant,
    pub on: Date,
}

/// A time that passed, and the day on which it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Elapsed {
    pub on: Date,
    pub micros: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderFacts {
    pub order: OrderId,
    /// Not known while only facts of other services have come.
    pub number: Option<String>,
    pub currency: Option<Currency>,
    pub submitted_at: Option<Instant>,
    pub first_shipped: Option<Moment>,
    /// Orders itself says that nothing is to come any more.
    pub completed: bool,
    /// Invoices and debit notes of which something is open.
    pub open_items: i64,
    /// When the last of them was closed.
    pub last_paid: Option<Moment>,
}

impl OrderFacts {
    pub const fn new(order: OrderId) -> Self {
        Self {
            order,
            number: None,
            currency: None,
            submitted_at: None,
            first_shipped: None,
            completed: false,
            open_items: 0,
            last_paid: None,
        }
    }

    pub fn submitted(&mut self, at: Instant, number: &str, currency: Currency) {
        self.submitted_at = Some(at);
        self.number = Some(number.to_owned());
        self.currency = Some(currency);
    }

    pub fn confirmed(&mut self, submitted_at: Instant) {
        self.submitted_at = Some(submitted_at);
    }

    pub fn shipped(&mut self, moment: Moment) {
        self.first_shipped = Some(self.first_shipped.map_or(moment, |first| first.min(moment)));
    }

    pub fn completed(&mut self) {
        self.completed = true;
    }

    /// Something of an item is open that was not.
    pub fn item_opened(&mut self) {
        self.open_items = self.open_items.saturating_add(1);
    }

    /// Nothing of an item is open any more.
    pub fn item_closed(&mut self, moment: Moment) {
        self.open_items = self.open_items.saturating_sub(1);
        self.last_paid = Some(self.last_paid.map_or(moment, |last| last.max(moment)));
    }

    /// From submission to the first shipment.
    pub fn cycle(&self) -> Option<Elapsed> {
        elapsed(self.submitted_at?, self.first_shipped?)
    }

    /// From submission to the payment of the last invoice, once no other will come.
    pub fn to_cash(&self) -> Option<Elapsed> {
        if !self.completed || self.open_items != 0 {
            return None;
        }
        elapsed(self.submitted_at?, self.last_paid?)
    }

    pub fn contributions(&self) -> impl Iterator<Item = Contribution> {
        let of = |measure, elapsed: Option<Elapsed>| {
            let (currency, elapsed) = (self.currency?, elapsed?);
            Some(Contribution::on(measure, currency, elapsed.on, elapsed.micros))
        };
        [of(Measure::OrderCycle, self.cycle()), of(Measure::OrderToCash, self.to_cash())].into_iter().flatten()
    }
}

fn elapsed(from: Instant, to: Moment) -> Option<Elapsed> {
    Some(Elapsed { on: to.on, micros: to.at.micros().checked_sub(from.micros())? })
}
