//! Reading and mending sagas for people.

use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{saga, saga_change, saga_step};
use crate::State;

/// One saga.
pub(crate) async fn find(tx: &Tx, tenant: &str, id: Uuid) -> Result<Option<saga::Model>, StoreError> {
    let query = saga::Entity::find().filter(saga::Column::Tenant.eq(tenant)).filter(saga::Column::Id.eq(id));
    Ok(query.one(tx.connection()).await?)
}

/// Sagas of a tenant after a position, oldest first.
pub(crate) async fn list(
    tx: &Tx,
    tenant: &str,
    name: Option<&str>,
    states: &[State],
    after: i64,
    limit: u64,
) -> Result<Vec<saga::Model>, StoreError> {
    let mut query = saga::Entity::find()
        .filter(saga::Column::Tenant.eq(tenant))
        .filter(saga::Column::Position.gt(after))
        .order_by_asc(saga::Column::Position)
        .limit(limit);
    if let Some(name) = name {
        query = query.filter(saga::Column::Name.eq(name));
    }
    if !states.is_empty() {
        query = query.filter(saga::Column::State.is_in(states.iter().map(|state| state.as_str())));
    }
    Ok(query.all(tx.connection()).await?)
}

/// The steps of a saga that have an effect elsewhere.
pub(crate) async fn steps_of(tx: &Tx, tenant: &str, saga: Uuid) -> Result<Vec<saga_step::Model>, StoreError> {
    let query = saga_step::Entity::find()
        .filter(saga_step::Column::Tenant.eq(tenant))
        .filter(saga_step::Column::SagaId.eq(saga));
    Ok(query.all(tx.connection()).await?)
}

/// Lets a stuck saga go on in the direction it went, with all its tries before it.
pub(crate) async fn unstick(tx: &Tx, row: &saga::Model, now: i64) -> Result<(), StoreError> {
    let state = if row.refusal.is_some() { State::Unwinding } else { State::Running };
    let change = saga_change::Model {
        position: row.position,
        state: state.as_str().to_owned(),
        outputs: row.outputs.clone(),
        refusal: row.refusal.clone(),
        resume_at: row.resume_at.clone(),
        last_error: row.last_error.clone(),
        tries: 0,
        faults: 0,
        next_attempt_at: now,
        ended_at: None,
        version: row.version,
    };
    set::update::<saga_change::Entity>(tx, [change]).await?;
    Ok(())
}
