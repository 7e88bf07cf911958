//! Opening balances.

use o2c_kernel::Violations;
use o2c_proto::receivables::v1::ImportOpenItemRequest;
use o2c_rpc::parse;

use crate::domain::{DocumentType, OpeningItem};

/// A number or a name.
const TEXT_LENGTH: usize = 200;

pub fn import(request: ImportOpenItemRequest) -> Result<OpeningItem, Violations> {
    let mut v = Violations::default();
    let document_type = document_type(&mut v, &request.document_type);
    let number = parse::text(&mut v, "document_number", request.document_number, TEXT_LENGTH);
    let customer = parse::id(&mut v, "customer_id", &request.customer_id);
    let customer_name = parse::text(&mut v, "customer_name", request.customer_name, TEXT_LENGTH);
    let document_date = parse::date(&mut v, "document_date", request.document_date);
    let due_on = parse::optional_date(&mut v, "due_on", request.due_on);
    let amount = parse::positive_money(&mut v, "amount", request.amount);
    let posted_on = parse::date(&mut v, "posted_on", request.posted_on);
    if let (Some(document_date), Some(Some(due_on))) = (document_date, due_on)
        && due_on < document_date
    {
        v.add("due_on", parse::reason::OUT_OF_RANGE, format!("is before the document's date, {document_date}"));
    }
    if let (Some(document_date), Some(posted_on)) = (document_date, posted_on)
        && document_date > posted_on
    {
        v.add("document_date", parse::reason::OUT_OF_RANGE, format!("is after the day of posting, {posted_on}"));
    }
    if let (Some(document_type), Some(None)) = (document_type, due_on)
        && document_type.is_owed()
    {
        v.add("due_on", parse::reason::REQUIRED, "is required");
    }
    parse::finish(v, || {
        Some(OpeningItem {
            document_type: document_type?,
            number: number?,
            customer: customer?,
            customer_name: customer_name?,
            document_date: document_date?,
            // a credit note is not due
            due_on: due_on?.unwrap_or(document_date?),
            amount: amount?,
            posted_on: posted_on?,
        })
    })
}

fn document_type(v: &mut Violations, name: &str) -> Option<DocumentType> {
    let known = DocumentType::parse(name);
    match (known, name) {
        (None, "") => v.add("document_type", parse::reason::REQUIRED, "is required"),
        (None, _) => v.add("document_type", parse::reason::UNKNOWN_VALUE, "is not INVOICE, CREDIT_NOTE or DEBIT_NOTE"),
        (Some(_), _) => {}
    }
    known
}
