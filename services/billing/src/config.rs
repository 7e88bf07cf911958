//! What an operator sets for billing.

use o2c_kernel::CountryCode;
use serde::Deserialize;

/// The section `billing` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Names the number series: each legal entity has its own.
    pub legal_entity: String,
    /// Where the legal entity is seated: supplies go out from here.
    pub seat: CountryCode,
}

impl Default for Config {
    fn default() -> Self {
        let seat = CountryCode::parse("GB").unwrap_or(CountryCode::UNKNOWN);
        Self { legal_entity: "main".to_owned(), seat }
    }
}

impl Config {
    /// Null stands for no section.
    pub fn read(section: serde_json::Value) -> Result<Self, serde_json::Error> {
        if section.is_null() { Ok(Self::default()) } else { serde_json::from_value(section) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_section_is_the_default_and_an_unknown_field_is_an_error() {
        assert_eq!(Config::read(serde_json::Value::Null).unwrap().seat.as_str(), "GB");
        let german = serde_json::json!({ "seat": "DE" });
        assert_eq!(Config::read(german).unwrap().legal_entity, "main");
        assert!(Config::read(serde_json::json!({ "sheet": "DE" })).is_err());
    }
}
