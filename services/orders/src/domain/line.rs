//! Lines of an order: what was agreed, which never changes, and how far it has come.

use std::sync::Arc;

use o2c_kernel::{Currency, Money, Quantity, UnitPrice, cumulative_share};

use super::{ProductId, ProductNature, Refusal};

/// Which fact makes a line billable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BillingRule {
    OnShipment,
    OnDelivery,
}

/// What was agreed: a snapshot from submission on (ORD-5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineTerms {
    pub product: ProductId,
    pub sku: String,
    pub description: String,
    pub nature: ProductNature,
    pub quantity: Quantity,
    pub unit_price: UnitPrice,
    pub free_of_charge: bool,
    pub net_amount: Money,
    pub billing_rule: BillingRule,
    pub tax_category: String,
}

/// How far a line has come. Small and copied freely: facts change nothing else of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineProgress {
    /// Net and estimated tax; 0 before acceptance.
    pub gross_estimate: Money,
    pub cancelled: Quantity,
    /// Asked to be cancelled: the saga has not answered yet.
    pub cancelling: Quantity,
    pub allocated: Quantity,
    /// Fulfillment has reported an allocation by itself: it is newer than what the acceptance was told.
    pub reported: bool,
    pub shipped: Quantity,
    pub delivered: Quantity,
    /// Allowed to come back.
    pub returnable: Quantity,
    pub returned: Quantity,
    pub invoiced: Quantity,
    pub cancelled_net: Money,
    pub invoiced_net: Money,
}

/// A line. The terms are shared: copies of an order are cheap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderLine {
    /// From 1, in the order given.
    pub number: i32,
    pub terms: Arc<LineTerms>,
    pub progress: LineProgress,
}

impl LineProgress {
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        Self {
            gross_estimate: Money::zero(currency),
            cancelled: Quantity::ZERO,
            cancelling: Quantity::ZERO,
            allocated: Quantity::ZERO,
            reported: false,
            shipped: Quantity::ZERO,
            delivered: Quantity::ZERO,
            returnable: Quantity::ZERO,
            returned: Quantity::ZERO,
            invoiced: Quantity::ZERO,
            cancelled_net: Money::zero(currency),
            invoiced_net: Money::zero(currency),
        }
    }
}

impl OrderLine {
    /// Ordered − cancelled.
    pub fn wanted(&self) -> Result<Quantity, Refusal> {
        Ok(self.terms.quantity.checked_sub(self.progress.cancelled)?)
    }

    /// Ordered − cancelled − shipped.
    pub fn open(&self) -> Result<Quantity, Refusal> {
        Ok(self.wanted()?.checked_sub(self.progress.shipped)?)
    }

    /// Open, and nobody has asked to cancel it yet.
    pub fn cancellable(&self) -> Result<Quantity, Refusal> {
        Ok(self.open()?.checked_sub(self.progress.cancelling)?.max(Quantity::ZERO))
    }

    /// The part of `total` that a cancellation takes: from the tail, since shipping takes from the head. Whatever comes
    /// first, shipped and cancelled add up to the whole.
    pub fn tail_share(&self, total: Money, cancelled_after: Quantity) -> Result<Money, Refusal> {
        let whole = self.terms.quantity;
        let from = whole.checked_sub(cancelled_after)?;
        let to = whole.checked_sub(self.progress.cancelled)?;
        Ok(cumulative_share(total, whole, from, to)?)
    }

    /// The gross estimate of what is neither shipped nor cancelled: what credit still holds for the line.
    pub fn open_estimate(&self) -> Result<Money, Refusal> {
        let to = self.wanted()?;
        Ok(cumulative_share(self.progress.gross_estimate, self.terms.quantity, self.progress.shipped.min(to), to)?)
    }

    /// Whether money is still to be asked for it. The amount tells, not the quantity: a part whose share of it is 0 is
    /// on no invoice.
    pub fn is_unbilled(&self) -> Result<bool, Refusal> {
        let billable = self.terms.net_amount.checked_sub(self.progress.cancelled_net)?;
        Ok(self.progress.invoiced_net.minor() < billable.minor())
    }

    /// The first part of law ORD-1 that does not hold, in words.
    pub fn breach(&self) -> Result<Option<String>, Refusal> {
        let p = &self.progress;
        let (wanted, open) = (self.wanted()?, self.open()?);
        let negative = [p.cancelled, p.cancelling, p.allocated, p.shipped, p.delivered, p.returned, p.invoiced]
            .iter()
            .any(|quantity| quantity.is_negative());
        Ok(if negative {
            Some("a quantity is negative".to_owned())
        } else if open.is_negative() {
            Some(format!(
                "shipped {} + cancelled {} are more than ordered {}",
                p.shipped, p.cancelled, self.terms.quantity
            ))
        } else if p.allocated > open {
            Some(format!("allocated {} is more than open {open}", p.allocated))
        } else if p.delivered > p.shipped {
            Some(format!("delivered {} is more than shipped {}", p.delivered, p.shipped))
        } else if p.returned > p.delivered {
            Some(format!("returned {} is more than delivered {}", p.returned, p.delivered))
        } else if p.invoiced > wanted {
            Some(format!("invoiced {} is more than billable {wanted}", p.invoiced))
        } else {
            None
        })
    }
}
