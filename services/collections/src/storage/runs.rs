//! Dunning runs.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::run::{Column, Entity, Model};
use super::values::date;
use crate::domain::{DunningRun, RunId, RunState, Tally};

/// Begins a run, unless the day has one.
pub async fn begin(tx: &Tx, tenant: &TenantId, run: &DunningRun) -> Result<(), StoreError> {
    set::insert_ignoring_conflicts::<Entity>(tx, [Model { version: 1, ..row(tenant, run) }]).await?;
    Ok(())
}

pub async fn find(tx: &Tx, tenant: &TenantId, id: RunId) -> Result<Option<DunningRun>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::DunningRunId, [id.uuid()]).await?;
    rows.into_iter().next().map(run).transpose()
}

/// Locks the run: one set of it at a time.
pub async fn lock(tx: &Tx, tenant: &TenantId, id: RunId) -> Result<Option<DunningRun>, StoreError> {
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::DunningRunId, [id.uuid()]).await?;
    rows.into_iter().next().map(run).transpose()
}

/// Saves how far it has come, in the transaction of the set.
pub async fn save(tx: &Tx, tenant: &TenantId, run: &DunningRun) -> Result<(), StoreError> {
    set::update::<Entity>(tx, [row(tenant, run)]).await?;
    Ok(())
}

fn row(tenant: &TenantId, run: &DunningRun) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        dunning_run_id: run.id.uuid(),
        as_of: run.as_of.days(),
        done: run.is_done(),
        procedure_version: run.procedure_version,
        after_customer: run.after.map(Id::uuid),
        customers: run.tally.customers,
        notices: run.tally.notices,
        reminders: run.tally.reminders,
        opened: run.tally.opened,
        cured: run.tally.cured,
        version: run.version,
    }
}

fn run(row: Model) -> Result<DunningRun, StoreError> {
    Ok(DunningRun {
        id: Id::from_uuid(row.dunning_run_id),
        as_of: date(row.as_of)?,
        state: if row.done { RunState::Done } else { RunState::Running },
        procedure_version: row.procedure_version,
        after: row.after_customer.map(Id::from_uuid),
        tally: Tally {
            customers: row.customers,
            notices: row.notices,
            reminders: row.reminders,
            opened: row.opened,
            cured: row.cured,
        },
        version: row.version,
    })
}
