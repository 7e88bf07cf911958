//! What a company may set.

use o2c_kernel::Currency;
use serde::Deserialize;

use crate::domain::Weights;

/// The section `collections` of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectionsConfig {
    /// Of the dunning procedure that ships in code.
    pub currency: Currency,
    pub worklist: WorklistConfig,
}

/// How the worklist weighs. The three weights are meant to add up to 10,000.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorklistConfig {
    pub value_weight: u16,
    pub age_weight: u16,
    pub level_weight: u16,
    /// Whole units of the currency that give all points for value.
    pub full_value_units: u32,
    /// Days past due that give all points for age.
    pub full_age_days: u16,
}

/// The most that a priority can be.
const WHOLE: u32 = 10_000;

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
#[error("the weights of the worklist add up to {0}, not to 10000")]
pub struct UnevenWeights(u32);

impl Default for CollectionsConfig {
    fn default() -> Self {
        Self { currency: Currency::GBP, worklist: WorklistConfig::default() }
    }
}

impl Default for WorklistConfig {
    fn default() -> Self {
        Self {
            value_weight: 5_000,
            age_weight: 3_000,
            level_weight: 2_000,
            full_value_units: 10_000,
            full_age_days: 90,
        }
    }
}

impl WorklistConfig {
    pub(crate) fn weights(self) -> Result<Weights, UnevenWeights> {
        let sum = u32::from(self.value_weight) + u32::from(self.age_weight) + u32::from(self.level_weight);
        if sum != WHOLE {
            return Err(UnevenWeights(sum));
        }
        Ok(Weights {
            value: self.value_weight,
            age: self.age_weight,
            level: self.level_weight,
            full_value_units: i64::from(self.full_value_units),
            full_age_days: i64::from(self.full_age_days),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_has_a_default_and_what_is_unknown_is_refused() {
        let config: CollectionsConfig = serde_json::from_str(r#"{"currency": "EUR"}"#).unwrap();
        assert_eq!(config.currency, Currency::EUR);
        assert!(config.worklist.weights().is_ok());
        assert!(serde_json::from_str::<CollectionsConfig>(r#"{"curency": "EUR"}"#).is_err());
        let uneven: CollectionsConfig = serde_json::from_str(r#"{"worklist": {"age_weight": 1}}"#).unwrap();
        assert!(uneven.worklist.weights().is_err());
    }
}
