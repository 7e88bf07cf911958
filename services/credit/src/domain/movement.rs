//! How exposure moves along the document chain with the facts of others. Facts are recorded, never refused.
//!
//! Every movement stands for itself and none looks at a balance, so facts of different documents may arrive in any
//! order and lead to the same sums.

use o2c_kernel::{Instant, Money, Violations};
use uuid::Uuid;

use super::{Category, CustomerId, Document, DocumentType, EntryKind, Move, Posting, Refusal};

/// What a fact does to the account of a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactMovement {
    pub customer: CustomerId,
    /// Of the fact: it says which account, and in which currency.
    pub amount: Money,
    /// The fact put a document into the books, as this open item.
    pub open_item: Option<(Document, Uuid)>,
    pub posting: Posting,
}

/// The fact behind a movement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cause {
    pub event: Uuid,
    pub at: Instant,
}

impl FactMovement {
    /// Goods have left: what was reserved for them becomes delivered, not billed.
    pub fn shipped(
        cause: Cause,
        customer: CustomerId,
        order: Document,
        shipment: Document,
        estimate: Money,
    ) -> Result<Self, Refusal> {
        let moves = convert((order, Category::OpenOrders), (shipment, Category::DeliveredNotBilled), estimate)?;
        Ok(Self::of(cause, customer, estimate, moves))
    }

    /// A shipment is billed: the estimate moves on, and what the invoice says in addition is an adjustment.
    pub fn invoiced(
        cause: Cause,
        customer: CustomerId,
        shipment: Option<Document>,
        invoice: Document,
        estimate: Money,
        gross: Money,
    ) -> Result<Self, Refusal> {
        let difference = minus(gross, estimate)?;
        let Some(shipment) = shipment.filter(|_| !estimate.is_zero()) else {
            return Ok(Self::posted_without_reservation(cause, customer, invoice, gross.minor(), gross));
        };
        let from = (shipment, Category::DeliveredNotBilled);
        let mut moves = convert(from, (invoice, Category::BilledNotPosted), estimate)?;
        moves.push(change(invoice, Category::BilledNotPosted, difference, EntryKind::Adjustment));
        Ok(Self::of(cause, customer, gross, moves))
    }

    /// Nothing of a shipment is billable: the customer will not owe it.
    pub fn not_billable(
        cause: Cause,
        customer: CustomerId,
        shipment: Document,
        estimate: Money,
    ) -> Result<Self, Refusal> {
        let minor = negated(estimate)?;
        let moves = vec![change(shipment, Category::DeliveredNotBilled, minor, EntryKind::Adjustment)];
        Ok(Self::of(cause, customer, estimate, moves))
    }

    /// A credit note takes from what is owed.
    pub fn credited(cause: Cause, customer: CustomerId, note: Document, gross: Money) -> Result<Self, Refusal> {
        Ok(Self::posted_without_reservation(cause, customer, note, negated(gross)?, gross))
    }

    /// A debit note charges more.
    pub fn debited(cause: Cause, customer: CustomerId, note: Document, gross: Money) -> Self {
        Self::posted_without_reservation(cause, customer, note, gross.minor(), gross)
    }

    /// A document is in the books.
    pub fn booked(
        cause: Cause,
        customer: CustomerId,
        document: Document,
        open_item: Uuid,
        original: Money,
    ) -> Result<Self, Refusal> {
        let from = (document, Category::BilledNotPosted);
        let moves = convert(from, (document, Category::OpenReceivables), owed(document, original)?)?;
        Ok(Self { open_item: Some((document, open_item)), ..Self::of(cause, customer, original, moves) })
    }

    /// A document of another system was taken over: it is owed, and was never billed here.
    pub fn taken_over(
        cause: Cause,
        customer: CustomerId,
        document: Document,
        open_item: Uuid,
        original: Money,
    ) -> Result<Self, Refusal> {
        let moves =
            vec![change(document, Category::OpenReceivables, owed(document, original)?.minor(), EntryKind::Posting)];
        Ok(Self { open_item: Some((document, open_item)), ..Self::of(cause, customer, original, moves) })
    }

    /// A document is paid, credited or written off in part or whole: less is owed. Of a credit note, what was left of it
    /// is used up: as it counted against what is owed, that is more.
    pub fn settled(cause: Cause, customer: CustomerId, document: Document, amount: Money) -> Result<Self, Refusal> {
        let minor = match document.kind {
            DocumentType::CreditNote => amount.minor(),
            DocumentType::Invoice | DocumentType::DebitNote | DocumentType::Order | DocumentType::Shipment => {
                negated(amount)?
            }
        };
        Ok(Self::of(cause, customer, amount, applied(document, minor)))
    }

    /// What was settled is open again.
    pub fn reopened(cause: Cause, customer: CustomerId, document: Document, amount: Money) -> Result<Self, Refusal> {
        let settled =
            Self::settled(cause, customer, document, amount.checked_neg().map_err(|_| Refusal::AmountOverflow)?)?;
        Ok(Self { amount, ..settled })
    }

    fn posted_without_reservation(
        cause: Cause,
        customer: CustomerId,
        document: Document,
        minor: i64,
        amount: Money,
    ) -> Self {
        Self::of(cause, customer, amount, vec![change(document, Category::BilledNotPosted, minor, EntryKind::Posting)])
    }

    fn of(cause: Cause, customer: CustomerId, amount: Money, moves: Vec<Move>) -> Self {
        Self { customer, amount, open_item: None, posting: Posting { cause: cause.event, at: cause.at, moves } }
    }
}

const fn change(document: Document, category: Category, minor: i64, kind: EntryKind) -> Move {
    Move { document, category, minor, kind }
}

/// A balanced move.
fn convert(from: (Document, Category), to: (Document, Category), amount: Money) -> Result<Vec<Move>, Refusal> {
    let (taken, given) = (negated(amount)?, amount.minor());
    Ok(vec![change(from.0, from.1, taken, EntryKind::Conversion), change(to.0, to.1, given, EntryKind::Conversion)])
}

fn applied(document: Document, minor: i64) -> Vec<Move> {
    vec![change(document, Category::OpenReceivables, minor, EntryKind::Application)]
}

/// What a document adds to what is owed.
fn owed(document: Document, original: Money) -> Result<Money, Refusal> {
    match document.kind {
        DocumentType::CreditNote => original.checked_neg().map_err(|_| Refusal::AmountOverflow),
        DocumentType::Invoice | DocumentType::DebitNote | DocumentType::Order | DocumentType::Shipment => Ok(original),
    }
}

fn negated(amount: Money) -> Result<i64, Refusal> {
    amount.minor().checked_neg().ok_or(Refusal::AmountOverflow)
}

fn minus(left: Money, right: Money) -> Result<i64, Refusal> {
    left.checked_sub(right).map(Money::minor).map_err(|_| Refusal::CurrencyMismatch {
        account: left.currency(),
        amount: right.currency(),
        fields: Violations::default(),
    })
}
