//! The documents behind a term of a KPI.

use o2c_kernel::Call;

use super::PageQuery;
use crate::{
    domain::{Definition, Drill, Window},
    error::AnalyticsError,
    service::Analytics,
    storage::drill::{Part, of_window, open_on},
};

#[derive(Clone, Debug)]
pub struct DocumentsQuery {
    pub kpi: String,
    pub term: String,
    pub window: Window,
    pub page: PageQuery,
    /// Names the list, for its tokens.
    pub filter: String,
}

#[derive(Clone, Debug)]
pub struct DocumentsPage {
    pub parts: Vec<Part>,
    pub drill: Drill,
    pub window: Window,
    pub more: bool,
    pub filter: String,
}

pub async fn list_kpi_documents(
    analytics: &Analytics,
    call: &Call,
    query: DocumentsQuery,
) -> Result<DocumentsPage, AnalyticsError> {
    let DocumentsQuery { kpi, term, window, page, filter } = query;
    let found = Definition::named(&kpi).and_then(|definition| definition.term(&term));
    let drill = found.map_or(Drill::Nothing, |term| term.drill(&window));
    let tx = analytics.store.begin_read(call).await?;
    let limit = page.size.get() + 1;
    let mut parts = match drill {
        Drill::Nothing => return Err(AnalyticsError::KpiNotFound { kpi, term }),
        Drill::Balance { on, current_only } => {
            open_on(&tx, call.tenant(), &window, on, current_only, &page.after, limit).await?
        }
        Drill::Amounts(measure) | Drill::Seconds(measure) | Drill::Count(measure) => {
            of_window(&tx, call.tenant(), &window, measure, &page.after, limit).await?
        }
    };
    tx.rollback().await;
    let size = usize::try_from(page.size.get()).unwrap_or(usize::MAX);
    let more = parts.len() > size;
    parts.truncate(size);
    Ok(DocumentsPage { parts, drill, window, more, filter })
}
