//! What a phase has decided, before it does the first of it: a phase that was cut off does the same again.

use serde::{Deserialize, Serialize};

use crate::demo::checkpoint::ReturnedBy;

/// Goods to receive so that write-offs have something to take from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StockPlan {
    /// Product index and millionths.
    pub missing: Vec<(usize, i64)>,
}

/// Cash that a slip has applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Correction {
    pub receipt_id: String,
    pub open_item_id: String,
    /// Minor units.
    pub amount: i64,
}

/// How the day's return lines are settled.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NotesPlan {
    pub cancellations: Vec<PlannedCancellation>,
    /// Shipments in transit whose delivery is recorded first.
    pub deliveries: Vec<String>,
    pub returns: Vec<PlannedReturn>,
    pub notes: Vec<PlannedNote>,
    pub returned: ReturnedBy,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlannedCancellation {
    pub order_id: String,
    /// Line number and millionths.
    pub lines: Vec<(i32, i64)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlannedReturn {
    pub order_id: String,
    /// Line number, millionths, and what is credited, in minor units.
    pub lines: Vec<(i32, i64, i64)>,
    pub reason: String,
}

/// A credit note without reference, for one document and customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlannedNote {
    pub document: String,
    pub customer: usize,
    pub country: String,
    /// Product index, millionths, minor units.
    pub lines: Vec<(usize, i64, i64)>,
}
