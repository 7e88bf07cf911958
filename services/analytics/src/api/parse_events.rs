//! Which events are asked for.

use o2c_kernel::{Id, Violations};
use o2c_proto::analytics::v1::ListEventsRequest;
use o2c_rpc::parse;

use crate::{
    app::{EventsQuery, PageQuery},
    storage::archive::EventFilter,
};

/// Longer than any name of a type.
const TYPE: usize = 128;

pub fn parse(message: ListEventsRequest) -> Result<EventsQuery, Violations> {
    let mut v = Violations::default();
    let aggregate = parse::optional_id::<()>(&mut v, "aggregate_id", &message.aggregate_id);
    let type_name = parse::optional_text(&mut v, "type", message.r#type, TYPE);
    let list = format!("analytics.events/{aggregate:?}/{type_name:?}");
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let after = parse::page_token(&mut v, "page_token", &message.page_token, &list);
    parse::finish(v, || {
        let type_name = type_name?;
        let filter = EventFilter {
            aggregate: aggregate?.map(Id::uuid),
            type_name: Some(type_name).filter(|name| !name.is_empty()),
        };
        Some(EventsQuery { filter, page: PageQuery { size: size?, after: after? }, list })
    })
}
