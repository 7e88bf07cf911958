//! What analytics does: takes facts in, and answers.

mod get_kpis;
mod get_order_trail;
mod list_events;
mod list_kpi_documents;
mod take_in;
mod weigh;

pub use get_kpis::{KpiReport, get_kpis};
pub use get_order_trail::{OrderTrail, get_order_trail};
pub use list_events::{EventsPage, EventsQuery, list_events};
pub use list_kpi_documents::{DocumentsPage, DocumentsQuery, list_kpi_documents};
pub use take_in::{Incoming, take_in};

use o2c_kernel::{KeyPart, PageSize};

/// Which page.
#[derive(Clone, Debug)]
pub struct PageQuery {
    pub size: PageSize,
    /// The key of the last entry before it; empty for the first page.
    pub after: Vec<KeyPart>,
}
