//! How large a set may grow before it is committed.

use crate::Item;

/// Items in a set.
pub const SET_ITEMS: usize = 256;
/// Lines of all items in a set.
pub const SET_LINES: usize = 4_000;
/// Bytes of all items in a set: what one message to a service carries.
pub const SET_BYTES: usize = 512 * 1024;

/// The bounds of a set; whichever is reached first ends it. One larger item is a set of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SetLimits {
    pub items: usize,
    pub lines: usize,
    pub bytes: usize,
}

impl Default for SetLimits {
    fn default() -> Self {
        Self { items: SET_ITEMS, lines: SET_LINES, bytes: SET_BYTES }
    }
}

impl SetLimits {
    /// Other bounds for the number of items: results must not depend on it.
    #[must_use]
    pub fn of_items(items: usize) -> Self {
        Self { items: items.max(1), ..Self::default() }
    }
}

/// Cuts items into sets, in the order given.
pub fn chunks<C>(items: Vec<Item<C>>, limits: SetLimits, lines: impl Fn(&C) -> usize) -> Vec<Vec<Item<C>>> {
    let mut sets: Vec<Vec<Item<C>>> = Vec::new();
    let mut in_last = 0;
    for item in items {
        let weight = lines(&item.command).max(1);
        match sets.last_mut() {
            Some(last) if last.len() < limits.items && in_last + weight <= limits.lines => {
                in_last += weight;
                last.push(item);
            }
            _ => {
                in_last = weight;
                sets.push(vec![item]);
            }
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(weights: &[usize], limits: SetLimits) -> Vec<usize> {
        let items = weights.iter().map(|weight| Item::unkeyed(*weight)).collect();
        chunks(items, limits, |weight| *weight).iter().map(Vec::len).collect()
    }

    #[test]
    fn a_set_ends_at_its_items_or_its_lines() {
        assert_eq!(sizes(&[1; 600], SetLimits::default()), [256, 256, 88]);
        assert_eq!(sizes(&[1_500, 1_500, 1_500], SetLimits::default()), [2, 1]);
        assert_eq!(sizes(&[5_000, 1], SetLimits::default()), [1, 1]);
        assert_eq!(sizes(&[1; 8], SetLimits::of_items(7)), [7, 1]);
        assert!(sizes(&[], SetLimits::default()).is_empty());
    }
}
