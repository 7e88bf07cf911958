//! The order: what a customer wants, at which price, and how far it has come.
//!
//! Decides: who may be taken in (`submit`), what acceptance makes of it (`order_acceptance`), what may be cancelled
//! (`order_cancel`), holds (`order_holds`), and records what others report (`order_facts`). Every method computes
//! first and changes then: an error has changed nothing.

use o2c_kernel::{Address, Applied, Currency, Date, Instant, Money, PaymentTerms, Principal, Violations};

use super::{
    Customer, CustomerSnapshot, Hold, LineProgress, LineTerms, OrderFact, OrderId, OrderLine, OrderState, Receivable,
    Refusal, Statuses,
};

/// Before the number of an order.
const LABEL: &str = "SO-";

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub id: OrderId,
    /// Given when it is stored first.
    pub number: i64,
    pub customer: CustomerSnapshot,
    pub external_id: String,
    pub purchase_order_number: String,
    pub ordered_on: Date,
    pub currency: Currency,
    pub ship_to: Address,
    pub ship_complete: bool,
    pub state: OrderState,
    pub statuses: Statuses,
    pub lines: Vec<OrderLine>,
    pub holds: Vec<Hold>,
    pub receivables: Vec<Receivable>,
    pub net_amount: Money,
    /// Net and the tax estimated at acceptance.
    pub gross_estimate: Option<Money>,
    pub rejection_reason: String,
    /// Acceptances begun so far: each is a saga of its own.
    pub attempt: i32,
    /// The last one has not ended.
    pub accepting: bool,
    /// Who answers for it that it was submitted; `None` for a draft. They may not release it from a credit review.
    pub submitted_by: Option<Principal>,
    pub submitted_at: Option<Instant>,
    /// Who asked for other terms than the customer's.
    pub own_terms: Option<PaymentTerms>,
    pub created_at: Instant,
    pub version: i64,
}

/// What a new order is made of, with prices found.
#[derive(Clone, Debug)]
pub struct NewOrder {
    pub id: OrderId,
    pub external_id: String,
    pub purchase_order_number: String,
    pub ordered_on: Date,
    pub currency: Currency,
    pub ship_to: Address,
    /// Other terms than the customer's.
    pub payment_terms: Option<PaymentTerms>,
    pub ship_complete: bool,
    pub lines: Vec<LineTerms>,
    pub created_at: Instant,
}

impl Order {
    /// A draft for a customer, in the customer's currency.
    pub fn draft(new: NewOrder, customer: &Customer) -> Result<Self, Refusal> {
        customer.orderable()?;
        if new.currency != customer.details.currency {
            let (given, expected) = (new.currency, customer.details.currency);
            return Err(Refusal::CurrencyMismatch {
                given,
                expected,
                fields: Violations::of_currency("order", expected),
            });
        }
        let snapshot = customer.snapshot(new.payment_terms);
        Self::unsubmitted(new, 0, snapshot)
    }

    /// As it stands before its submission.
    pub(super) fn unsubmitted(new: NewOrder, number: i64, customer: CustomerSnapshot) -> Result<Self, Refusal> {
        let net_amount = Money::sum(new.currency, new.lines.iter().map(|line| line.net_amount))?;
        let lines = (1_i32..).zip(new.lines).map(|(number, terms)| OrderLine {
            number,
            terms: terms.into(),
            progress: LineProgress::none(new.currency),
        });
        Ok(Self {
            id: new.id,
            number,
            customer,
            external_id: new.external_id,
            purchase_order_number: new.purchase_order_number,
            ordered_on: new.ordered_on,
            currency: new.currency,
            ship_to: new.ship_to,
            ship_complete: new.ship_complete,
            state: OrderState::Draft,
            statuses: Statuses::NEW,
            lines: lines.collect(),
            holds: Vec::new(),
            receivables: Vec::new(),
            net_amount,
            gross_estimate: None,
            rejection_reason: String::new(),
            attempt: 0,
            accepting: false,
            submitted_by: None,
            submitted_at: None,
            own_terms: new.payment_terms,
            created_at: new.created_at,
            version: 1,
        })
    }

    /// Forgets who ordered and where it went.
    pub fn erase_person(&mut self) {
        self.customer.erase();
        self.ship_to = self.ship_to.erased();
    }

