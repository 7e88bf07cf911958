//! What is due, and who sends it. Several processes share the work: each takes rows that no other has locked, and says until
//! when it will have tried them. Then they are due again, whatever became of the process.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{Engine, StoreError, Tx, set};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};
use uuid::Uuid;

use super::deliveries::delivery;
use super::entities::delivery::{Column, Entity, Model};
use super::values::tenant;
use crate::domain::{Delivery, SubscriptionId};

/// An endpoint for which something is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    pub tenant: TenantId,
    pub subscription: SubscriptionId,
    /// Its last attempt failed.
    pub failing: bool,
}

/// Which rows are due: those whose time has come, and those whose time is behind all that anybody could wait for. That was
/// written by a clock that was put back since.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub now: Instant,
    pub farthest: Instant,
}

/// The next enabled endpoints behind one, in key order, for which something is due.
pub async fn due(
    tx: &Tx,
    times: Times,
    after: Option<(&TenantId, SubscriptionId)>,
    limit: u64,
) -> Result<Vec<Due>, StoreError> {
    let mut binds: Vec<Value> = vec![times.now.micros().into(), times.farthest.micros().into()];
    let behind = match after {
        Some((tenant, subscription)) => {
            binds.extend([tenant.as_str().into(), subscription.uuid().into()]);
            " AND (s.tenant, s.subscription_id) > ($3, $4)"
        }
        None => "",
    };
    let text = format!(
        "SELECT s.tenant, s.subscription_id, s.failing_since FROM webhook_subscription s \
         WHERE s.state = 1{behind} AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.tenant = s.tenant \
         AND d.subscription_id = s.subscription_id AND d.due_at IS NOT NULL AND (d.due_at <= $1 OR d.due_at > $2)) \
         ORDER BY s.tenant, s.subscription_id LIMIT {limit}"
    );
    let mut found = Vec::new();
    for row in tx.connection().query_all_raw(statement(tx, text, binds)).await? {
        let name: String = row.try_get_by_index(0)?;
        let failing: Option<i64> = row.try_get_by_index(2)?;
        let subscription = Id::from_uuid(row.try_get_by_index(1)?);
        found.push(Due { tenant: tenant(&name)?, subscription, failing: failing.is_some() });
    }
    Ok(found)
}

/// Claims up to so many of each endpoint, those first that have been due longest; with the tenants that they are of.
pub async fn claim(
    tx: &Tx,
    times: Times,
    wanted: &[(Due, usize)],
    claim: Uuid,
    until: Instant,
) -> Result<Vec<(TenantId, Delivery)>, StoreError> {
    let positions = lock_due(tx, times, wanted).await?;
    let mut rows = Entity::find().filter(Column::Position.is_in(positions)).all(tx.connection()).await?;
    rows.sort_by_key(|row| row.position);
    for row in &mut rows {
        (row.claim, row.due_at) = (Some(claim), Some(until.micros()));
    }
    let claimed: Vec<Model> = rows.clone();
    set::update_columns::<Entity>(tx, claimed, &[Column::Claim, Column::DueAt]).await?;
    rows.into_iter().map(|row| Ok((tenant(&row.tenant)?, delivery(row)?))).collect()
}

/// One statement for all endpoints. On SQLite the writer is alone anyway.
async fn lock_due(tx: &Tx, times: Times, wanted: &[(Due, usize)]) -> Result<Vec<i64>, StoreError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let lock = match tx.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR UPDATE SKIP LOCKED",
    };
    let mut binds: Vec<Value> = vec![times.now.micros().into(), times.farthest.micros().into()];
    let mut parts = Vec::with_capacity(wanted.len());
    for (due, most) in wanted {
        let (tenant, subscription) = (binds.len() + 1, binds.len() + 2);
        binds.extend([Value::from(due.tenant.as_str()), due.subscription.uuid().into()]);
        parts.push(format!(
            "SELECT position FROM (SELECT position FROM webhook_delivery WHERE tenant = ${tenant} \
             AND subscription_id = ${subscription} AND due_at IS NOT NULL AND (due_at <= $1 OR due_at > $2) \
             ORDER BY due_at, position LIMIT {most}{lock}) AS part"
        ));
    }
    let rows = tx.connection().query_all_raw(statement(tx, parts.join(" UNION ALL "), binds)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

fn statement(tx: &Tx, text: String, binds: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(tx.connection().get_database_backend(), text, binds)
}
