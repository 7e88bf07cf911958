//! All that an answer may depend on.

use o2c_kernel::{Currency, Date};
use serde::{Deserialize, Serialize};

use super::bands::Policy;
use crate::domain::{CustomerId, OpenItemId};

/// An open item as one receipt finds it: of the receipt's currency, and payable by cash.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Candidate {
    pub item: OpenItemId,
    pub number: String,
    pub customer: CustomerId,
    pub name_key: String,
    pub due_on: Date,
    /// What may be paid of it, in minor units: for an exact reference also what is only suggested to somebody else.
    pub available: i64,
}

/// A payer whose name is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payer {
    pub customer: CustomerId,
    /// What the customer owes, oldest first; where `crowded`, only what has exactly the amount.
    pub items: Vec<Candidate>,
    /// There are more open items than are looked at together.
    pub crowded: bool,
    /// Some of what the customer owes is suggested to other receipts, and a person has not decided: what is left is not
    /// what is open, and proves nothing. Never said of a crowded one, and not known of questions from before it was asked.
    #[serde(default)]
    pub spoken_for: bool,
}

/// A receipt, and what it might pay.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// Minor units, positive.
    pub amount: i64,
    pub currency: Currency,
    pub payer_key: String,
    /// The items whose numbers stand in the text, in the order written.
    pub referenced: Vec<Candidate>,
    /// Only asked when no number was found.
    pub payer: Option<Payer>,
    /// Items of anybody that have exactly the amount, oldest first; only asked when the payer is not known.
    pub of_amount: Vec<Candidate>,
    pub policy: Policy,
}
