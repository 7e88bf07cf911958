//! The tables, one a file. `day_sum` has none: it is only ever added to and summed.

pub mod archived_event;
pub mod order_fact;
pub mod proposal_fact;
pub mod receipt_fact;
pub mod receivable;
pub mod receivable_movement;
pub mod sales_document;
