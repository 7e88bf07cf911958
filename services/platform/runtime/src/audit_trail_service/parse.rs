//! From the request to a query.

use o2c_audit_trail::list::Query;
use o2c_kernel::{Call, Instant, KeyPart, Principal, Violations};
use o2c_proto::runtime::v1::ListAuditEntriesRequest;
use o2c_rpc::{DOMAIN, InvalidRequest, parse, status};
use tonic::Status;
use uuid::Uuid;

/// An entry may stand for a whole set: a page of more of them would not fit a message.
const MOST: u64 = 100;

/// What is asked for.
pub(super) struct Wanted {
    pub(super) service: String,
    pub(super) query: Query,
    pub(super) size: u64,
    /// What a page token is good for.
    pub(super) filter: String,
}

pub(super) fn wanted(call: &Call, request: ListAuditEntriesRequest) -> Result<Wanted, Status> {
    let mut bad = Violations::default();
    if request.service.is_empty() {
        bad.add("service", parse::reason::REQUIRED, "names the service");
    }
    let document = optional(&request.document_id, |text| parse::uuid(&mut bad, "document_id", text));
    let principal = optional(&request.principal, |text| match Principal::parse(text) {
        Ok(principal) => Some(principal.to_string()),
        Err(error) => {
            bad.add("principal", parse::reason::MALFORMED, error.to_string());
            None
        }
    });
    let from = instant(&mut bad, "from_micros", request.from_micros);
    let until = instant(&mut bad, "until_micros", request.until_micros);
    if from.zip(until).is_some_and(|(from, until)| from >= until) {
        bad.add("until_micros", parse::reason::OUT_OF_RANGE, "is later than from_micros");
    }
    let filter = format!(
        "{}/{}/audit-entries/{}/{}/{}/{}",
        call.tenant(),
        request.service,
        request.document_id,
        request.principal,
        request.from_micros,
        request.until_micros
    );
    let size = parse::page_size(&mut bad, "page_size", request.page_size);
    let after = parse::page_token(&mut bad, "page_token", &request.page_token, &filter);
    let wanted = parse::finish(bad, || {
        let query = Query { document: document?, principal: principal?, from, until, after: last(&after?) };
        Some(Wanted { service: request.service, query, size: size?.get().min(MOST), filter })
    });
    wanted.map_err(|violations| status::status(&InvalidRequest { violations, domain: DOMAIN }, None))
}

/// `Some(None)` where nothing is asked for; `None` where what is asked for is wrong.
fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { parse(text).map(Some) }
}

fn instant(bad: &mut Violations, field: &str, micros: i64) -> Option<Instant> {
    if micros < 0 {
        bad.add(field, parse::reason::OUT_OF_RANGE, "must not be negative");
    }
    (micros > 0).then(|| Instant::from_micros(micros))
}

fn last(key: &[KeyPart]) -> Option<Uuid> {
    match key.first() {
        Some(KeyPart::Uuid(id)) => Some(*id),
        _ => None,
    }
}
