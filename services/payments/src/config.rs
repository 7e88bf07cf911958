//! What a company may set.

use serde::Deserialize;

use crate::domain::matching::Policy;

/// The section `payments` of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentsConfig {
    /// A difference up to so many minor units is written off along with a payment. Receivables must allow as much.
    pub tolerance_minor: i64,
    /// The score, 0 to 10,000, from which a proposal is applied by itself.
    pub automatic_from: i32,
    /// The score from which a person is asked to confirm; below it a person has to find out.
    pub suggested_from: i32,
    /// Sums that are tried before the search for open items that add up gives up.
    pub search_steps: u32,
    /// Open items of a customer that are looked at together.
    pub items_per_customer: u32,
}

impl Default for PaymentsConfig {
    fn default() -> Self {
        let Policy { tolerance, automatic_from, suggested_from, search_steps, items_per_customer } = Policy::default();
        Self { tolerance_minor: tolerance, automatic_from, suggested_from, search_steps, items_per_customer }
    }
}

impl PaymentsConfig {
    pub(crate) fn policy(self) -> Policy {
        Policy {
            tolerance: self.tolerance_minor.max(0),
            automatic_from: self.automatic_from,
            suggested_from: self.suggested_from.min(self.automatic_from),
            search_steps: self.search_steps,
            // the depth of the search, and what a question is kept with
            items_per_customer: self.items_per_customer.min(1_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_the_policy_s_default() {
        let config: PaymentsConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config.policy(), Policy::default());
        assert!(serde_json::from_str::<PaymentsConfig>(r#"{"tolerance": 3}"#).is_err());
    }
}
