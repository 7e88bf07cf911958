//! Pages, with where the next one begins.

use o2c_kernel::KeyPart;
use o2c_proto::payments::v1 as proto;
use o2c_rpc::wire;

use crate::app::{ExceptionsPage, LinesPage, ProposalsPage, ReceiptsPage, StatementsPage};

fn token(more: bool, filter: &str, last: Option<Vec<KeyPart>>) -> String {
    wire::page_token(last.filter(|_| more).as_deref(), filter)
}

impl From<&StatementsPage> for proto::ListBankStatementsResponse {
    fn from(page: &StatementsPage) -> Self {
        let last = page.statements.last();
        let key = last.map(|last| vec![KeyPart::Text(last.bank_account.clone()), KeyPart::Int(last.place)]);
        Self {
            bank_statements: page.statements.iter().map(Into::into).collect(),
            next_page_token: token(page.more, &page.filter, key),
        }
    }
}

impl From<&LinesPage> for proto::ListBankStatementLinesResponse {
    fn from(page: &LinesPage) -> Self {
        let key = page.last.map(|last| vec![KeyPart::Int(last)]);
        Self {
            lines: page.lines.iter().map(Into::into).collect(),
            next_page_token: token(page.more, &page.filter, key),
        }
    }
}

impl From<&ReceiptsPage> for proto::ListReceiptsResponse {
    fn from(page: &ReceiptsPage) -> Self {
        let key = page.receipts.last().map(|last| {
            let day = page.by_value_date.then(|| KeyPart::Int(last.value_date.days().into()));
            day.into_iter().chain([KeyPart::Int(last.number)]).collect()
        });
        Self {
            receipts: page.receipts.iter().map(Into::into).collect(),
            next_page_token: token(page.more, &page.filter, key),
        }
    }
}

impl From<&ProposalsPage> for proto::ListMatchProposalsResponse {
    fn from(page: &ProposalsPage) -> Self {
        let key = page.proposals.last().map(|last| vec![KeyPart::Int(last.number)]);
        Self {
            match_proposals: page.proposals.iter().map(Into::into).collect(),
            next_page_token: token(page.more, &page.filter, key),
        }
    }
}

impl From<&ExceptionsPage> for proto::ListPaymentExceptionsResponse {
    fn from(page: &ExceptionsPage) -> Self {
        let key = page.exceptions.last().map(|last| vec![KeyPart::Int(last.number)]);
        Self {
            payment_exceptions: page.exceptions.iter().map(Into::into).collect(),
            next_page_token: token(page.more, &page.filter, key),
        }
    }
}
