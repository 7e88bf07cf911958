//! Rows per second of the set operations: `cargo run --release -p o2c-store --example throughput [directory]`.
//!
//! A table as wide as an order line, sets of 4,000 rows, one durable commit a set. `O2C_TEST_POSTGRES_URL` or an installed
//! PostgreSQL adds the other engine.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, not a part of the product")]

use std::path::PathBuf;
use std::time::Duration;

use o2c_kernel::{Deadline, TenantId, machine_now};
use o2c_store::{Migration, PostgresOptions, SqliteOptions, Store, set};
use uuid::Uuid;

const MIGRATIONS: &[Migration] = &[Migration {
    name: "throughput/0001_line",
    sql: "
CREATE TABLE line (
    tenant TEXT NOT NULL, id UUID NOT NULL, order_id UUID NOT NULL, number INTEGER NOT NULL, sku TEXT NOT NULL,
    description TEXT, quantity BIGINT NOT NULL, price BIGINT NOT NULL, currency TEXT NOT NULL, amount BIGINT NOT NULL,
    tax BIGINT, due INTEGER, held BOOLEAN NOT NULL, changed_at BIGINT NOT NULL, version BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
) CLUSTERED;
",
}];

mod line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub order_id: Uuid,
        pub number: i32,
        pub sku: String,
        pub description: Option<String>,
        pub quantity: i64,
        pub price: i64,
        pub currency: String,
        pub amount: i64,
        pub tax: Option<i64>,
        pub due: Option<i32>,
        pub held: bool,
        pub changed_at: i64,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const ROWS: i64 = 4_000;
const SETS: i64 = 25;

fn rows(set: i64, version: i64) -> Vec<line::Model> {
    let row = |at: i64| line::Model {
        tenant: "default".to_owned(),
        id: Uuid::from_u64_pair(set.unsigned_abs(), at.unsigned_abs()),
        order_id: Uuid::from_u64_pair(set.unsigned_abs(), 0),
        number: 1,
        sku: format!("KETTLE-{at}"),
        description: Some("A kettle with a whistle".to_owned()),
        quantity: 1_000_000,
        price: 19_990_000,
        currency: "GBP".to_owned(),
        amount: 1_999,
        tax: None,
        due: Some(20_000),
        held: false,
        changed_at: 1_767_225_600_000_000,
        version,
    };
    (0..ROWS).map(row).collect()
}

async fn measure(store: &Store) {
    store.migrate(&[MIGRATIONS]).await.unwrap();
    let soon = || Deadline::after(Duration::from_secs(60));
    let tenant = TenantId::default();
    for verb in ["insert", "update", "find", "single insert"] {
        let mut took = Duration::ZERO;
        let sets = if verb == "single insert" { 400 } else { SETS };
        for at in 0..sets {
            let mut rows = rows(at, 1);
            if verb == "single insert" {
                rows = rows
                    .into_iter()
                    .skip(1)
                    .take(1)
                    .map(|row| line::Model { id: Uuid::from_u64_pair(7_000, at.unsigned_abs()), ..row })
                    .collect();
            }
            let start = machine_now();
            match verb {
                "find" => {
                    let tx = store.begin_read(soon()).await.unwrap();
                    let ids = rows.iter().map(|row| row.id);
                    let found = set::find::<line::Entity>(&tx, &tenant, line::Column::Id, ids).await.unwrap();
                    assert_eq!(found.len(), rows.len());
                }
                verb => {
                    let tx = store.begin_write(soon()).await.unwrap();
                    match verb {
                        "update" => set::update::<line::Entity>(&tx, rows).await.unwrap(),
                        _ => set::insert::<line::Entity>(&tx, rows).await.unwrap(),
                    };
                    tx.commit().await.unwrap();
                }
            }
            took += machine_now().since(start);
        }
        let total = if verb == "single insert" { sets } else { sets * ROWS };
        let rate = i128::from(total) * 1_000_000 / i128::try_from(took.as_micros()).unwrap();
        println!("{:?} {verb}: {rate} rows/s", store.engine());
    }
}

#[tokio::main]
async fn main() {
    let directory = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let path = directory.join(format!("o2c-throughput-{}.db", o2c_kernel::new_uuid()));
    let store = Store::sqlite(&path, "throughput", SqliteOptions::default()).await.unwrap();
    measure(&store).await;
    store.close().await;
    std::fs::remove_file(&path).unwrap();

    let place = o2c_testkit::postgres::database().await;
    let store = Store::postgres(&place.url, &place.schema, "throughput", PostgresOptions::default()).await.unwrap();
    measure(&store).await;
}
