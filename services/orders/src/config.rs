//! What can be set.

use o2c_kernel::CountryCode;
use serde::Deserialize;

/// The section `orders` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where goods are shipped from, for the tax estimated at acceptance.
    pub ship_from: CountryCode,
}

impl Default for Config {
    fn default() -> Self {
        Self { ship_from: CountryCode::parse("GB").unwrap_or(CountryCode::UNKNOWN) }
    }
}

impl Config {
    /// Reads the section; none is the default.
    pub fn read(section: serde_json::Value) -> Result<Self, serde_json::Error> {
        if section.is_null() { Ok(Self::default()) } else { serde_json::from_value(section) }
    }
}
