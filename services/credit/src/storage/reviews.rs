//! The review queue.

use o2c_kernel::{Id, Instant, KeyPart, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::credit_review::{Column, Entity, Model};
use super::values::{money, principal, reasons, reasons_text, tenant as tenant_of, unreadable};
use crate::domain::{CreditReview, CreditReviewId, OrderId, ReviewState};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = CreditReviewId>,
) -> Result<Vec<CreditReview>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::CreditReviewId, ids).await?;
    rows.into_iter().map(review).collect()
}

pub async fn of_orders(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<CreditReview>, StoreError> {
    let ids: Vec<_> = orders.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::OrderId, ids).await?;
    rows.into_iter().map(review).collect()
}

/// A page of the queue, oldest first, after a key of (time, id).
pub async fn page(
    tx: &Tx,
    tenant: &TenantId,
    state: ReviewState,
    after: &[KeyPart],
    limit: u64,
) -> Result<Vec<CreditReview>, StoreError> {
    let mut query =
        Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::State.eq(state_code(state)));
    if let [KeyPart::Int(at), KeyPart::Uuid(id)] = after {
        let later = Condition::all().add(Column::ReferredAt.eq(*at)).add(Column::CreditReviewId.gt(*id));
        // the first condition is implied by the others: it lets the index begin there
        let later = Condition::any().add(Column::ReferredAt.gt(*at)).add(later);
        query = query.filter(Column::ReferredAt.gte(*at)).filter(later);
    }
    let ordered = query.order_by_asc(Column::ReferredAt).order_by_asc(Column::CreditReviewId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(review).collect()
}

/// Reviews of all tenants in key order: for audit.
pub async fn page_of_all(
    tx: &Tx,
    after: Option<&(TenantId, CreditReviewId)>,
    limit: u64,
) -> Result<Vec<(TenantId, CreditReview)>, StoreError> {
    let mut query = Entity::find();
    if let Some((tenant, id)) = after {
        let later = Condition::all().add(Column::Tenant.eq(tenant.as_str())).add(Column::CreditReviewId.gt(id.uuid()));
        query = query.filter(Condition::any().add(Column::Tenant.gt(tenant.as_str())).add(later));
    }
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::CreditReviewId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((tenant_of(&row.tenant)?, review(row)?))).collect()
}

pub async fn save(tx: &Tx, tenant: &TenantId, reviews: &[CreditReview]) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = reviews.iter().partition(|review| review.version == 0);
    set::insert::<Entity>(tx, new.into_iter().map(|review| Model { version: 1, ..row(tenant, review) })).await?;
    set::update::<Entity>(tx, known.into_iter().map(|review| row(tenant, review))).await?;
    Ok(())
}

const fn state_code(state: ReviewState) -> i16 {
    match state {
        ReviewState::Open => 1,
        ReviewState::Released => 2,
        ReviewState::Rejected => 3,
        ReviewState::Closed => 4,
    }
}

fn row(tenant: &TenantId, review: &CreditReview) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        credit_review_id: review.id.uuid(),
        order_id: review.order.uuid(),
        customer_id: review.customer.uuid(),
        credit_account_id: review.account.uuid(),
        reservation_id: review.attempt.uuid(),
        currency: review.amount.currency().code().to_owned(),
        amount: review.amount.minor(),
        limit_minor: review.limit,
        exposure: review.exposure,
        reasons: reasons_text(&review.reasons),
        requested_by: review.requested_by.as_str().to_owned(),
        state: state_code(review.state),
        decided_by: review.decided_by.as_ref().map(|principal| principal.as_str().to_owned()),
        decision_reason: review.decision_reason.clone(),
        referred_at: review.referred_at.micros(),
        decided_at: review.decided_at.map(Instant::micros),
        valid_until: review.valid_until.map(Instant::micros),
        revision: review.revision,
        version: review.version,
    }
}

fn review(row: Model) -> Result<CreditReview, StoreError> {
    let states = [ReviewState::Open, ReviewState::Released, ReviewState::Rejected, ReviewState::Closed];
    let state = states.into_iter().find(|state| state_code(*state) == row.state);
    Ok(CreditReview {
        id: Id::from_uuid(row.credit_review_id),
        order: Id::from_uuid(row.order_id),
        customer: Id::from_uuid(row.customer_id),
        account: Id::from_uuid(row.credit_account_id),
        attempt: Id::from_uuid(row.reservation_id),
        amount: money(row.amount, &row.currency)?,
        limit: row.limit_minor,
        exposure: row.exposure,
        reasons: reasons(&row.reasons)?,
        requested_by: principal(&row.requested_by)?,
        state: state.ok_or_else(|| unreadable("state of a review", row.state))?,
        decided_by: row.decided_by.as_deref().map(principal).transpose()?,
        decision_reason: row.decision_reason,
        referred_at: Instant::from_micros(row.referred_at),
        decided_at: row.decided_at.map(Instant::from_micros),
        valid_until: row.valid_until.map(Instant::from_micros),
        revision: row.revision,
        version: row.version,
    })
}
