//! The archive, in the order of arrival.

use o2c_kernel::{Call, KeyPart};

use super::{PageQuery, weigh::fitting};
use crate::{
    domain::ArchivedEvent,
    error::AnalyticsError,
    service::Analytics,
    storage::archive::{self, EventFilter},
};

#[derive(Clone, Debug)]
pub struct EventsQuery {
    pub filter: EventFilter,
    pub page: PageQuery,
    /// Names the list, for its tokens.
    pub list: String,
}

#[derive(Clone, Debug)]
pub struct EventsPage {
    pub events: Vec<ArchivedEvent>,
    pub more: bool,
    pub list: String,
}

pub async fn list_events(analytics: &Analytics, call: &Call, query: EventsQuery) -> Result<EventsPage, AnalyticsError> {
    let EventsQuery { filter, page, list } = query;
    let after = match page.after.as_slice() {
        [KeyPart::Int(offset)] => *offset,
        _ => 0,
    };
    let tx = analytics.store.begin_read(call).await?;
    let sizes = archive::sizes(&tx, call.tenant(), &filter, after, page.size.get() + 1).await?;
    let (offsets, more) = fitting(&sizes, usize::try_from(page.size.get()).unwrap_or(usize::MAX));
    let events = archive::at(&tx, call.tenant(), &offsets).await?;
    tx.rollback().await;
    Ok(EventsPage { events, more, list })
}
