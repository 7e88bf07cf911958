//! How far the lines of an order have come. Neighbouring lines share a row, since a fact mostly moves all of them: most
//! orders have one, and a large order does not write all of its lines anew for the sake of one.

use std::collections::{HashMap, HashSet};

use o2c_kernel::{Currency, Money, Quantity, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::{
    entities::{line_progress, order_progress},
    read,
};
use crate::domain::{LineProgress, Order};

/// Lines of one row.
const LINES: i32 = 32;

/// The row in which a line stands, by its first line.
const fn row_of(line: i32) -> i32 {
    line - (line - 1) % LINES
}

/// Reads how far the lines of these orders have come: those that the orders have in hand.
pub(super) async fn load<'a>(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl Iterator<Item = &'a mut Order>,
) -> Result<(), StoreError> {
    let mut orders: HashMap<Uuid, &mut Order> = orders.map(|order| (order.id.uuid(), order)).collect();
    let ids: Vec<Uuid> = orders.keys().copied().collect();
    let mut known = HashSet::with_capacity(ids.len());
    for row in set::find::<order_progress::Entity>(tx, tenant, order_progress::Column::OrderId, ids).await? {
        let Some(order) = orders.get_mut(&row.order_id) else { continue };
        let (currency, figures) = (order.currency, read::json::<Vec<Vec<i64>>>("progress", &row.lines)?);
        // not by their order: of an order some lines may be wanted alone
        for line in order.lines.iter_mut().filter(|line| row_of(line.number) == row.first_line) {
            let place = usize::try_from(line.number - row.first_line).ok();
            if let Some(figures) = place.and_then(|place| figures.get(place)) {
                line.progress = progress(figures, currency);
            }
        }
        known.insert((row.order_id, row.first_line));
    }
    // what has not changed since lines had a row each
    let is_known = |order: &Order, line: i32| known.contains(&(order.id.uuid(), row_of(line)));
    let older: Vec<Uuid> = orders
        .values()
        .filter(|order| order.lines.iter().any(|line| !is_known(order, line.number)))
        .map(|order| order.id.uuid())
        .collect();
    for row in set::find::<line_progress::Entity>(tx, tenant, line_progress::Column::OrderId, older).await? {
        let Some(order) = orders.get_mut(&row.order_id) else { continue };
        if is_known(order, row.line_number) {
            continue;
        }
        let currency = order.currency;
        if let Some(line) = order.lines.iter_mut().find(|line| line.number == row.line_number) {
            line.progress = progress(&older_figures(&row), currency);
        }
    }
    Ok(())
}

/// The rows in which an order differs from `before`; all of them where that is empty.
pub(super) fn rows(
    tenant: &TenantId,
    order: &Order,
    before: &[LineProgress],
) -> Result<Vec<order_progress::Model>, StoreError> {
    let mut rows = Vec::new();
    let mut before = before.iter();
    for lines in order.lines.chunk_by(|left, right| row_of(left.number) == row_of(right.number)) {
        let known: Vec<&LineProgress> = before.by_ref().take(lines.len()).collect();
        if lines.iter().map(|line| &line.progress).eq(known) {
            continue;
        }
        let figures: Vec<[i64; 12]> = lines.iter().map(|line| figures(&line.progress)).collect();
        rows.push(order_progress::Model {
            tenant: tenant.as_str().to_owned(),
            order_id: order.id.uuid(),
            first_line: lines.first().map_or(1, |line| row_of(line.number)),
            lines: read::to_json("progress", &figures)?,
        });
    }
    Ok(rows)
}

/// The figures of a line as they are stored. Their places never change; what is new comes at the end, and is 0 where it
/// is absent.
fn figures(of: &LineProgress) -> [i64; 12] {
    [
        of.gross_estimate.minor(),
        of.cancelled.micros(),
        of.cancelling.micros(),
        of.allocated.micros(),
        of.reported.into(),
        of.shipped.micros(),
        of.delivered.micros(),
        of.returnable.micros(),
        of.returned.micros(),
        of.invoiced.micros(),
        of.cancelled_net.minor(),
        of.invoiced_net.minor(),
    ]
}

fn progress(figures: &[i64], currency: Currency) -> LineProgress {
    let figure = |place: usize| figures.get(place).copied().unwrap_or_default();
    let money = |place| Money::new(figure(place), currency);
    let quantity = |place| Quantity::from_micros(figure(place));
    LineProgress {
        gross_estimate: money(0),
        cancelled: quantity(1),
        cancelling: quantity(2),
        allocated: quantity(3),
        reported: figure(4) != 0,
        shipped: quantity(5),
        delivered: quantity(6),
        returnable: quantity(7),
        returned: quantity(8),
        invoiced: quantity(9),
        cancelled_net: money(10),
        invoiced_net: money(11),
    }
}

const fn older_figures(row: &line_progress::Model) -> [i64; 12] {
    [
        row.gross_estimate,
        row.cancelled,
        row.cancelling,
        row.allocated,
        row.reported as i64,
        row.shipped,
        row.delivered,
        row.returnable,
        row.returned,
        row.invoiced,
        row.cancelled_net,
        row.invoiced_net,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_share_rows_of_thirty_two() {
        assert_eq!([1, 2, 32, 33, 64, 65, 4_000].map(row_of), [1, 1, 1, 33, 33, 65, 3_969]);
    }

    #[test]
    fn every_figure_comes_back_in_its_place() {
        let currency = Currency::parse("GBP").unwrap();
        let stored: Vec<i64> = (1..=12).map(|figure| if figure == 5 { 1 } else { figure }).collect();
        assert_eq!(figures(&progress(&stored, currency)).as_slice(), stored);
        assert_eq!(progress(&[], currency), LineProgress::none(currency), "what is absent is 0");
    }
}
