//! What a company may set.

use std::time::Duration;

use serde::Deserialize;

use crate::domain::Policy;

/// The section `credit` of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CreditConfig {
    /// How many days an approval, or a person's release, holds.
    pub approval_days: u16,
    /// By how much an order may exceed what was approved or released, in hundredths of a percent.
    pub tolerance_basis_points: u32,
}

impl Default for CreditConfig {
    fn default() -> Self {
        Self { approval_days: 30, tolerance_basis_points: 1_000 }
    }
}

impl CreditConfig {
    pub(crate) fn policy(self) -> Policy {
        let approval = Duration::from_secs(u64::from(self.approval_days).saturating_mul(24 * 60 * 60));
        Policy { approval, tolerance_basis_points: self.tolerance_basis_points }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_the_policy_s_default() {
        let config: CreditConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config.policy(), Policy::default());
        assert!(serde_json::from_str::<CreditConfig>(r#"{"aproval_days": 3}"#).is_err());
    }
}
