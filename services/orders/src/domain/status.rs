//! What summarises other facts: pure functions of the lines, holds and documents. Stored for lists, and compared with
//! a fresh computation by the audit (ORD-2). Orthogonal: never merged into the state.

use o2c_kernel::{Money, Quantity};

use super::{DocumentId, Hold, HoldType, OrderLine, OrderState, Refusal};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FulfilmentStatus {
    NotStarted,
    /// Not all that is open could be allocated.
    Backordered,
    Allocated,
    PartiallyShipped,
    Shipped,
    Delivered,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BillingStatus {
    NotBilled,
    PartiallyBilled,
    Billed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaymentStatus {
    Unpaid,
    PartiallyPaid,
    Paid,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HoldStatus {
    None,
    CreditHold,
    OtherHold,
}

/// All four.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Statuses {
    pub fulfilment: FulfilmentStatus,
    pub billing: BillingStatus,
    pub payment: PaymentStatus,
    pub hold: HoldStatus,
}

/// An invoice or a debit note of the order, as receivables last said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receivable {
    pub document: DocumentId,
    pub original: Money,
    pub open: Money,
}

impl Statuses {
    /// Of an order that nothing has happened to.
    pub const NEW: Self = Self {
        fulfilment: FulfilmentStatus::NotStarted,
        billing: BillingStatus::NotBilled,
        payment: PaymentStatus::Unpaid,
        hold: HoldStatus::None,
    };

    /// Computes all of them afresh.
    pub fn of(
        state: OrderState,
        lines: &[OrderLine],
        holds: &[Hold],
        receivables: &[Receivable],
    ) -> Result<Self, Refusal> {
        let billing = billing(lines)?;
        Ok(Self {
            fulfilment: fulfilment(state, lines)?,
            billing,
            payment: payment(billing, receivables),
            hold: hold(holds),
        })
    }

    /// The hold status alone.
    #[must_use]
    pub fn hold_of(holds: &[Hold]) -> HoldStatus {
        hold(holds)
    }
}

fn fulfilment(state: OrderState, lines: &[OrderLine]) -> Result<FulfilmentStatus, Refusal> {
    let mut short = false;
    for line in lines {
        short |= line.progress.allocated < line.open()?;
    }
    let all_open = Quantity::sum(lines.iter().map(OrderLine::open).collect::<Result<Vec<_>, _>>()?)?;
    let shipped = lines.iter().any(|line| line.progress.shipped.is_positive());
    let delivered = lines.iter().all(|line| line.progress.delivered >= line.progress.shipped);
    Ok(match (shipped, all_open.is_positive()) {
        (true, true) => FulfilmentStatus::PartiallyShipped,
        (true, false) if delivered => FulfilmentStatus::Delivered,
        (true, false) => FulfilmentStatus::Shipped,
        (false, true) if state.is_confirmed() && short => FulfilmentStatus::Backordered,
        (false, true) if state.is_confirmed() => FulfilmentStatus::Allocated,
        (false, _) => FulfilmentStatus::NotStarted,
    })
}

fn billing(lines: &[OrderLine]) -> Result<BillingStatus, Refusal> {
    let invoiced = lines.iter().any(|line| line.progress.invoiced.is_positive());
    let mut unbilled = false;
    for line in lines {
        unbilled |= line.is_unbilled()?;
    }
    Ok(match (invoiced, unbilled) {
        (true, false) => BillingStatus::Billed,
        (true, true) => BillingStatus::PartiallyBilled,
        (false, _) => BillingStatus::NotBilled,
    })
}

fn payment(billing: BillingStatus, receivables: &[Receivable]) -> PaymentStatus {
    let paid = receivables.iter().any(|item| item.open.minor() < item.original.minor());
    let open = receivables.iter().any(|item| item.open.is_positive());
    match (receivables.is_empty(), open) {
        (true, _) => PaymentStatus::Unpaid,
        (false, false) if billing == BillingStatus::Billed => PaymentStatus::Paid,
        (false, _) if paid => PaymentStatus::PartiallyPaid,
        (false, _) => PaymentStatus::Unpaid,
    }
}

fn hold(holds: &[Hold]) -> HoldStatus {
    let mut active = holds.iter().filter(|hold| hold.is_active());
    match active.clone().any(|hold| hold.kind == HoldType::Credit) {
        true => HoldStatus::CreditHold,
        false if active.next().is_some() => HoldStatus::OtherHold,
        false => HoldStatus::None,
    }
}

macro_rules! spelled {
    ($status:ident { $($variant:ident => $text:literal),+ $(,)? }) => {
        impl $status {
            /// How rows spell it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads a row's spelling.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

spelled!(FulfilmentStatus {
    NotStarted => "NOT_STARTED",
    Backordered => "BACKORDERED",
    Allocated => "ALLOCATED",
    PartiallyShipped => "PARTIALLY_SHIPPED",
    Shipped => "SHIPPED",
    Delivered => "DELIVERED",
});
spelled!(BillingStatus { NotBilled => "NOT_BILLED", PartiallyBilled => "PARTIALLY_BILLED", Billed => "BILLED" });
spelled!(PaymentStatus { Unpaid => "UNPAID", PartiallyPaid => "PARTIALLY_PAID", Paid => "PAID" });
spelled!(HoldStatus { None => "NONE", CreditHold => "CREDIT_HOLD", OtherHold => "OTHER_HOLD" });
