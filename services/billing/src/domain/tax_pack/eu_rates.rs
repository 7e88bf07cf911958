//! Standard rates of the members of the European Union, as the source states them for its day: the European
//! Commission's database of taxes in Europe (TEDB), edition of 2026-09-29. What held before is not in the source, so it
//! is not here: a tenant that bills in an earlier year adds the rule.

use super::PackRate;

const fn standard(country: &'static str, nanos: i64) -> PackRate {
    PackRate { country, category: "STANDARD", from: (2026, 9, 29), nanos }
}

pub const RATES: &[PackRate] = &[
    standard("AT", 200_000_000),
    standard("BE", 210_000_000),
    standard("BG", 200_000_000),
    standard("CY", 190_000_000),
    standard("CZ", 210_000_000),
    standard("DE", 190_000_000),
    standard("DK", 250_000_000),
    standard("EE", 240_000_000),
    standard("ES", 210_000_000),
    standard("FI", 255_000_000),
    standard("FR", 200_000_000),
    standard("GR", 240_000_000),
    standard("HR", 250_000_000),
    standard("HU", 270_000_000),
    standard("IE", 230_000_000),
    standard("IT", 220_000_000),
    standard("LT", 210_000_000),
    standard("LU", 170_000_000),
    standard("LV", 210_000_000),
    standard("MT", 180_000_000),
    standard("NL", 210_000_000),
    standard("PL", 230_000_000),
    standard("PT", 230_000_000),
    standard("RO", 210_000_000),
    standard("SE", 250_000_000),
    standard("SI", 220_000_000),
    standard("SK", 230_000_000),
];
