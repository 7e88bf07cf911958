//! Requests about accounts.

use o2c_kernel::{Currency, Date, Money, Violations};
use o2c_proto::credit::v1::{
    BlockCreditAccountRequest, CreateCreditAccountRequest, FindCreditAccountRequest, GetCreditAccountRequest,
    ListCreditAccountsRequest, ListExposureEntriesRequest, RiskClass as WireRiskClass, SetCreditLimitRequest,
    UnblockCreditAccountRequest,
};
use o2c_rpc::parse::{self, reason};

use super::{REASON_LENGTH, page::page};
use crate::{
    app::{AccountsQuery, EntriesQuery, OpenAccount, SetBlocked, SetLimit},
    domain::{AccountTerms, CreditAccountId, CustomerId, RiskClass},
};

/// The lists, for their tokens.
const ACCOUNTS: &str = "credit.accounts";
pub fn entries_of(account: CreditAccountId) -> String {
    format!("credit.entries/{account}")
}

pub fn create(message: CreateCreditAccountRequest) -> Result<OpenAccount, Violations> {
    let mut v = Violations::default();
    let account = parse::nested(&mut v, "credit_account", message.credit_account, |v, account| {
        let customer = parse::id(v, "customer_id", &account.customer_id);
        let limit = limit(v, account.limit);
        let valid_from = parse::optional_date(v, "valid_from", account.valid_from);
        let valid_to = parse::optional_date(v, "valid_to", account.valid_to);
        let risk_class = parse::optional_enum::<WireRiskClass>(v, "risk_class", account.risk_class);
        let terms = terms(v, limit, valid_from, valid_to);
        Some(OpenAccount {
            customer: customer?,
            terms: terms?,
            risk_class: risk_class?.map(risk).unwrap_or_default(),
            blocked: account.blocked,
        })
    });
    parse::finish(v, || account)
}

pub fn set_limit(message: SetCreditLimitRequest) -> Result<SetLimit, Violations> {
    let mut v = Violations::default();
    let account = parse::id(&mut v, "credit_account_id", &message.credit_account_id);
    let seen = parse::etag(&mut v, "etag", &message.etag);
    let limit = limit(&mut v, message.limit);
    let valid_from = parse::optional_date(&mut v, "valid_from", message.valid_from);
    let valid_to = parse::optional_date(&mut v, "valid_to", message.valid_to);
    let terms = terms(&mut v, limit, valid_from, valid_to);
    let reason = parse::text(&mut v, "reason", message.reason, REASON_LENGTH);
    parse::finish(v, || Some(SetLimit { account: account?, seen: seen?, terms: terms?, reason: reason? }))
}

pub fn block(message: BlockCreditAccountRequest) -> Result<SetBlocked, Violations> {
    blocked(true, &message.credit_account_id, message.reason)
}

pub fn unblock(message: UnblockCreditAccountRequest) -> Result<SetBlocked, Violations> {
    blocked(false, &message.credit_account_id, message.reason)
}

pub fn get(message: GetCreditAccountRequest) -> Result<CreditAccountId, Violations> {
    let mut v = Violations::default();
    let account = parse::id(&mut v, "credit_account_id", &message.credit_account_id);
    parse::finish(v, || account)
}

pub fn find(message: FindCreditAccountRequest) -> Result<(CustomerId, Currency), Violations> {
    let mut v = Violations::default();
    let customer = parse::id(&mut v, "customer_id", &message.customer_id);
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    parse::finish(v, || Some((customer?, currency?)))
}

pub fn list(message: ListCreditAccountsRequest) -> Result<AccountsQuery, Violations> {
    let mut v = Violations::default();
    let customer = parse::optional_id(&mut v, "customer_id", &message.customer_id);
    // Only where it is given: the tokens of a release that did not know it stay good.
    let list = match message.customer_id.as_str() {
        "" => ACCOUNTS.to_owned(),
        customer => format!("{ACCOUNTS}/{customer}"),
    };
    let page = page(&mut v, message.page_size, &message.page_token, &list);
    parse::finish(v, || Some(AccountsQuery { customer: customer?, page: page?, list }))
}

pub fn entries(message: ListExposureEntriesRequest) -> Result<EntriesQuery, Violations> {
    let mut v = Violations::default();
    let account: Option<CreditAccountId> = parse::id(&mut v, "credit_account_id", &message.credit_account_id);
    let filter = account.map(entries_of).unwrap_or_default();
    let page = page(&mut v, message.page_size, &message.page_token, &filter);
    parse::finish(v, || Some(EntriesQuery { account: account?, page: page? }))
}

fn blocked(blocked: bool, account: &str, reason: String) -> Result<SetBlocked, Violations> {
    let mut v = Violations::default();
    let account = parse::id(&mut v, "credit_account_id", account);
    let reason = parse::text(&mut v, "reason", reason, REASON_LENGTH);
    parse::finish(v, || Some(SetBlocked { account: account?, blocked, reason: reason? }))
}

/// 0 is a limit: the customer pays in advance.
fn limit(v: &mut Violations, value: Option<o2c_proto::google::r#type::Money>) -> Option<Money> {
    let limit = parse::money(v, "limit", value)?;
    if limit.is_negative() {
        v.add("limit", reason::OUT_OF_RANGE, "must not be negative");
        return None;
    }
    Some(limit)
}

fn terms(
    v: &mut Violations,
    limit: Option<Money>,
    valid_from: Option<Option<Date>>,
    valid_to: Option<Option<Date>>,
) -> Option<AccountTerms> {
    let (valid_from, valid_to) = (valid_from?, valid_to?);
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to < from
    {
        v.add("valid_to", reason::OUT_OF_RANGE, format!("is before the first day, {from}"));
        return None;
    }
    Some(AccountTerms { limit: limit?, valid_from, valid_to })
}

fn risk(class: WireRiskClass) -> RiskClass {
    match class {
        WireRiskClass::Low => RiskClass::Low,
        WireRiskClass::Medium | WireRiskClass::Unspecified => RiskClass::Medium,
        WireRiskClass::High => RiskClass::High,
    }
}
