//! The toy saga: a price, credit, stock, and the order confirmed or rejected in the own store.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Deadline};
use o2c_saga::{Running, Saga, SagaError, SagaOptions, Sagas, Start, Step, StepOutcome, start, trio};
use o2c_store::{Migration, Store, Tx, set};
use sea_orm::entity::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ledger::{Ledger, Reply};

/// How an order ended; inserted, never overwritten, so that a second ending is an error.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "toy_order")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ending: String,
    pub price: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const MIGRATIONS: &[Migration] = &[Migration {
    name: "toy/0001_order",
    sql: "
CREATE TABLE toy_order (
    tenant TEXT NOT NULL,
    id UUID NOT NULL,
    ending TEXT NOT NULL,
    price BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
) CLUSTERED;
",
}];

/// Runs a test on both engines, each with a fresh store of the toy, as the role that runs it in production.
pub async fn on_both_engines(test: impl AsyncFn(Store)) {
    let migrations = [o2c_store::MIGRATIONS, o2c_saga::MIGRATIONS, MIGRATIONS];
    let privileges = [o2c_store::PRIVILEGES, o2c_saga::PRIVILEGES];
    o2c_testkit::on_both_engines_with("toy", &migrations, &privileges, test).await;
}

pub struct Shop {
    pub store: Store,
    pub credit: Ledger,
    pub stock: Ledger,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Order {
    pub amount: i64,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Found {
    pub price: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct No(pub String);

pub struct Accept;

type Outcomes = Result<Vec<StepOutcome<Accept>>, SagaError>;

impl Saga for Accept {
    const NAME: &'static str = "accept";
    type Context = Shop;
    type Parameters = Order;
    type Progress = Found;
    type Refusal = No;
    const STEPS: &'static [Step<Self>] = &[
        Step::read("price", |shop, call, set| Box::pin(price(shop, call, set))).saved(),
        Step::new("credit", |shop, _, set| Box::pin(credit(shop, set)))
            .undo(|shop, _, set| Box::pin(release(&shop.credit, "credit", set))),
        Step::new("stock", |shop, _, set| Box::pin(stock(shop, set)))
            .undo(|shop, _, set| Box::pin(release(&shop.stock, "stock", set))),
        Step::pivot("confirm", |_, tx, call, set| Box::pin(confirm(tx, call, set))),
    ];

    fn refused<'a>(
        _: &'a Shop,
        tx: &'a Tx,
        call: &'a Call,
        set: &'a [Running<Self>],
    ) -> BoxFuture<'a, Result<(), SagaError>> {
        Box::pin(async move {
            assert!(set.iter().all(|running| running.refusal.is_some()));
            write(tx, call, set, "rejected").await
        })
    }
}

async fn price(_: &Shop, _: &Call, set: &[Running<Accept>]) -> Outcomes {
    Ok(set.iter().map(|running| StepOutcome::Done(Found { price: running.parameters.amount })).collect())
}

async fn credit(shop: &Shop, set: &[Running<Accept>]) -> Outcomes {
    reserve(&shop.credit, "credit", set)
}

async fn stock(shop: &Shop, set: &[Running<Accept>]) -> Outcomes {
    reserve(&shop.stock, "stock", set)
}

fn reserve(ledger: &Ledger, step: &str, set: &[Running<Accept>]) -> Outcomes {
    let requests: Vec<_> =
        set.iter().map(|running| (running.call_id(step), running.subject, running.progress.price)).collect();
    let replies = ledger.reserve(&requests)?;
    Ok(replies
        .into_iter()
        .zip(set)
        .map(|(reply, running)| match reply {
            Reply::Given => StepOutcome::Done(running.progress.clone()),
            Reply::Refused => StepOutcome::Refused(No(step.to_owned())),
            Reply::Again(after) => StepOutcome::Again { after, reason: "not now".to_owned() },
        })
        .collect())
}

async fn release(ledger: &Ledger, step: &str, set: &[Running<Accept>]) -> Outcomes {
    let calls: Vec<_> = set.iter().map(|running| running.call_id(step)).collect();
    ledger.release(&calls)?;
    Ok(set.iter().map(|running| StepOutcome::Done(running.progress.clone())).collect())
}

async fn confirm(tx: &Tx, call: &Call, set: &[Running<Accept>]) -> Outcomes {
    write(tx, call, set, "confirmed").await?;
    Ok(set.iter().map(|running| StepOutcome::Done(running.progress.clone())).collect())
}

async fn write(tx: &Tx, call: &Call, set: &[Running<Accept>], ending: &str) -> Result<(), SagaError> {
    assert!(set.iter().all(|running| running.tenant == *call.tenant()), "a set has one tenant");
    let rows: Vec<_> = set
        .iter()
        .map(|running| Model {
            tenant: running.tenant.as_str().to_owned(),
            id: running.subject,
            ending: ending.to_owned(),
            price: running.progress.price,
        })
        .collect();
    set::insert::<Entity>(tx, rows).await?;
    Ok(())
}

impl Shop {
    pub fn new(store: &Store, credit: i64, stock: i64) -> Arc<Self> {
        Arc::new(Self { store: store.clone(), credit: Ledger::with_limit(credit), stock: Ledger::with_limit(stock) })
    }

    pub async fn ending(&self, order: Uuid) -> Option<String> {
        let tx = self.store.begin_read(soon()).await.unwrap();
        let row = Entity::find().filter(Column::Id.eq(order)).one(tx.connection()).await.unwrap();
        tx.rollback().await;
        row.map(|row| row.ending)
    }

    /// The law of the toy: confirmed orders hold one of each, rejected ones hold nothing.
    pub async fn assert_whole(&self, order: Uuid) {
        let held = match self.ending(order).await.as_deref() {
            Some("confirmed") => 1,
            Some("rejected") => 0,
            other => panic!("{order} ended {other:?}"),
        };
        assert_eq!(self.credit.holds(order), held, "credit");
        assert_eq!(self.stock.holds(order), held, "stock");
    }
}

pub fn soon() -> Deadline {
    Deadline::after(std::time::Duration::from_secs(20))
}

pub fn options(set_size: usize) -> SagaOptions {
    let call = o2c_testkit::call("test");
    SagaOptions { set_size, ..trio::quick(call.clock, call.zone) }
}

/// An order, whose saga has an id of its own.
pub fn start_of(order: Uuid, amount: i64) -> Start<Accept> {
    Start { id: saga_of(order), subject: order, parameters: Order { amount } }
}

pub fn saga_of(order: Uuid) -> Uuid {
    Uuid::new_v5(&order, b"accept 1")
}

pub async fn submit(sagas: &Sagas, call: &Call, starts: Vec<Start<Accept>>) {
    let tx = sagas.store().begin_write(soon()).await.unwrap();
    start::<Accept>(&tx, sagas, call, starts).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn orders(count: usize) -> Vec<Uuid> {
    (0..count).map(|_| o2c_kernel::new_uuid()).collect()
}
