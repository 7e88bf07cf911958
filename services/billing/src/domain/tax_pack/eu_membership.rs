//! Who is a member of the European Union's VAT area on a day.

use o2c_kernel::{CountryCode, Date};

struct Membership {
    country: &'static str,
    /// First day in the common system of VAT: accession, for the founders the start of the single market's rules.
    from: (i32, i32, i32),
    /// Last day.
    to: Option<(i32, i32, i32)>,
}

const fn since(country: &'static str, from: (i32, i32, i32)) -> Membership {
    Membership { country, from, to: None }
}

const SINGLE_MARKET: (i32, i32, i32) = (1993, 1, 1);
const OF_1995: (i32, i32, i32) = (1995, 1, 1);
const OF_2004: (i32, i32, i32) = (2004, 5, 1);
const OF_2007: (i32, i32, i32) = (2007, 1, 1);
const OF_2013: (i32, i32, i32) = (2013, 7, 1);

const MEMBERS: &[Membership] = &[
    since("AT", OF_1995),
    since("BE", SINGLE_MARKET),
    since("BG", OF_2007),
    since("CY", OF_2004),
    since("CZ", OF_2004),
    since("DE", SINGLE_MARKET),
    since("DK", SINGLE_MARKET),
    since("EE", OF_2004),
    since("ES", SINGLE_MARKET),
    since("FI", OF_1995),
    since("FR", SINGLE_MARKET),
    // Left on 2020-01-31; the common system of VAT held to the end of the transition period.
    Membership { country: "GB", from: SINGLE_MARKET, to: Some((2020, 12, 31)) },
    since("GR", SINGLE_MARKET),
    since("HR", OF_2013),
    since("HU", OF_2004),
    since("IE", SINGLE_MARKET),
    since("IT", SINGLE_MARKET),
    since("LT", OF_2004),
    since("LU", SINGLE_MARKET),
    since("LV", OF_2004),
    since("MT", OF_2004),
    since("NL", SINGLE_MARKET),
    since("PL", OF_2004),
    since("PT", SINGLE_MARKET),
    since("RO", OF_2007),
    since("SE", OF_1995),
    since("SI", OF_2004),
    since("SK", OF_2004),
    // An unnamed member: "European Community" in older books.
    since("EU", SINGLE_MARKET),
];

/// Whether a country belongs to the VAT area of the European Union on a day. Territories must have been resolved.
#[must_use]
pub fn is_member(country: CountryCode, on: Date) -> bool {
    let day = |(year, month, day): (i32, i32, i32)| Date::from_ymd(year, month, day).ok();
    MEMBERS.iter().any(|member| {
        member.country == country.as_str()
            && day(member.from).is_some_and(|from| from <= on)
            && member.to.is_none_or(|to| day(to).is_some_and(|to| on <= to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(country: &str, on: &str) -> bool {
        is_member(CountryCode::parse(country).unwrap(), Date::parse(on).unwrap())
    }

    #[test]
    fn members_join_and_leave_on_the_day() {
        assert!(!member("PL", "2004-04-30") && member("PL", "2004-05-01"));
        assert!(!member("HR", "2013-06-30") && member("HR", "2013-07-01"));
        assert!(member("GB", "2020-12-31") && !member("GB", "2021-01-01"));
        assert!(member("EU", "2010-06-01"));
        assert!(!member("XX", "2010-06-01") && !member("CH", "2010-06-01") && !member("NO", "2010-06-01"));
    }

    #[test]
    fn the_union_had_15_25_27_28_and_27_members() {
        let count = |on: &str| MEMBERS.iter().filter(|m| m.country != "EU" && member(m.country, on)).count();
        assert_eq!(
            ["1994-12-31", "1995-01-01", "2004-05-01", "2007-01-01", "2013-07-01", "2021-01-01"].map(count),
            [12, 15, 25, 27, 28, 27]
        );
    }
}
