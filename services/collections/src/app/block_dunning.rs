//! Nobody writes to a customer for a while: an agreement, a talk under way, a mistake of ours.

use std::collections::BTreeSet;

use o2c_kernel::{Call, Currency, Date, Id, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::read_cases::CaseView;
use crate::{
    domain::{CustomerId, DunningCase, Refusal},
    error::CollectionsError,
    service::Collections,
    storage::{cases, debts, open_items},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockDunning {
    pub customer: CustomerId,
    pub currency: Currency,
    /// A day that has come lifts the block.
    pub until: Date,
    pub reason: String,
}

/// Blocks each account of the set. A customer without a live case gets one, at level 0: the block needs a place.
pub async fn block_dunning(
    collections: &Collections,
    call: &Call,
    set: Set<BlockDunning, CaseView>,
) -> Result<PerItem<CaseView, CollectionsError>, CollectionsError> {
    collections
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<BlockDunning, CaseView, CollectionsError>| {
            let tenant = call.tenant();
            cases::take_desk(tx, tenant).await?;
            let customers: Vec<CustomerId> = claimed.pending().map(|command| command.customer).collect();
            let mut live = cases::live_of(tx, tenant, customers.iter().copied()).await?;
            let overdue = debts::overdue(tx, tenant, debts::Of::Customers(customers), call.today(), None).await?;
            let mut changed = BTreeSet::new();
            for item in claimed.items_mut() {
                let BlockDunning { customer, currency, until, reason } = item.command();
                let here = |case: &DunningCase| case.customer == *customer && case.currency == *currency;
                if !live.iter().any(here) {
                    if !is_known(tx, call, *customer).await? {
                        item.refuse(Refusal::CaseNotFound.into());
                        continue;
                    }
                    live.push(DunningCase::open(Id::new(), *customer, *currency, call.today()));
                }
                let Some(case) = live.iter_mut().find(|case| here(case)) else { continue };
                case.block(*until, reason);
                changed.insert(case.id);
                item.accept(CaseView::of(case.saved(), &overdue));
            }
            live.retain(|case| changed.contains(&case.id));
            cases::save(tx, tenant, &live).await?;
            Ok(())
        })
        .await
}

/// A customer that we have heard of: another tenant's, or a slip of the pen, must not leave a case behind.
async fn is_known(tx: &Tx, call: &Call, customer: CustomerId) -> Result<bool, CollectionsError> {
    let tenant = call.tenant();
    Ok(open_items::has_open(tx, tenant, customer).await? || cases::any_of(tx, tenant, customer).await?)
}
