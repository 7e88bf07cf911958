//! How long this machine takes for one durable commit of one row: what no decision can be quicker than.

use std::{path::Path, time::Duration};

use o2c_kernel::{Deadline, TenantId, machine_now};
use o2c_local::{Clients, Load};
use o2c_store::{MIGRATIONS, SqliteOptions, Store, StoreError, numbers};
use rust_decimal::Decimal;

use super::{ground::Ground, latency::Latencies};

const COMMITS: u64 = 300;
const DEADLINE: Duration = Duration::from_secs(10);

/// On the engine of the ground: beside the books on SQLite, in the same server on PostgreSQL. Nothing where each process
/// has a database of its own.
pub async fn on(ground: &Ground) -> anyhow::Result<Option<Duration>> {
    match ground.admin_url() {
        Some(url) => {
            let rate = on_postgres(&Clients::new(url)?, ground.directory())?;
            let micros = Decimal::from(1_000_000).checked_div(rate).unwrap_or_default();
            Ok(Some(Duration::from_micros(u64::try_from(micros.round()).unwrap_or_default())))
        }
        None if ground.is_sqlite() => on_sqlite(ground.directory()).await.map(Some),
        None => Ok(None),
    }
}

/// Commits a second, one client.
pub fn on_postgres(clients: &Clients, directory: &Path) -> anyhow::Result<Decimal> {
    clients.sql(
        "CREATE TABLE IF NOT EXISTS public.single_commit \
         (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value BIGINT NOT NULL)",
    )?;
    let script = "INSERT INTO public.single_commit (value) VALUES (1);\n";
    Ok(clients.load(&Load { script, clients: 1, transactions: COMMITS }, directory)?.parse()?)
}

async fn on_sqlite(directory: &Path) -> anyhow::Result<Duration> {
    let store = Store::sqlite(&directory.join("single-commit.sqlite"), "bench", SqliteOptions::default()).await?;
    store.migrate(&[MIGRATIONS]).await?;
    let mut latencies = Latencies::default();
    for _ in 0..COMMITS {
        let began = machine_now();
        let write = store.write(Deadline::after(DEADLINE), async |tx| {
            numbers::counter_block(tx, &TenantId::default(), "single", 1).await
        });
        let _: i64 = write.await.map_err(|error: StoreError| error)?;
        latencies.add(machine_now().since(began));
    }
    store.close().await;
    Ok(latencies.per_mille(500))
}
