//! People decide about orders over the limit.

use o2c_kernel::{Call, PerItem, Set, TenantId};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{CreditReview, CreditReviewId, Desk, ReviewCommand},
    error::CreditError,
    service::Credit,
    storage::{accounts, documents, reservations, reviews},
};

/// Decides each review of the set on behalf of the caller, who must not be the one that asked for the order, by whatever way
/// (CRD-6).
pub async fn decide_credit_reviews(
    credit: &Credit,
    call: &Call,
    set: Set<ReviewCommand, CreditReview>,
) -> Result<PerItem<CreditReview, CreditError>, CreditError> {
    credit
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<ReviewCommand, CreditReview, CreditError>| {
            let (by, now, today) = (call.actor(), call.now(), call.today());
            let ids: Vec<CreditReviewId> = claimed.pending().map(|item| item.review).collect();
            let mut desk = load(tx, call.tenant(), &ids).await?;
            for item in claimed.items_mut() {
                let decided = desk.decide_review(item.command(), &by, &credit.policy, now, today);
                item.decide(decided.map_err(CreditError::from));
            }
            finish(credit, tx, call, desk).await
        })
        .await
}

/// A review only changes under the lock of its account, so it is read again behind it.
pub(super) async fn load(tx: &Tx, tenant: &TenantId, ids: &[CreditReviewId]) -> Result<Desk, CreditError> {
    let seen = reviews::find(tx, tenant, ids.iter().copied()).await?;
    let locked = accounts::lock(tx, tenant, seen.iter().map(|review| review.account)).await?;
    let reviews = reviews::find(tx, tenant, ids.iter().copied()).await?;
    let orders = || reviews.iter().map(|review| review.order);
    let reservations = reservations::of_orders(tx, tenant, orders()).await?;
    let documents = documents::find(tx, tenant, orders().map(|order| order.uuid())).await?;
    Ok(Desk::default()
        .with_accounts(locked)
        .with_reservations(reservations)
        .with_documents(documents)
        .with_reviews(reviews))
}
