//! Questions about dunning cases and letters.

use o2c_kernel::{Call, Id, KeyPart, Money};

use super::{PageQuery, cut};
use crate::{
    domain::{CaseId, CaseState, CustomerId, Debtor, DunningCase, Notice, Refusal},
    error::CollectionsError,
    service::Collections,
    storage::{cases, debts, notices},
};

/// A case, with what is overdue today: added up when it is asked for, since it changes without us.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseView {
    pub case: DunningCase,
    pub overdue: Money,
}

impl CaseView {
    pub fn of(case: DunningCase, debtors: &[Debtor]) -> Self {
        let here = |debtor: &&Debtor| debtor.customer == case.customer && debtor.overdue.currency() == case.currency;
        let overdue = debtors.iter().find(here).map_or(Money::zero(case.currency), |debtor| debtor.overdue);
        Self { case, overdue }
    }
}

#[derive(Clone, Debug)]
pub struct CasesQuery {
    pub state: Option<CaseState>,
    pub customer: Option<CustomerId>,
    pub page: PageQuery,
    pub list: String,
}

/// A page of cases, oldest first.
#[derive(Debug)]
pub struct CasesPage {
    pub cases: Vec<CaseView>,
    pub more: bool,
    pub list: String,
}

#[derive(Clone, Debug)]
pub struct NoticesQuery {
    pub customer: Option<CustomerId>,
    pub page: PageQuery,
    pub list: String,
}

/// A page of letters, oldest first.
#[derive(Debug)]
pub struct NoticesPage {
    pub notices: Vec<Notice>,
    pub more: bool,
    pub list: String,
}

pub async fn get_dunning_case(
    collections: &Collections,
    call: &Call,
    id: CaseId,
) -> Result<CaseView, CollectionsError> {
    let tx = collections.store.begin_read(call).await?;
    let case = cases::find(&tx, call.tenant(), id).await?.ok_or(Refusal::CaseNotFound)?;
    let customers = debts::Of::Customers(vec![case.customer]);
    let overdue = debts::overdue(&tx, call.tenant(), customers, call.today(), Some(case.currency)).await?;
    tx.rollback().await;
    Ok(CaseView::of(case, &overdue))
}

pub async fn list_dunning_cases(
    collections: &Collections,
    call: &Call,
    query: CasesQuery,
) -> Result<CasesPage, CollectionsError> {
    let CasesQuery { state, customer, page, list } = query;
    let after = if let [KeyPart::Uuid(id)] = page.after.as_slice() { Some(Id::from_uuid(*id)) } else { None };
    let tx = collections.store.begin_read(call).await?;
    let limit = page.size.get().saturating_add(1);
    let rows = cases::page(&tx, call.tenant(), (state, customer), after, limit).await?;
    let (rows, more) = cut(rows, page.size);
    let mut customers: Vec<CustomerId> = rows.iter().map(|case| case.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let overdue = debts::overdue(&tx, call.tenant(), debts::Of::Customers(customers), call.today(), None).await?;
    tx.rollback().await;
    Ok(CasesPage { cases: rows.into_iter().map(|case| CaseView::of(case, &overdue)).collect(), more, list })
}

pub async fn list_dunning_notices(
    collections: &Collections,
    call: &Call,
    query: NoticesQuery,
) -> Result<NoticesPage, CollectionsError> {
    let NoticesQuery { customer, page, list } = query;
    let tx = collections.store.begin_read(call).await?;
    let limit = page.size.get().saturating_add(1);
    let rows = notices::page(&tx, call.tenant(), customer, &page.after, limit).await?;
    tx.rollback().await;
    let (notices, more) = cut(rows, page.size);
    Ok(NoticesPage { notices, more, list })
}
