//! What is asked for by id, and which page of which list. A token is bound to the list it was made for.

use o2c_kernel::{Date, Violations};
use o2c_proto::payments::v1::{
    GetBankStatementRequest, GetMatchProposalRequest, GetReceiptRequest, ListBankStatementLinesRequest,
    ListBankStatementsRequest, ListMatchProposalsRequest, ListPaymentExceptionsRequest, ListReceiptsRequest,
    MatchProposalState, PaymentExceptionState, ReceiptState,
};
use o2c_rpc::parse::{self, reason};

use crate::{
    app::{ExceptionsQuery, LinesOf, LinesQuery, PageQuery, ProposalsQuery, ReceiptsQuery, StatementsQuery},
    domain::{self, BankStatementId, ProposalId, ReceiptId, ValueDates},
};

const ACCOUNT: usize = 500;
/// Across all that the collection belongs to (AIP-159).
const ALL: &str = "-";

pub fn statement_id(message: GetBankStatementRequest) -> Result<BankStatementId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "bank_statement_id", &message.bank_statement_id);
    parse::finish(v, || id)
}

pub fn receipt_id(message: GetReceiptRequest) -> Result<ReceiptId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "receipt_id", &message.receipt_id);
    parse::finish(v, || id)
}

pub fn proposal_id(message: GetMatchProposalRequest) -> Result<ProposalId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "match_proposal_id", &message.match_proposal_id);
    parse::finish(v, || id)
}

pub fn statements(message: ListBankStatementsRequest) -> Result<StatementsQuery, Violations> {
    let mut v = Violations::default();
    let account = parse::optional_text(&mut v, "bank_account", message.bank_account, ACCOUNT);
    let filter = format!("statements/{}", account.as_deref().unwrap_or_default());
    let page = page(&mut v, message.page_size, &message.page_token, filter);
    parse::finish(v, || {
        Some(StatementsQuery { bank_account: Some(account?).filter(|name| !name.is_empty()), page: page? })
    })
}

pub fn lines(message: ListBankStatementLinesRequest) -> Result<LinesQuery, Violations> {
    let mut v = Violations::default();
    let of = match message.bank_statement_id.as_str() {
        ALL => parse::id(&mut v, "customer_id", &message.customer_id).map(LinesOf::Customer),
        statement => {
            if !message.customer_id.is_empty() {
                v.add("customer_id", reason::TOO_MANY, format!("goes with the bank_statement_id `{ALL}`"));
            }
            parse::id(&mut v, "bank_statement_id", statement).map(LinesOf::Statement)
        }
    };
    // tokens of a statement's lines are as they were before there were others
    let filter = match message.bank_statement_id.as_str() {
        ALL => format!("lines/{ALL}/{}", message.customer_id),
        statement => format!("lines/{statement}"),
    };
    let page = page(&mut v, message.page_size, &message.page_token, filter);
    parse::finish(v, || Some(LinesQuery { of: of?, page: page? }))
}

pub fn receipts(message: ListReceiptsRequest) -> Result<ReceiptsQuery, Violations> {
    let mut v = Violations::default();
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let state: Option<Option<ReceiptState>> = parse::optional_enum(&mut v, "state", message.state);
    let from = parse::optional_date(&mut v, "value_date_from", message.value_date_from);
    let to = parse::optional_date(&mut v, "value_date_to", message.value_date_to);
    let dates = from.zip(to).map(|(from, to)| ValueDates { from, to });
    if dates.is_some_and(|dates| dates.from.zip(dates.to).is_some_and(|(from, to)| from > to)) {
        v.add("value_date_to", reason::OUT_OF_RANGE, "is not before value_date_from");
    }
    let mut filter = format!("receipts/{}/{}", message.customer_id, message.state);
    // Only where they are given: the tokens of a release that did not know them stay good.
    if let Some(ValueDates { from, to }) = dates.filter(|dates| !dates.are_all()) {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        filter = format!("{filter}/{}/{}", day(from), day(to));
    }
    let page = page(&mut v, message.page_size, &message.page_token, filter);
    parse::finish(v, || {
        let state = state?.and_then(|state| match state {
            ReceiptState::Unapplied => Some(domain::ReceiptState::Unapplied),
            ReceiptState::PartiallyApplied => Some(domain::ReceiptState::PartiallyApplied),
            ReceiptState::Applied => Some(domain::ReceiptState::Applied),
            ReceiptState::Unspecified => None,
        });
        Some(ReceiptsQuery { customer: customer?, state, value_dates: dates?, page: page? })
    })
}

/// Without a state: those that wait for a person; of a receipt, all.
pub fn proposals(message: ListMatchProposalsRequest) -> Result<ProposalsQuery, Violations> {
    let mut v = Violations::default();
    let receipt = parse::optional_id(&mut v, "receipt_id", &message.receipt_id);
    let state: Option<Option<MatchProposalState>> = parse::optional_enum(&mut v, "state", message.state);
    let filter = format!("proposals/{}/{}", message.receipt_id, message.state);
    let page = page(&mut v, message.page_size, &message.page_token, filter);
    parse::finish(v, || {
        let receipt = receipt?;
        let named = state?.and_then(|state| match state {
            MatchProposalState::Proposed => Some(domain::ProposalState::Proposed),
            MatchProposalState::Applying => Some(domain::ProposalState::Applying),
            MatchProposalState::AutoApplied => Some(domain::ProposalState::AutoApplied),
            MatchProposalState::Accepted => Some(domain::ProposalState::Accepted),
            MatchProposalState::Edited => Some(domain::ProposalState::Edited),
            MatchProposalState::Rejected => Some(domain::ProposalState::Rejected),
            MatchProposalState::Unspecified => None,
        });
        let waiting = receipt.is_none().then_some(domain::ProposalState::Proposed);
        Some(ProposalsQuery { state: named.or(waiting), receipt, page: page? })
    })
}

/// Without a state: open ones; of a customer, all.
pub fn exceptions(message: ListPaymentExceptionsRequest) -> Result<ExceptionsQuery, Violations> {
    let mut v = Violations::default();
    let state: Option<Option<PaymentExceptionState>> = parse::optional_enum(&mut v, "state", message.state);
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    let filter = match message.customer_id.as_str() {
        "" => format!("exceptions/{}", message.state),
        customer => format!("exceptions/{}/{customer}", message.state),
    };
    let page = page(&mut v, message.page_size, &message.page_token, filter);
    parse::finish(v, || {
        let customer = customer?;
        let open = match state? {
            Some(PaymentExceptionState::Resolved) => Some(false),
            Some(PaymentExceptionState::Open) => Some(true),
            Some(PaymentExceptionState::Unspecified) | None => customer.is_none().then_some(true),
        };
        Some(ExceptionsQuery { open, customer, page: page? })
    })
}

fn page(v: &mut Violations, size: i32, token: &str, filter: String) -> Option<PageQuery> {
    let size = parse::page_size(v, "page_size", size);
    let after = parse::page_token(v, "page_token", token, &filter);
    Some(PageQuery { size: size?, after: after?, filter })
}
