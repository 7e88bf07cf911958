//! Questions and commands about the journal.

use o2c_kernel::{Id, KeyPart, Money, Violations};
use o2c_proto::receivables::v1::{
    ClosePeriodRequest, GetTrialBalanceRequest, ListJournalEntriesRequest, PostBadDebtRequest,
};
use o2c_rpc::parse;
use uuid::Uuid;

use super::REASON_LENGTH;
use crate::{
    app::{ClosePeriod, GetTrialBalance, ListJournalEntries},
    domain::BadDebt,
};

pub fn entries(request: ListJournalEntriesRequest) -> Result<ListJournalEntries, Violations> {
    let mut v = Violations::default();
    let scope = format!("journal_entries/{}", request.document_id);
    let size = parse::page_size(&mut v, "page_size", request.page_size);
    let after = parse::page_token(&mut v, "page_token", &request.page_token, &scope).map(|key| match key.as_slice() {
        [KeyPart::Int(position)] => Some(*position),
        _ => None,
    });
    let document: Option<Option<Uuid>> = match request.document_id.as_str() {
        "" => Some(None),
        id => parse::uuid(&mut v, "document_id", id).map(Some),
    };
    parse::finish(v, || Some(ListJournalEntries { document: document?, size: size?, after: after?, scope }))
}

pub fn trial_balance(request: GetTrialBalanceRequest) -> Result<GetTrialBalance, Violations> {
    let mut v = Violations::default();
    let as_of = parse::optional_date(&mut v, "as_of", request.as_of);
    let currency = parse::currency(&mut v, "currency_code", &request.currency_code);
    parse::finish(v, || Some(GetTrialBalance { as_of: as_of?, currency: currency? }))
}

pub fn bad_debt(request: PostBadDebtRequest) -> Result<BadDebt, Violations> {
    let mut v = Violations::default();
    let amount = parse::money(&mut v, "amount", request.amount);
    if amount.is_some_and(Money::is_zero) {
        v.add("amount", parse::reason::OUT_OF_RANGE, "must not be zero");
    }
    let posted_on = parse::date(&mut v, "posted_on", request.posted_on);
    let reference = parse::text(&mut v, "reference", request.reference, REASON_LENGTH);
    let description = parse::optional_text(&mut v, "description", request.description, REASON_LENGTH);
    parse::finish(v, || {
        Some(BadDebt {
            entry: Id::new(),
            amount: amount?,
            posted_on: posted_on?,
            reference: reference?,
            description: description?,
        })
    })
}

pub fn close(request: ClosePeriodRequest) -> Result<ClosePeriod, Violations> {
    let mut v = Violations::default();
    let through = parse::date(&mut v, "closed_through", request.closed_through);
    parse::finish(v, || through.map(ClosePeriod))
}
