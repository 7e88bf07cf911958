//! The service's own settings.

use serde::Deserialize;

/// All have defaults: the section may be absent.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether credit is asked again before goods are released to the warehouse and before they leave.
    pub credit_checks: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { credit_checks: true }
    }
}
