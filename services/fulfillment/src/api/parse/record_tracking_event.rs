//! `RecordTrackingEventRequest`.

use o2c_kernel::{Instant, Violations};
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_CODE, MAX_TEXT};
use crate::app::record_tracking_events::RecordTrackingEvent;

pub(in crate::api) fn record_tracking_event(
    message: proto::RecordTrackingEventRequest,
) -> Result<RecordTrackingEvent, Violations> {
    let mut v = Violations::default();
    let command = parse::nested(&mut v, "tracking_event", message.tracking_event, |v, event| {
        let shipment = parse::id(v, "shipment_id", &event.shipment_id);
        let code = parse::text(v, "code", event.code, MAX_CODE).filter(|code| well_formed(v, code));
        let description = parse::optional_text(v, "description", event.description, MAX_TEXT);
        let place = parse::optional_text(v, "place", event.place, MAX_TEXT);
        let micros = parse::in_range(v, "happened_at_micros", event.happened_at_micros, 0..=i64::MAX)?;
        let happened_at = Some(micros).filter(|micros| *micros > 0).map(Instant::from_micros);
        Some(RecordTrackingEvent {
            shipment: shipment?,
            code: code?,
            description: description?,
            place: place?,
            happened_at,
        })
    });
    parse::finish(v, || command)
}

fn well_formed(v: &mut Violations, code: &str) -> bool {
    let fine = code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if !fine {
        v.add("code", parse::reason::MALFORMED, "has capitals, digits and _ such as IN_TRANSIT");
    }
    fine
}
