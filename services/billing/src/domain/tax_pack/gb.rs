//! Value added tax of the United Kingdom: the standard rate since there is one, and the reduced rate.

use super::PackRate;

const fn standard(year: i32, month: i32, day: i32, nanos: i64) -> PackRate {
    PackRate { country: "GB", category: "STANDARD", from: (year, month, day), nanos }
}

/// By category, then by date.
pub const RATES: &[PackRate] = &[
    PackRate { country: "GB", category: "REDUCED", from: (1997, 9, 1), nanos: 50_000_000 },
    standard(1973, 4, 1, 100_000_000),
    standard(1974, 7, 29, 80_000_000),
    standard(1979, 6, 18, 150_000_000),
    standard(1991, 4, 1, 175_000_000),
    // The temporary cut of 2008 and its end.
    standard(2008, 12, 1, 150_000_000),
    standard(2010, 1, 1, 175_000_000),
    standard(2011, 1, 4, 200_000_000),
];
