//! A proposal with its reasons.

use serde::{Deserialize, Serialize};

use super::bands::Band;
use crate::domain::{CustomerId, OpenItemId};

/// One observation and what it counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Feature {
    pub name: String,
    pub value: String,
    pub points: i32,
}

impl Feature {
    pub(super) fn new(name: &str, value: impl ToString, points: i32) -> Self {
        Self { name: name.to_owned(), value: value.to_string(), points }
    }
}

/// What else would have been possible.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alternative {
    pub numbers: Vec<String>,
    pub score: i32,
}

/// How much of an open item a receipt pays.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AnswerItem {
    pub item: OpenItemId,
    pub number: String,
    /// What was available of it.
    pub open: i64,
    pub amount: i64,
    pub write_off: i64,
    pub deduction: i64,
}

/// Why no rule could place a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Reason {
    UnknownPayer,
    NoOpenItem,
    Ambiguous,
}

/// What a receipt is proposed to pay.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    pub customer: Option<CustomerId>,
    pub items: Vec<AnswerItem>,
    pub on_account: i64,
    pub score: i32,
    pub band: Band,
    pub features: Vec<Feature>,
    pub alternatives: Vec<Alternative>,
    /// What would have made it automatic.
    pub missing: Vec<String>,
    /// For the exception queue; present exactly in its band.
    pub reason: Option<Reason>,
}

/// The score: what the features count, 0 to 10,000.
pub(super) fn score_of(features: &[Feature]) -> i32 {
    features.iter().fold(0_i32, |sum, feature| sum.saturating_add(feature.points)).clamp(0, 10_000)
}
