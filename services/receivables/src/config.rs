//! What can be set.

use serde::Deserialize;

use crate::domain::{Tolerance, Tolerances};

/// The section `receivables`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub write_off: WriteOffConfig,
}

/// How little is written off without asking, in minor units; per currency where that is named.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteOffConfig {
    /// Of a difference that is written off along with a payment.
    pub with_cash: Tolerance,
    /// Of what a person asks for: decided at once up to here.
    pub on_request: Tolerance,
}

impl Default for WriteOffConfig {
    fn default() -> Self {
        let Tolerances { with_cash, on_request } = Tolerances::default();
        Self { with_cash, on_request }
    }
}

impl Config {
    /// From the service's section; nothing is the defaults.
    pub fn read(section: serde_json::Value) -> Result<Self, serde_json::Error> {
        if section.is_null() { Ok(Self::default()) } else { serde_json::from_value(section) }
    }

    pub fn tolerances(&self) -> Tolerances {
        Tolerances { with_cash: self.write_off.with_cash.clone(), on_request: self.write_off.on_request.clone() }
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Currency;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_currency_has_its_own_tolerance_or_the_default() {
        let section = json!({"write_off": {"on_request": {"default": 10, "currencies": {"JPY": 1000}}}});
        let tolerances = Config::read(section).unwrap().tolerances();
        assert_eq!(tolerances.on_request.of(Currency::JPY).minor(), 1000);
        assert_eq!(tolerances.on_request.of(Currency::GBP).minor(), 10);
        assert_eq!(tolerances.with_cash.of(Currency::GBP).minor(), 500);
        assert!(Config::read(json!({"write_of": {}})).is_err());
        assert_eq!(Config::read(serde_json::Value::Null).unwrap(), Config::default());
    }
}
