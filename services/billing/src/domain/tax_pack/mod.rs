//! The taxes that ship with the product, as dated data. Tenants add rules of their own, which go before these.
//!
//! A new rate is a new entry with the day from which it holds; an entry is never changed, or documents of the past
//! would be determined differently.

pub mod eu_membership;
pub mod eu_rates;
pub mod gb;
pub mod territories;

use o2c_kernel::{CountryCode, Date, Rate};

/// A rate of the pack: from this day on, until the next entry of the country and category.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PackRate {
    pub country: &'static str,
    pub category: &'static str,
    /// Year, month, day.
    pub from: (i32, i32, i32),
    /// Billionths: 20 % is 200,000,000.
    pub nanos: i64,
}

impl PackRate {
    #[must_use]
    pub fn starts(&self) -> Option<Date> {
        let (year, month, day) = self.from;
        Date::from_ymd(year, month, day).ok()
    }

    #[must_use]
    pub const fn rate(&self) -> Rate {
        Rate::from_nanos(self.nanos)
    }
}

/// All rates of the pack, by country and category and within them by date.
pub fn rates() -> impl Iterator<Item = &'static PackRate> {
    gb::RATES.iter().chain(eu_rates::RATES)
}

/// The rate that holds in a country for a category on a day.
#[must_use]
pub fn rate(country: CountryCode, category: &str, on: Date) -> Option<Rate> {
    rates()
        .filter(|rate| rate.country == country.as_str() && rate.category == category)
        .take_while(|rate| rate.starts().is_some_and(|from| from <= on))
        .last()
        .map(PackRate::rate)
}

/// The last day of an entry of the pack, where another follows it.
#[must_use]
pub fn ends(of: &PackRate) -> Option<Date> {
    let from = of.starts()?;
    rates()
        .filter(|rate| rate.country == of.country && rate.category == of.category)
        .filter_map(PackRate::starts)
        .find(|next| *next > from)
        .and_then(|next| next.add_days(-1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(on: &str) -> Option<Rate> {
        rate(CountryCode::parse("GB").unwrap(), "STANDARD", Date::parse(on).unwrap())
    }

    #[test]
    fn the_british_rate_changes_on_the_day() {
        let percent = |text: &str| Some(Rate::parse(text).unwrap());
        assert_eq!(gb("1973-03-31"), None);
        assert_eq!(gb("1973-04-01"), percent("0.1"));
        assert_eq!(gb("2008-11-30"), percent("0.175"));
        assert_eq!(gb("2008-12-01"), percent("0.15"));
        assert_eq!(gb("2009-12-31"), percent("0.15"));
        assert_eq!(gb("2010-01-01"), percent("0.175"));
        assert_eq!(gb("2011-01-03"), percent("0.175"));
        assert_eq!(gb("2011-01-04"), percent("0.2"));
        assert_eq!(gb("2026-11-22"), percent("0.2"));
    }

    #[test]
    fn entries_are_dated_sorted_and_end_the_day_before_the_next() {
        let all: Vec<_> = rates().collect();
        for rate in &all {
            let from = rate.starts().expect("a real day");
            assert!((0..1_000_000_000).contains(&rate.nanos), "{rate:?}");
            assert!(ends(rate).is_none_or(|end| end >= from));
        }
        for pair in all.windows(2) {
            let same = pair[0].country == pair[1].country && pair[0].category == pair[1].category;
            assert!(!same || pair[0].starts() < pair[1].starts(), "{pair:?}");
        }
        let cut = all.iter().find(|rate| rate.from == (2008, 12, 1)).unwrap();
        assert_eq!(ends(cut), Date::parse("2009-12-31").ok());
    }

    #[test]
    fn other_members_have_only_the_rate_that_the_source_dates() {
        let de = CountryCode::parse("DE").unwrap();
        assert_eq!(rate(de, "STANDARD", Date::parse("2026-09-28").unwrap()), None);
        assert_eq!(rate(de, "STANDARD", Date::parse("2026-09-29").unwrap()), Rate::parse("0.19").ok());
        assert_eq!(rate(de, "REDUCED", Date::parse("2026-09-29").unwrap()), None);
    }
}
