//! Numbers of documents: decided all, counted, taken in one block, given in order.

use o2c_kernel::Call;
use o2c_store::{StoreError, Tx, numbers::counter_block};

/// Orders are numbered in it.
pub const ORDERS: &str = "order";
/// Returns are numbered in it.
pub const RETURNS: &str = "return";

/// Gives the next numbers of a series, without a gap.
pub async fn give<'a>(
    tx: &Tx,
    call: &Call,
    series: &str,
    numbers: impl Iterator<Item = &'a mut i64>,
) -> Result<(), StoreError> {
    let numbers: Vec<&mut i64> = numbers.collect();
    let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = counter_block(tx, call.tenant(), series, count).await?;
    for (number, given) in (first..).zip(numbers) {
        *given = number;
    }
    Ok(())
}
