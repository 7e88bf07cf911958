//! The facts themselves of what is held back, parked or dead alike.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

/// A table of facts that a consumer holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Held {
    Parked,
    Dead,
}

impl Held {
    const fn table(self) -> &'static str {
        match self {
            Held::Parked => "parked_event",
            Held::Dead => "dead_letter",
        }
    }
}

/// A held fact: its event id, and its envelope.
pub(crate) type HeldFact = (Uuid, Vec<u8>);

/// Facts that a consumer holds of a tenant, after an event id; at most as many as [`overwrite`] takes.
pub(crate) async fn page(
    tx: &Tx,
    held: Held,
    consumer: &str,
    tenant: &TenantId,
    after: Option<Uuid>,
) -> Result<Vec<HeldFact>, StoreError> {
    let sql = Sql::new("SELECT event_id, envelope FROM ").push(held.table());
    let sql = of_consumer(sql, consumer, tenant)
        .push(" AND event_id > ")
        .bind(after.unwrap_or(Uuid::nil()))
        .push(" ORDER BY event_id LIMIT ")
        .bind(Sql::LONGEST_LIST as i64);
    let rows = sql.rows(tx).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Puts other envelopes in the place of those of some facts; how a fact is held stays as it is.
pub(crate) async fn overwrite(
    tx: &Tx,
    held: Held,
    consumer: &str,
    tenant: &TenantId,
    facts: &[HeldFact],
) -> Result<(), StoreError> {
    if facts.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE ").push(held.table()).push(" SET envelope = CASE event_id");
    for (event, envelope) in facts {
        sql = sql.push(" WHEN ").bind(*event).push(" THEN ").bind(envelope.clone());
    }
    let events: Vec<Uuid> = facts.iter().map(|(event, _)| *event).collect();
    of_consumer(sql.push(" ELSE envelope END"), consumer, tenant)
        .push(" AND event_id IN ")
        .list(&events)
        .execute(tx)
        .await?;
    Ok(())
}

fn of_consumer(sql: Sql, consumer: &str, tenant: &TenantId) -> Sql {
    sql.push(" WHERE tenant = ").bind(tenant.as_str()).push(" AND consumer = ").bind(consumer)
}
