//! What this machine's PostgreSQL could do at most: the rows that the run has left behind, written once more by SQL
//! alone, into empty tables of the same shape with the same indexes.
//!
//! The rows of each table are dealt out evenly to the orders. `cycle8f` then writes one order at a time, a transaction
//! and a round trip a service, sixteen clients beside each other; `set128` writes 128 orders at a time. Nothing is
//! decided, read back or changed: that is what a product does on top, and where it can lose.

use std::path::Path;

use anyhow::Context;
use o2c_local::{Clients, Load};
use rust_decimal::Decimal;

use super::single_commit;
use crate::definitions;

/// Makes the empty tables and deals out the rows.
const PREPARE: &str = include_str!("prepare.sql");
const EMPTY: &str = include_str!("empty.sql");

const CLIENTS: u64 = 16;
const SET: u64 = 128;
/// Orders are written one by one for so long that a checkpoint or a slow disk does not decide.
const SINGLE_ORDERS: u64 = 8_000;

/// Orders a second.
#[derive(Clone, Copy, Debug)]
pub struct Ceiling {
    pub cycle8f: Decimal,
    pub set128: Decimal,
    /// Commits of one row a second, one client: how long the disk takes.
    pub single_commits: Decimal,
}

/// Measures on the server, and in the database, that the run was made on.
pub fn measure(url: &str, orders: u64, directory: &Path) -> anyhow::Result<Ceiling> {
    let clients = Clients::new(url)?;
    let services: Vec<String> = definitions::ALL.iter().map(|definition| format!("'{}'", definition.name)).collect();
    let prepare = PREPARE.replace(":services", &services.join(", ")).replace(":orders", &orders.to_string());
    clients.sql(&prepare).context("the ceiling cannot be prepared")?;
    let single = run(&clients, directory, 1, orders.min(SINGLE_ORDERS))?;
    let set = run(&clients, directory, SET, orders)?;
    let single_commits = single_commit::on_postgres(&clients, directory)?;
    Ok(Ceiling { cycle8f: single, set128: set, single_commits })
}

/// Orders a second, `set` at a time.
fn run(clients: &Clients, directory: &Path, set: u64, orders: u64) -> anyhow::Result<Decimal> {
    clients.sql(EMPTY)?;
    clients.sql("CHECKPOINT")?;
    let sets = orders / set;
    anyhow::ensure!(sets > 0, "a ceiling in sets of {set} needs {set} orders");
    let at_once = CLIENTS.min(sets);
    let load = Load { script: &script(set), clients: at_once, transactions: sets / at_once };
    Ok(rate(&clients.load(&load, directory)?)? * Decimal::from(set))
}

/// The first service takes the next orders, the others follow: a transaction each.
fn script(set: u64) -> String {
    let mut script = format!("SELECT nextval('ceiling.next') * {set} AS first \\gset\n");
    for definition in &definitions::ALL {
        let service = definition.name;
        script.push_str(&format!("SELECT ceiling.{service}(:first::bigint, {set}::bigint);\n"));
    }
    script
}

fn rate(text: &str) -> anyhow::Result<Decimal> {
    text.parse().with_context(|| format!("pgbench said `{text}`"))
}
