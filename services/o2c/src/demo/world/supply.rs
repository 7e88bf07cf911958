//! What suppliers bring, and when: simulated, since the file holds no stock. Each product is reordered when the next two
//! days would not be covered; what comes covers two weeks, more or less, and sometimes the truck is late.

use std::collections::{BTreeMap, HashMap};

use o2c_kernel::{Date, Quantity};

use crate::demo::{
    input::{Input, ProductIndex},
    random::Chance,
};

/// Days that stock on hand must cover.
const REORDER_DAYS: i64 = 2;
/// Days that a delivery is to cover.
const COVER_DAYS: i64 = 14;

/// Receipts by day.
#[derive(Debug, Default)]
pub struct Supply(BTreeMap<Date, Vec<(ProductIndex, Quantity)>>);

impl Supply {
    /// A pure function of input and seed: nothing of it need be kept.
    pub fn plan(input: &Input, chance: &Chance) -> anyhow::Result<Self> {
        let mut demand: HashMap<ProductIndex, BTreeMap<Date, i64>> = HashMap::new();
        for (date, day) in &input.days {
            for line in day.orders.iter().flat_map(|order| &order.lines) {
                *demand.entry(line.product).or_default().entry(*date).or_default() += line.quantity.micros();
            }
        }
        let mut supply = Self::default();
        for (product, by_day) in &demand {
            let Some(about) = input.products.get(*product).filter(|about| !about.service) else { continue };
            let mut on_hand = 0_i64;
            for (date, wanted) in by_day {
                let soon = sum(by_day, *date, date.add_days(REORDER_DAYS)?);
                let subject = format!("{}/{date}", about.code);
                let late = chance.percent(4, &subject, "late truck");
                if on_hand < soon && !late {
                    let cover = sum(by_day, *date, date.add_days(COVER_DAYS)?);
                    let percent = 70 + i64::try_from(chance.below(70, &subject, "cover"))?;
                    // Whole pieces, and never less than today's need nine times out of ten.
                    let short = chance.percent(10, &subject, "short delivery");
                    let least = if short { wanted / 2 } else { *wanted };
                    let waiting = on_hand.min(0).saturating_neg();
                    let quantity = whole((cover / 100).saturating_mul(percent).max(least).saturating_add(waiting));
                    on_hand = on_hand.saturating_add(quantity.micros());
                    supply.0.entry(*date).or_default().push((*product, quantity));
                }
                on_hand = on_hand.saturating_sub(*wanted);
            }
        }
        for receipts in supply.0.values_mut() {
            receipts.sort_by_key(|(product, _)| *product);
        }
        Ok(supply)
    }

    /// What comes in on a day.
    #[must_use]
    pub fn on(&self, date: Date) -> &[(ProductIndex, Quantity)] {
        self.0.get(&date).map_or(&[], Vec::as_slice)
    }
}

fn sum(by_day: &BTreeMap<Date, i64>, from: Date, to: Date) -> i64 {
    by_day.range(from..to).map(|(_, quantity)| *quantity).fold(0, i64::saturating_add)
}

fn whole(micros: i64) -> Quantity {
    const UNIT: i64 = 1_000_000;
    Quantity::from_micros((micros.saturating_add(UNIT - 1) / UNIT).max(1).saturating_mul(UNIT))
}
