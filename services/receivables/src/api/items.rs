//! Questions and commands about open items.

use o2c_kernel::{Date, Id, KeyPart, Violations};
use o2c_proto::receivables::v1::{
    ApplyCreditNoteRequest, GetAgeingRequest, GetCustomerAccountRequest, GetOpenItemRequest, ListOpenItemsRequest,
    ReverseApplicationRequest,
};
use o2c_rpc::parse;

use super::REASON_LENGTH;
use crate::{
    app::{GetAgeing, GetCustomerAccount, ListOpenItems},
    domain::{ApplyCreditNote, OpenItemId, ReverseApplication},
    storage::ItemKey,
};

pub fn get(request: GetOpenItemRequest) -> Result<OpenItemId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "open_item_id", &request.open_item_id);
    parse::finish(v, || id)
}

pub fn list(request: ListOpenItemsRequest) -> Result<ListOpenItems, Violations> {
    let mut v = Violations::default();
    let due_before = parse::optional_date(&mut v, "due_before", request.due_before);
    let mut scope = format!("open_items/{}/{}/{}", request.customer_id, request.open_only, request.document_id);
    // Only where it is given: the tokens of a release that did not know it stay good.
    if let Some(day) = due_before.flatten() {
        scope = format!("{scope}/{day}");
    }
    let size = parse::page_size(&mut v, "page_size", request.page_size);
    let after = parse::page_token(&mut v, "page_token", &request.page_token, &scope).map(|key| item_key(&key));
    let customer = parse::optional_id(&mut v, "customer_id", &request.customer_id);
    let document = parse::optional_id(&mut v, "document_id", &request.document_id);
    parse::finish(v, || {
        Some(ListOpenItems {
            customer: customer?,
            open_only: request.open_only,
            document: document?,
            due_before: due_before?,
            size: size?,
            after: after?,
            scope,
        })
    })
}

/// The token's checksum says that it is ours, so a key of another shape does not occur; it would be the first page.
fn item_key(key: &[KeyPart]) -> Option<ItemKey> {
    let [KeyPart::Int(due_on), KeyPart::Text(number), KeyPart::Uuid(id)] = key else { return None };
    let due_on = i32::try_from(*due_on).ok().and_then(|days| Date::from_days(days).ok())?;
    Some(ItemKey { due_on, document_number: number.clone(), id: Id::from_uuid(*id) })
}

pub fn account(request: GetCustomerAccountRequest) -> Result<GetCustomerAccount, Violations> {
    let mut v = Violations::default();
    let customer = parse::id(&mut v, "customer_id", &request.customer_id);
    let currency = parse::currency(&mut v, "currency_code", &request.currency_code);
    parse::finish(v, || Some(GetCustomerAccount { customer: customer?, currency: currency? }))
}

pub fn ageing(request: GetAgeingRequest) -> Result<GetAgeing, Violations> {
    let mut v = Violations::default();
    let as_of = parse::optional_date(&mut v, "as_of", request.as_of);
    let currency = parse::currency(&mut v, "currency_code", &request.currency_code);
    let customer = parse::optional_id(&mut v, "customer_id", &request.customer_id);
    parse::finish(v, || Some(GetAgeing { as_of: as_of?, currency: currency?, customer: customer? }))
}

pub fn apply_credit_note(request: ApplyCreditNoteRequest) -> Result<ApplyCreditNote, Violations> {
    let mut v = Violations::default();
    let note = parse::id(&mut v, "credit_note_open_item_id", &request.credit_note_open_item_id);
    let item = parse::id(&mut v, "open_item_id", &request.open_item_id);
    let amount = match request.amount {
        None => Some(None),
        amount => parse::positive_money(&mut v, "amount", amount).map(Some),
    };
    parse::finish(v, || Some(ApplyCreditNote { application: Id::new(), note: note?, item: item?, amount: amount? }))
}

pub fn reverse(request: ReverseApplicationRequest) -> Result<ReverseApplication, Violations> {
    let mut v = Violations::default();
    let application = parse::id(&mut v, "application_id", &request.application_id);
    let reason = parse::text(&mut v, "reason", request.reason, REASON_LENGTH);
    parse::finish(v, || Some(ReverseApplication { application: application?, reason: reason? }))
}
