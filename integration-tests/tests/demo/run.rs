//! Running a demo in a directory of the test's.

use std::path::{Path, PathBuf};

use o2c::{
    config::Config,
    data_dir::DataDir,
    demo::{DemoOptions, Summary},
};
use o2c_store::{Durability, SqliteOptions};
use serde_json::Value;

pub struct Run {
    pub orders: Vec<PathBuf>,
    pub seed: u64,
    pub days: Option<usize>,
    pub set_items: usize,
}

impl Default for Run {
    fn default() -> Self {
        Self { orders: Vec::new(), seed: 1, days: None, set_items: 256 }
    }
}

impl Run {
    pub async fn in_dir(self, dir: &Path) -> anyhow::Result<Summary> {
        let mut config = Config::load(None)?;
        config.sets.items = self.set_items;
        let sqlite = SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
        let options = DemoOptions { orders: self.orders, seed: self.seed, days: self.days, progress: false, sqlite };
        o2c::demo::run(&config, DataDir::own(dir)?, options).await
    }
}

/// The summary without what differs from run to run: times, rates, memory.
pub fn stable(summary: &Summary) -> Value {
    let mut json = summary.json.clone();
    for key in
        ["seconds", "audit_seconds", "order_lines_per_second", "order_lines_per_second_by_month", "peak_memory_mib"]
    {
        json.as_object_mut().unwrap().remove(key);
    }
    json
}
