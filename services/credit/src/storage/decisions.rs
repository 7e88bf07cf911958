//! Decisions.

use o2c_kernel::{Date, Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::credit_decision::{Column, Entity, Model};
use super::values::{date, money, optional_date, reasons, reasons_text, tenant as tenant_of, unreadable};
use crate::domain::{Decision, Inputs, Outcome, ReservationId, Standing, Verdict};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReservationId>,
) -> Result<Vec<Decision>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::ReservationId, ids).await?;
    rows.into_iter().map(decision).collect()
}

/// Decisions of all tenants in key order: for audit.
pub async fn page_of_all(
    tx: &Tx,
    after: Option<&(TenantId, ReservationId)>,
    limit: u64,
) -> Result<Vec<(TenantId, Decision)>, StoreError> {
    let mut query = Entity::find();
    if let Some((tenant, id)) = after {
        let later = Condition::all().add(Column::Tenant.eq(tenant.as_str())).add(Column::ReservationId.gt(id.uuid()));
        query = query.filter(Condition::any().add(Column::Tenant.gt(tenant.as_str())).add(later));
    }
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::ReservationId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((tenant_of(&row.tenant)?, decision(row)?))).collect()
}

pub async fn append(tx: &Tx, tenant: &TenantId, decisions: &[Decision]) -> Result<(), StoreError> {
    set::insert::<Entity>(tx, decisions.iter().map(|decision| row(tenant, decision))).await?;
    Ok(())
}

fn row(tenant: &TenantId, decision: &Decision) -> Model {
    let Inputs { standing, amount, today, released, tolerance_basis_points } = decision.inputs;
    Model {
        tenant: tenant.as_str().to_owned(),
        reservation_id: decision.reservation.uuid(),
        order_id: decision.order.uuid(),
        customer_id: decision.customer.uuid(),
        credit_account_id: decision.account.uuid(),
        currency: amount.currency().code().to_owned(),
        amount: amount.minor(),
        blocked: standing.map(|standing| standing.blocked),
        limit_minor: standing.map(|standing| standing.limit),
        valid_from: standing.and_then(|standing| standing.valid_from).map(Date::days),
        valid_to: standing.and_then(|standing| standing.valid_to).map(Date::days),
        exposure: standing.map(|standing| standing.exposure),
        today: today.days(),
        released,
        tolerance: i64::from(tolerance_basis_points),
        policy_version: decision.policy_version.clone(),
        outcome: decision.verdict.outcome.as_str().to_owned(),
        reasons: reasons_text(&decision.verdict.reasons),
        credit_review_id: decision.review.map(Id::uuid),
        valid_until: decision.valid_until.map(Instant::micros),
        decided_at: decision.decided_at.micros(),
        after_entry: decision.after_entry,
    }
}

fn decision(row: Model) -> Result<Decision, StoreError> {
    let standing = match (row.blocked, row.limit_minor, row.exposure) {
        (Some(blocked), Some(limit), Some(exposure)) => Some(Standing {
            blocked,
            limit,
            valid_from: optional_date(row.valid_from)?,
            valid_to: optional_date(row.valid_to)?,
            exposure,
        }),
        _ => None,
    };
    Ok(Decision {
        reservation: Id::from_uuid(row.reservation_id),
        order: Id::from_uuid(row.order_id),
        customer: Id::from_uuid(row.customer_id),
        account: Id::from_uuid(row.credit_account_id),
        inputs: Inputs {
            standing,
            amount: money(row.amount, &row.currency)?,
            today: date(row.today)?,
            released: row.released,
            tolerance_basis_points: u32::try_from(row.tolerance).map_err(|_| unreadable("tolerance", row.tolerance))?,
        },
        policy_version: row.policy_version,
        verdict: Verdict {
            outcome: Outcome::parse(&row.outcome).ok_or_else(|| unreadable("outcome", &row.outcome))?,
            reasons: reasons(&row.reasons)?,
        },
        review: row.credit_review_id.map(Id::from_uuid),
        valid_until: row.valid_until.map(Instant::from_micros),
        decided_at: Instant::from_micros(row.decided_at),
        after_entry: row.after_entry,
    })
}
