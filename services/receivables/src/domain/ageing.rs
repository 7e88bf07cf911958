//! What is open on a day, by days past due.

use o2c_kernel::{Currency, Date, Money};

use super::Refusal;

/// How many buckets there are: not due, 1–30, 31–60, 61–90 and over 90 days past due.
pub const BUCKETS: usize = 5;

/// The last day past due of each bucket but the last.
pub const LAST_DAYS: [i64; BUCKETS - 1] = [0, 30, 60, 90];

/// Ageing as of a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ageing {
    pub as_of: Date,
    pub buckets: [Money; BUCKETS],
    /// The sum: the control account on that day (ARL-4).
    pub total: Money,
}

impl Ageing {
    pub fn new(as_of: Date, currency: Currency, minor: [i64; BUCKETS]) -> Result<Self, Refusal> {
        let buckets = minor.map(|minor| Money::new(minor, currency));
        Ok(Self { as_of, buckets, total: Money::sum(currency, buckets)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the statement in `storage/` says it.
    fn bucket(due_on: Date, as_of: Date) -> usize {
        let days = as_of.days_since(due_on);
        LAST_DAYS.iter().position(|last| days <= *last).unwrap_or(BUCKETS - 1)
    }

    #[test]
    fn the_edges_of_the_buckets() {
        let due = Date::parse("2026-01-31").unwrap();
        let on = |days: i64| bucket(due, due.add_days(days).unwrap());
        let found = [-400, 0, 1, 30, 31, 60, 61, 90, 91, 4000].map(on);
        assert_eq!(found, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }
}