    /// Takes the order in for acceptance: from here on its prices, taxes and terms are a snapshot (ORD-5).
    pub fn submit(&mut self, customer: &Customer, by: &Principal, now: Instant) -> Result<Applied<OrderFact>, Refusal> {
        match self.state {
            OrderState::Submitted => return Ok(Applied::Already),
            OrderState::Draft => {}
            state => return Err(Refusal::NotSubmittable { order: self.id, state }),
        }
        if self.lines.is_empty() {
            return Err(Refusal::OrderEmpty(self.id));
        }
        customer.orderable()?;
        self.become_submitted(customer.snapshot(self.own_terms), by.clone(), now);
        Ok(Applied::Now(OrderFact::Submitted))
    }

    pub(super) fn become_submitted(&mut self, customer: CustomerSnapshot, by: Principal, at: Instant) {
        self.customer = customer;
        self.become_state(OrderState::Submitted);
        self.submitted_by = Some(by);
        self.submitted_at = Some(at);
        self.begin_acceptance();
    }

    /// Such as `SO-00000042`.
    #[must_use]
    pub fn number_text(&self) -> String {
        format!("{LABEL}{:08}", self.number)
    }

    /// The number in such a text.
    #[must_use]
    pub fn number_of(text: &str) -> Option<i64> {
        text.strip_prefix(LABEL)?.parse().ok()
    }

    /// The version that the caller saw, if it named one, must be the current one.
    pub fn unchanged_since(&self, seen: Option<i64>) -> Result<(), Refusal> {
        match seen {
            Some(seen) if seen != self.version => Err(Refusal::Changed { current: self.version }),
            _ => Ok(()),
        }
    }

    /// The line of that number.
    pub fn line(&self, number: i32) -> Result<&OrderLine, Refusal> {
        self.place_of(number)
            .and_then(|at| self.lines.get(at))
            .ok_or(Refusal::LineNotFound { order: self.id, line: number })
    }

    /// Lines are numbered from 1 without gaps.
    pub(super) fn place_of(&self, number: i32) -> Option<usize> {
        usize::try_from(number).ok()?.checked_sub(1).filter(|at| *at < self.lines.len())
    }

    /// Another acceptance, under an id of its own.
    pub(super) fn begin_acceptance(&mut self) {
        self.attempt += 1;
        self.accepting = true;
    }

    /// The only way a state changes; the callers have checked that the table has the move.
    pub(super) fn become_state(&mut self, next: OrderState) {
        debug_assert!(self.state.may_become(next), "{} → {next} is not in the table", self.state);
        self.state = next;
    }

    /// Takes changed lines over, with the statuses that follow from them, and completes the order when nothing is left
    /// to do. Fails before it changes anything.
    pub(super) fn take_over(&mut self, lines: Vec<OrderLine>) -> Result<Option<OrderFact>, Refusal> {
        let statuses = Statuses::of(self.state, &lines, &self.holds, &self.receivables)?;
        let next = self.next_state(&lines, &statuses)?;
        self.lines = lines;
        self.statuses = statuses;
        let Some(next) = next else { return Ok(None) };
        self.become_state(next);
        Ok((next == OrderState::Completed).then_some(OrderFact::Completed))
    }

    /// The statuses and the state that follow from lines, holds and receivables (ORD-2).
    pub fn recomputed(&self) -> Result<(Statuses, OrderState), Refusal> {
        let statuses = Statuses::of(self.state, &self.lines, &self.holds, &self.receivables)?;
        let next = self.next_state(&self.lines, &statuses)?;
        Ok((statuses, next.unwrap_or(self.state)))
    }

    /// Completed when all is delivered or cancelled, billed and paid; open again when a fact takes that back.
    fn next_state(&self, lines: &[OrderLine], statuses: &Statuses) -> Result<Option<OrderState>, Refusal> {
        use super::{FulfilmentStatus, PaymentStatus};
        let mut unbilled = false;
        for line in lines {
            unbilled |= line.is_unbilled()?;
        }
        let paid =
            statuses.payment == PaymentStatus::Paid || self.receivables.iter().all(|item| !item.open.is_positive());
        let complete = statuses.fulfilment == FulfilmentStatus::Delivered && !unbilled && paid;
        Ok(match (self.state, complete) {
            (OrderState::Confirmed, true) => Some(OrderState::Completed),
            (OrderState::Completed, false) => Some(OrderState::Confirmed),
            _ => None,
        })
    }
}
