//! The dunning procedure in its versions.

use o2c_kernel::{Call, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::{level, procedure};
use super::values::money;
use crate::domain::{Level, Procedure, procedure_of};

const TABLE: &str = "dunning_procedure";

/// The newest version that the tenant has set.
pub async fn newest(tx: &Tx, tenant: &TenantId) -> Result<Option<Procedure>, StoreError> {
    let newest = procedure::Entity::find()
        .filter(procedure::Column::Tenant.eq(tenant.as_str()))
        .order_by_desc(procedure::Column::ProcedureVersion)
        .one(tx.connection())
        .await?;
    load(tx, tenant, newest).await
}

pub async fn version(tx: &Tx, tenant: &TenantId, version: i32) -> Result<Option<Procedure>, StoreError> {
    let one = procedure::Entity::find_by_id((tenant.as_str().to_owned(), version)).one(tx.connection()).await?;
    load(tx, tenant, one).await
}

/// Writes a version that is new. Somebody who was faster has won the race for its number.
pub async fn insert(tx: &Tx, call: &Call, new: &Procedure) -> Result<(), StoreError> {
    let tenant = call.tenant().as_str().to_owned();
    let row = procedure::Model {
        tenant: tenant.clone(),
        procedure_version: new.version,
        name: new.name.clone(),
        currency: new.minimum.currency().code().to_owned(),
        minimum_minor: new.minimum.minor(),
        interval_days: new.interval_days,
        reminder_days: new.reminder_days,
        set_by: call.principal().as_str().to_owned(),
        set_at: call.now().micros(),
    };
    if set::insert_ignoring_conflicts::<procedure::Entity>(tx, [row]).await? == 0 {
        return Err(StoreError::LostRace { table: TABLE });
    }
    let levels = new.levels.iter().map(|level| level::Model {
        tenant: tenant.clone(),
        procedure_version: new.version,
        level: level.level,
        days_past_due: level.days_past_due,
        text: level.text.clone(),
        currency: level.fee.currency().code().to_owned(),
        fee_minor: level.fee.minor(),
    });
    set::insert::<level::Entity>(tx, levels.collect::<Vec<_>>()).await?;
    Ok(())
}

async fn load(tx: &Tx, tenant: &TenantId, row: Option<procedure::Model>) -> Result<Option<Procedure>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let levels = level::Entity::find()
        .filter(level::Column::Tenant.eq(tenant.as_str()))
        .filter(level::Column::ProcedureVersion.eq(row.procedure_version))
        .order_by_asc(level::Column::Level)
        .all(tx.connection())
        .await?;
    let level = |level: level::Model| -> Result<Level, StoreError> {
        Ok(Level {
            level: level.level,
            days_past_due: level.days_past_due,
            fee: money(level.fee_minor, &level.currency)?,
            text: level.text,
        })
    };
    Ok(Some(Procedure {
        id: procedure_of(tenant),
        minimum: money(row.minimum_minor, &row.currency)?,
        name: row.name,
        levels: levels.into_iter().map(level).collect::<Result<_, _>>()?,
        interval_days: row.interval_days,
        reminder_days: row.reminder_days,
        version: row.procedure_version,
    }))
}
