//! Which open items add up to an amount, and whether that is the only way.

/// What a bounded search found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// The first ways found, as positions; those with earlier positions first.
    pub ways: Vec<Vec<usize>>,
    /// The search came to its end: there is no way but these, unless there are [`MOST_WAYS`] of them.
    pub complete: bool,
}

/// Ways that are of interest: one to propose, the others to show that it is not the only one.
pub const MOST_WAYS: usize = 3;

impl Sums {
    /// Exactly one way, and that is proved.
    #[must_use]
    pub const fn is_unique(&self) -> bool {
        self.complete && self.ways.len() == 1
    }
}

/// Searches depth first, earlier amounts before later ones, so that of several ways the one with the oldest comes first.
/// Amounts are positive; others are passed by. Ends after `steps` tries.
#[must_use]
pub fn subset_sums(amounts: &[i64], target: i64, steps: u32) -> Sums {
    let mut search = Search { amounts, rest: rests(amounts), steps, chosen: Vec::new(), found: Sums::default() };
    search.found.complete = true;
    if target > 0 {
        search.from(0, i128::from(target));
    }
    search.found
}

/// What the amounts from each position on add up to: less than is needed ends a branch.
fn rests(amounts: &[i64]) -> Vec<i128> {
    let mut rests = vec![0_i128; amounts.len().saturating_add(1)];
    for (index, amount) in amounts.iter().enumerate().rev() {
        rests[index] = rests[index.saturating_add(1)].saturating_add(i128::from((*amount).max(0)));
    }
    rests
}

struct Search<'a> {
    amounts: &'a [i64],
    rest: Vec<i128>,
    steps: u32,
    chosen: Vec<usize>,
    found: Sums,
}

impl Search<'_> {
    /// Depth is bounded by the number of amounts, which the policy bounds.
    fn from(&mut self, start: usize, needed: i128) {
        for index in start..self.amounts.len() {
            if self.rest[index] < needed || self.found.ways.len() >= MOST_WAYS {
                return;
            }
            if self.steps == 0 {
                self.found.complete = false;
                return;
            }
            self.steps -= 1;
            let amount = i128::from(self.amounts[index]);
            if amount <= 0 || amount > needed {
                continue;
            }
            self.chosen.push(index);
            if amount == needed {
                self.found.ways.push(self.chosen.clone());
            } else {
                self.from(index.saturating_add(1), needed.saturating_sub(amount));
            }
            self.chosen.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_way_is_proved_to_be_the_only_one() {
        let sums = subset_sums(&[100, 250, 475, 30], 725, 1_000);
        assert_eq!(sums.ways, [vec![1, 2]]);
        assert!(sums.is_unique());
    }

    #[test]
    fn two_ways_are_both_found_the_oldest_first() {
        let sums = subset_sums(&[300, 200, 100], 300, 1_000);
        assert_eq!(sums.ways, [vec![0], vec![1, 2]]);
        assert!(!sums.is_unique());
    }

    #[test]
    fn a_search_that_was_cut_short_proves_nothing() {
        let amounts: Vec<i64> = (1..60).map(|number| number * 2).collect();
        let sums = subset_sums(&amounts, 1_501, 1_000);
        assert!(!sums.complete && !sums.is_unique());
    }

    proptest! {
        #[test]
        fn every_way_adds_up_and_uniqueness_is_what_trying_all_says(
            amounts in prop::collection::vec(-5_i64..60, 0..10),
            target in 1_i64..200,
        ) {
            let sums = subset_sums(&amounts, target, 1_000_000);
            let positive: Vec<usize> = (0..amounts.len()).filter(|index| amounts[*index] > 0).collect();
            let all = (0_u32..1 << positive.len())
                .filter(|mask| {
                    let chosen = positive.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0);
                    chosen.map(|(_, index)| amounts[*index]).sum::<i64>() == target
                })
                .count();
            prop_assert!(sums.complete);
            prop_assert_eq!(sums.ways.len(), all.min(MOST_WAYS));
            for way in &sums.ways {
                prop_assert_eq!(way.iter().map(|index| amounts[*index]).sum::<i64>(), target);
            }
        }
    }
}
