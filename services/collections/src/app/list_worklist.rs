//! Whom to call first. All debtors pass by once, by customer, and only a page of them is kept: memory is bounded by the
//! page, whatever the size of the book.

use std::collections::HashMap;

use o2c_kernel::{Call, Currency, Date, Id, KeyPart};
use o2c_store::Tx;

use super::{PageQuery, cut, procedure};
use crate::{
    domain::{Ranked, Top, rank},
    error::CollectionsError,
    service::Collections,
    storage::{debts, ranges},
};

/// Customers that are added up at once.
const CUSTOMERS: i64 = 1_000;

#[derive(Clone, Debug)]
pub struct WorklistQuery {
    /// None = today.
    pub as_of: Option<Date>,
    pub currency: Option<Currency>,
    pub page: PageQuery,
    pub list: String,
}

/// A page of the worklist, the most urgent first.
#[derive(Debug)]
pub struct WorklistPage {
    pub items: Vec<Ranked>,
    pub more: bool,
    pub list: String,
}

pub async fn list_worklist(
    collections: &Collections,
    call: &Call,
    query: WorklistQuery,
) -> Result<WorklistPage, CollectionsError> {
    let WorklistQuery { as_of, currency, page, list } = query;
    let as_of = as_of.unwrap_or_else(|| call.today());
    let room = usize::try_from(page.size.get()).unwrap_or(usize::MAX).saturating_add(1);
    let mut top = Top::new(room, key(&page.after));
    let tx = collections.store.begin_read(call).await?;
    let strictest = procedure::newest(collections, &tx, call.tenant()).await?.strictest();
    let mut after = ranges::start();
    while let Some(range) = next_range(&tx, call, after, as_of).await? {
        after = range.last;
        let cases = ranges::live_cases(&tx, call.tenant(), range).await?;
        let cases: HashMap<_, _> = cases.iter().map(|case| ((case.customer, case.currency), case)).collect();
        for mut debtor in debts::overdue(&tx, call.tenant(), debts::Of::Range(range), as_of, currency).await? {
            if !debtor.overdue.is_positive() {
                continue; // unused credit notes cover it
            }
            if let Some(case) = cases.get(&(debtor.customer, debtor.overdue.currency())) {
                debtor.level = case.level;
                debtor.blocked_until = case.blocked_until;
            }
            top.offer(rank(debtor, collections.weights, strictest, as_of));
        }
    }
    tx.rollback().await;
    let (items, more) = cut(top.into_ordered(), page.size);
    Ok(WorklistPage { items, more, list })
}

async fn next_range(
    tx: &Tx,
    call: &Call,
    after: crate::domain::CustomerId,
    as_of: Date,
) -> Result<Option<ranges::Range>, CollectionsError> {
    let last = ranges::last_due(tx, call.tenant(), after, as_of, CUSTOMERS).await?;
    Ok(last.map(|last| ranges::Range { after, last }))
}

fn key(after: &[KeyPart]) -> Option<(i64, crate::domain::CustomerId, Currency)> {
    match after {
        [KeyPart::Int(urgency), KeyPart::Uuid(customer), KeyPart::Text(currency)] => {
            Some((*urgency, Id::from_uuid(*customer), Currency::parse(currency).ok()?))
        }
        _ => None,
    }
}
