//! Gauges that a service reads from its own tables, of all tenants together.

use o2c_kernel::{Deadline, Instant};
use o2c_telemetry::{Metric, Sample};
use sea_orm::{ConnectionTrait, Statement};

use crate::connect::Store;
use crate::error::StoreError;

/// A day, in microseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// What the last column of the rows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The value itself.
    Value,
    /// Since when, in microseconds: the gauge is the age. None of it: 0.
    Since,
    /// Since which day.
    SinceDay,
}

/// How a gauge is read.
#[derive(Clone, Copy, Debug)]
pub struct GaugeQuery {
    pub metric: &'static Metric,
    /// The table whose tenants the query joins with, under the name `tenants`. Its indexes begin with the tenant, so the
    /// tenants are found by as many steps, and of each only what the query asks for is read. Empty: it joins nothing.
    pub tenants_of: &'static str,
    /// Rows of the labels' values, as text, and the value. `{today}` stands for the business day.
    pub rows: &'static str,
    pub column: Column,
}

impl GaugeQuery {
    fn text(&self, today: i32) -> String {
        let rows = self.rows.replace("{today}", &today.to_string());
        match self.tenants_of {
            "" => rows,
            table => format!(
                "WITH RECURSIVE tenants(tenant) AS (SELECT MIN(tenant) FROM {table} UNION ALL SELECT (SELECT MIN(tenant) \
                 FROM {table} WHERE tenant > tenants.tenant) FROM tenants WHERE tenants.tenant IS NOT NULL) {rows}"
            ),
        }
    }
}

impl Store {
    /// Reads gauges, all of one moment. `now` and `today` are business time.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn gauges(
        &self,
        deadline: Deadline,
        queries: &[GaugeQuery],
        now: Instant,
        today: i32,
    ) -> Result<Vec<Sample>, StoreError> {
        let tx = self.begin_read(deadline).await?;
        let mut samples = Vec::new();
        for query in queries {
            let backend = tx.connection().get_database_backend();
            let rows = tx.connection().query_all_raw(Statement::from_string(backend, query.text(today))).await?;
            for row in rows {
                let labels = query.metric.labels.len();
                let values: Result<Vec<String>, _> = (0..labels).map(|at| row.try_get_by_index::<String>(at)).collect();
                let values = values?;
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                let read: Option<i64> = row.try_get_by_index(labels)?;
                let age = |since: Option<i64>| {
                    since.map_or(std::time::Duration::ZERO, |at| now.since(Instant::from_micros(at)))
                };
                samples.push(match query.column {
                    Column::Value => Sample::new(query.metric, &values, read.unwrap_or(0)),
                    Column::Since => Sample::age(query.metric, &values, age(read)),
                    Column::SinceDay => {
                        Sample::age(query.metric, &values, age(read.map(|day| day.saturating_mul(DAY))))
                    }
                });
            }
        }
        tx.rollback().await;
        Ok(samples)
    }
}
