//! A customer's objection to (a part of) an invoice.
//!
//! ```text
//! OPEN ──assign──→ IN_REVIEW (assign again: to another)
//!   └──resolve──┐    │   (by a person, or because nothing is open any more)
//!               ├────┘ resolve
//!               ▼
//!            RESOLVED ──close (receivables has settled it)──→ CLOSED
//! ```

use o2c_kernel::{Applied, Date, Money, Violations};

use super::{
    CustomerId, DeductionId, DisputeId, DocumentId, Objection, OpenItem, OpenItemId, PAID, Refusal, Resolution, Ruling,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisputeState {
    Open,
    InReview,
    /// Decided; its financial effect is on its way.
    Resolved,
    /// Its one financial effect has taken place.
    Closed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Move {
    Assign,
    Resolve,
    Close,
}

/// Every legal move; all others are refused.
const MOVES: &[(DisputeState, Move, DisputeState)] = &[
    (DisputeState::Open, Move::Assign, DisputeState::InReview),
    (DisputeState::InReview, Move::Assign, DisputeState::InReview),
    (DisputeState::Open, Move::Resolve, DisputeState::Resolved),
    (DisputeState::InReview, Move::Resolve, DisputeState::Resolved),
    (DisputeState::Resolved, Move::Close, DisputeState::Closed),
];

impl DisputeState {
    pub const ALL: [Self; 4] = [Self::Open, Self::InReview, Self::Resolved, Self::Closed];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::InReview => "IN_REVIEW",
            Self::Resolved => "RESOLVED",
            Self::Closed => "CLOSED",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    fn after(self, wanted: Move) -> Option<Self> {
        MOVES.iter().find(|(from, by, _)| *from == self && *by == wanted).map(|(_, _, to)| *to)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisputeReason {
    ShortPayment,
    Price,
    Quantity,
    Quality,
    Freight,
    Promotion,
    Other,
}

impl DisputeReason {
    pub const ALL: [Self; 7] =
        [Self::ShortPayment, Self::Price, Self::Quantity, Self::Quality, Self::Freight, Self::Promotion, Self::Other];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ShortPayment => "SHORT_PAYMENT",
            Self::Price => "PRICE",
            Self::Quantity => "QUANTITY",
            Self::Quality => "QUALITY",
            Self::Freight => "FREIGHT",
            Self::Promotion => "PROMOTION",
            Self::Other => "OTHER",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispute {
    pub id: DisputeId,
    /// Dense per tenant, given when the set is written; shown as `DP-00000007`.
    pub number: i64,
    pub customer: CustomerId,
    pub item: OpenItemId,
    pub document: DocumentId,
    pub document_number: String,
    pub disputed: Money,
    /// How often that was raised.
    pub raises: i64,
    /// What the deductions that opened it or joined it add up to.
    pub deducted: Money,
    pub reason: DisputeReason,
    pub description: String,
    pub state: DisputeState,
    pub assigned_to: String,
    pub ruling: Option<Ruling>,
    pub deduction: Option<DeductionId>,
    pub opened_on: Date,
    pub opened_by: String,
    pub closed_on: Option<Date>,
    /// From this version of the open item on it was disputed …
    pub opened_version: i64,
    /// … and from this one on no more: COL-1 orders disputes and notices by it, without a clock.
    pub closed_version: Option<i64>,
    pub version: i64,
}

/// Why and by whom a dispute is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDispute {
    pub id: DisputeId,
    pub disputed: Money,
    pub reason: DisputeReason,
    pub description: String,
    pub deduction: Option<DeductionId>,
    pub on: Date,
    pub by: String,
}

impl Dispute {
    /// A dispute over an item that was objected to; its number comes when it is written.
    #[must_use]
    pub fn open(item: &OpenItem, new: NewDispute) -> Self {
        Self {
            id: new.id,
            number: 0,
            customer: item.customer,
            item: item.id,
            document: item.document,
            document_number: item.document_number.clone(),
            disputed: new.disputed,
            raises: 0,
            deducted: if new.deduction.is_some() { new.disputed } else { Money::zero(new.disputed.currency()) },
            reason: new.reason,
            description: new.description,
            state: DisputeState::Open,
            assigned_to: String::new(),
            ruling: None,
            deduction: new.deduction,
            opened_on: new.on,
            opened_by: new.by,
            closed_on: None,
            opened_version: item.next_version(),
            closed_version: None,
            version: 0,
        }
    }

    /// Somebody takes it over, also from somebody else.
    pub fn assign(&mut self, to: &str) -> Result<Applied<()>, Refusal> {
        let next = self.moved(Move::Assign)?;
        if self.state == next && self.assigned_to == to {
            return Ok(Applied::Already);
        }
        self.state = next;
        to.clone_into(&mut self.assigned_to);
        Ok(Applied::Now(()))
    }

    /// Decides it, once: the decision is what its one financial effect follows from (COL-2).
    pub fn resolve(&mut self, ruling: Ruling) -> Result<(), Refusal> {
        let next = self.moved(Move::Resolve)?;
        if let Resolution::Partial(credited) = ruling.resolution {
            if credited.currency() != self.disputed.currency() {
                let fields = Violations::of_currency("credited_amount", self.disputed.currency());
                return Err(Refusal::CurrencyMismatch(fields));
            }
            if credited.minor() >= self.disputed.minor() {
                return Err(Refusal::CreditExceedsDispute { dispute: self.id, credited, disputed: self.disputed });
            }
        }
        self.state = next;
        self.ruling = Some(ruling);
        Ok(())
    }

    /// A further deduction joins it. Each keeps back what the others do not, as far as so much is open; what a person objected
    /// to before is a part of it. The dispute is over so much, if that is more.
    pub fn join(&mut self, item: &mut OpenItem, deducted: Money) -> Result<Applied<()>, Refusal> {
        let together = self.deducted.checked_add(deducted)?;
        let within = together.min(item.open)?;
        let asked = if within.minor() > deducted.minor() { within } else { deducted };
        let more = asked.checked_sub(self.disputed)?;
        self.deducted = together;
        if !more.is_positive() {
            return Ok(Applied::Already);
        }
        self.disputed = asked;
        self.raises = self.raises.saturating_add(1);
        item.objection = Some(Objection { dispute: self.id, asked });
        Ok(Applied::Now(()))
    }

    /// Ends it if nothing of the item is open any more: what is paid in full is objected to no longer, and a credit would be
    /// a gift. One that a person has decided stays decided.
    pub fn end_if_paid(&mut self, item: &OpenItem, by: &str, on: Date) -> Result<Applied<()>, Refusal> {
        if !item.open.is_zero() || !self.is_undecided() {
            return Ok(Applied::Already);
        }
        let (by, reason, credited) = (by.to_owned(), PAID.to_owned(), Money::zero(self.disputed.currency()));
        self.resolve(Ruling { resolution: Resolution::Withdrawn, credited, by, on, reason })?;
        Ok(Applied::Now(()))
    }

    /// Receivables has settled it: the effect has taken place.
    pub fn close(&mut self, on: Date, item: &OpenItem) -> Result<(), Refusal> {
        self.state = self.moved(Move::Close)?;
        self.closed_on = Some(on);
        self.closed_version = Some(item.next_version());
        Ok(())
    }

    /// As it is once the set that changed it is saved.
    #[must_use]
    pub fn saved(&self) -> Self {
        Self { version: self.version.saturating_add(1), ..self.clone() }
    }

    /// Somebody has still to decide it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        matches!(self.state, DisputeState::Open | DisputeState::InReview)
    }

    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.state == DisputeState::Resolved
    }

    /// What a credit note gives back; 0 while it is not decided.
    #[must_use]
    pub fn credited(&self) -> Money {
        self.ruling.as_ref().map_or(Money::zero(self.disputed.currency()), |ruling| ruling.credited)
    }

    fn moved(&self, wanted: Move) -> Result<DisputeState, Refusal> {
        let (dispute, state) = (self.id, self.state);
        state.after(wanted).ok_or(match wanted {
            Move::Assign | Move::Resolve => Refusal::DisputeResolved { dispute, state },
            Move::Close => Refusal::NotResolved { dispute, state },
        })
    }
}
