//! Sums of quantities that cannot overflow: each part is bounded by a total that was checked when it came in.

use o2c_kernel::Quantity;

/// Adds. It would stop at the end of the range rather than wrap, so that a defect meets a CHECK and not a wrong stock.
pub(crate) fn plus(left: Quantity, right: Quantity) -> Quantity {
    Quantity::from_micros(left.micros().saturating_add(right.micros()))
}

/// Subtracts, likewise.
pub(crate) fn minus(left: Quantity, right: Quantity) -> Quantity {
    Quantity::from_micros(left.micros().saturating_sub(right.micros()))
}

/// Adds up, likewise.
pub(crate) fn total(quantities: impl IntoIterator<Item = Quantity>) -> Quantity {
    quantities.into_iter().fold(Quantity::ZERO, plus)
}
