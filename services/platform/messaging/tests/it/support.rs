//! A small service: it states notes, takes its own notes in, and keeps a journal of what it took, in order.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use o2c_kernel::{Call, Deadline, Instant, TenantId};
use o2c_messaging::{
    Consumer, Envelope, Fact, HeadSource, Outbox, Received, StoreHeads, TakeReport, Verdict, Want, publish, take,
};
use o2c_proto::Event;
use o2c_store::{Migration, Store, StoreError, Tx};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

pub const MIGRATIONS: &[&[Migration]] = &[o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, JOURNAL];

/// No uniqueness: a double must show.
const JOURNAL: &[Migration] = &[Migration {
    name: "test/0001_journal",
    sql: "
CREATE TABLE journal (
    position IDENTITY,
    aggregate_id UUID NOT NULL,
    sequence BIGINT NOT NULL
);
",
}];

/// A note, with what its taker is to make of it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Noted {
    /// 0 fine, 1 refused by verdict, 2 an error, 3 a panic, 4 a database that is away; all but the first only while the world is broken.
    #[prost(int32, tag = "1")]
    pub trouble: i32,
    /// Waits until this aggregate is in the journal.
    #[prost(bytes = "vec", tag = "2")]
    pub waits_for: Vec<u8>,
    /// Makes it large.
    #[prost(bytes = "vec", tag = "3")]
    pub filler: Vec<u8>,
    /// Is news of this aggregate, too.
    #[prost(bytes = "vec", tag = "4")]
    pub news_of: Vec<u8>,
}

impl Event for Noted {
    const TYPE: &'static str = "test.v1.Noted";
}

/// A second type with a handler.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Closed {}

impl Event for Closed {
    const TYPE: &'static str = "test.v1.Closed";
}

/// A type without a handler.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Rumoured {}

impl Event for Rumoured {
    const TYPE: &'static str = "test.v1.Rumoured";
}

#[derive(Debug, Default)]
pub struct World {
    pub broken: AtomicBool,
}

async fn on_noted(world: &World, tx: &Tx, _: &Call, facts: &[Received<Noted>]) -> Result<Vec<Verdict>, StoreError> {
    let broken = world.broken.load(Ordering::SeqCst);
    let asks = facts.iter().any(|fact| !fact.message.waits_for.is_empty());
    let journal = if asks { journal_of(tx).await? } else { Vec::new() };
    let mut verdicts = Vec::new();
    for fact in facts {
        let trouble = if broken { fact.message.trouble } else { 0 };
        verdicts.push(match (trouble, fact.message.waits_for.as_slice()) {
            (1, _) => Verdict::Failed("refused".to_owned()),
            (2, _) => return Err(StoreError::Failed),
            (3, _) => panic!("a handler that panics"),
            (4, _) => return Err(StoreError::Unavailable(DbErr::Custom("the database is away".to_owned()))),
            (_, []) if !fact.message.news_of.is_empty() => {
                Verdict::DoneFor(Uuid::from_slice(&fact.message.news_of).expect("an id"))
            }
            (_, []) => Verdict::Done,
            (_, other) => {
                let other = Uuid::from_slice(other).expect("an id");
                let known = journal.iter().any(|(aggregate, _)| *aggregate == other);
                if known { Verdict::Done } else { Verdict::Wait(other) }
            }
        });
    }
    let done = facts.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_done());
    write(tx, done.map(|(fact, _)| (fact.aggregate_id, fact.sequence)).collect()).await?;
    Ok(verdicts)
}

async fn on_closed(_: &World, tx: &Tx, _: &Call, facts: &[Received<Closed>]) -> Result<Vec<Verdict>, StoreError> {
    write(tx, facts.iter().map(|fact| (fact.aggregate_id, fact.sequence)).collect()).await?;
    Ok(facts.iter().map(|_| Verdict::Done).collect())
}

/// Writes an aggregate into the journal, behind the handlers' backs.
pub async fn write_one(store: &Store, id: Uuid) {
    let tx = store.begin_write(deadline()).await.expect("a transaction");
    write(&tx, vec![(id, 0)]).await.expect("written");
    tx.commit().await.expect("committed");
}

pub async fn write(tx: &Tx, taken: Vec<(Uuid, i64)>) -> Result<(), StoreError> {
    if taken.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..taken.len()).map(|row| format!("(${}, ${})", 2 * row + 1, 2 * row + 2)).collect();
    let sql = format!("INSERT INTO journal (aggregate_id, sequence) VALUES {}", rows.join(", "));
    let values = taken.into_iter().flat_map(|(aggregate, sequence)| [aggregate.into(), sequence.into()]).collect();
    tx.connection().execute_raw(statement(tx, &sql, values)).await?;
    Ok(())
}

async fn journal_of(tx: &Tx) -> Result<Vec<(Uuid, i64)>, StoreError> {
    let sql = "SELECT aggregate_id, sequence FROM journal ORDER BY position";
    let rows = tx.connection().query_all_raw(statement(tx, sql, vec![])).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

fn statement(tx: &Tx, sql: &str, values: Vec<sea_orm::Value>) -> Statement {
    Statement::from_sql_and_values(tx.connection().get_database_backend(), sql, values)
}

pub fn deadline() -> Deadline {
    Deadline::after(Duration::from_secs(30))
}

pub fn aggregate(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn noted(number: u128) -> Fact {
    fact(number, &Noted::default())
}

pub fn waiting(number: u128, other: u128) -> Fact {
    fact(number, &Noted { waits_for: aggregate(other).as_bytes().to_vec(), ..Noted::default() })
}

/// A note that is news of another aggregate, too.
pub fn news(number: u128, other: u128) -> Fact {
    fact(number, &Noted { news_of: aggregate(other).as_bytes().to_vec(), ..Noted::default() })
}

pub fn bulky(number: u128, bytes: usize) -> Fact {
    fact(number, &Noted { filler: vec![7; bytes], ..Noted::default() })
}

pub fn troubled(number: u128, trouble: i32) -> Fact {
    fact(number, &Noted { trouble, ..Noted::default() })
}

pub fn fact<M: Event>(number: u128, message: &M) -> Fact {
    Fact::of("note", aggregate(number), Instant::from_micros(1), message)
}

/// The service under test.
#[derive(Clone)]
pub struct Notes {
    pub store: Store,
    pub outbox: Outbox,
    pub world: Arc<World>,
    pub consumer: Consumer,
}

impl Notes {
    pub async fn new(store: Store) -> Notes {
        let world = Arc::new(World::default());
        let consumer = Notes::consumer(&store, &world);
        let outbox = Outbox::open(&store).await.expect("an outbox");
        Notes { store, outbox, world, consumer }
    }

    fn consumer(store: &Store, world: &Arc<World>) -> Consumer {
        Consumer::new("notes", "notes", store.clone())
            .on(Arc::clone(world), |world, tx, call, facts| Box::pin(on_noted(world, tx, call, facts)))
            .on(Arc::clone(world), |world, tx, call, facts| Box::pin(on_closed(world, tx, call, facts)))
            .with_first_retry(Duration::from_millis(1))
    }

    pub fn with_set_size(mut self, facts: usize) -> Notes {
        self.consumer = self.consumer.with_set_size(facts);
        self
    }

    pub fn break_the_world(&self, broken: bool) {
        self.world.broken.store(broken, Ordering::SeqCst);
    }

    /// States facts in one transaction.
    pub async fn publish(&self, facts: Vec<Fact>) {
        self.publish_for("default", facts).await;
    }

    pub async fn publish_for(&self, tenant: &str, facts: Vec<Fact>) {
        let mut call = o2c_testkit::call("test");
        let tenant = TenantId::parse(tenant).expect("a tenant");
        call.caller = Arc::new(o2c_kernel::system(tenant, "test"));
        let tx = self.store.begin_write(deadline()).await.expect("a transaction");
        publish(&tx, &self.outbox, &call, facts).await.expect("published");
        tx.commit().await.expect("committed");
    }

    /// All facts, in the order in which they were stated.
    pub async fn stream(&self) -> Vec<Envelope> {
        let heads = StoreHeads::new(self.store.clone());
        let all = heads.heads(None, None, 100_000).await.expect("heads");
        let wants: Vec<Want> = all
            .into_iter()
            .map(|head| Want { tenant: head.tenant, aggregate_id: head.aggregate_id, after: 0 })
            .collect();
        heads.pull(&wants).await.expect("facts")
    }

    pub async fn take(&self, set: &[Envelope]) -> TakeReport {
        take(&self.consumer, set).await.expect("taken")
    }

    /// Until nothing is due any more.
    pub async fn take_all_due(&self) -> TakeReport {
        let mut all = TakeReport::default();
        for _ in 0..50 {
            let report = o2c_messaging::take_due(&self.consumer).await.expect("taken");
            all.handled += report.handled;
            all.failed += report.failed;
            all.dead += report.dead;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        all
    }

    /// What was taken, in order.
    pub async fn journal(&self) -> Vec<(Uuid, i64)> {
        let tx = self.store.begin_read(deadline()).await.expect("a transaction");
        journal_of(&tx).await.expect("the journal")
    }

    /// The sequences of one aggregate, in the order in which they were taken.
    pub async fn taken_of(&self, number: u128) -> Vec<i64> {
        let journal = self.journal().await;
        journal.into_iter().filter(|(id, _)| *id == aggregate(number)).map(|(_, sequence)| sequence).collect()
    }

    /// One aggregate's facts came in this order, and no others.
    pub async fn assert_taken_of(&self, number: u128, sequences: &[i64]) {
        assert_eq!(self.taken_of(number).await, sequences, "aggregate {number}");
    }

    /// How many groups of partitions each process that has some has.
    pub async fn parts(&self) -> Vec<usize> {
        let tx = self.store.begin_read(deadline()).await.expect("a transaction");
        let sql = "SELECT COUNT(*) FROM lease WHERE name LIKE 'consumer notes group %' GROUP BY holder ORDER BY 1";
        let rows = tx.connection().query_all_raw(statement(&tx, sql, vec![])).await.expect("the leases");
        rows.iter().map(|row| usize::try_from(row.try_get_by_index::<i64>(0).unwrap()).unwrap()).collect()
    }

    /// Each aggregate's facts came once each and in order.
    pub async fn assert_taken(&self, aggregates: u128, facts_each: i64) {
        let journal = self.journal().await;
        assert_eq!(journal.len(), usize::try_from(aggregates).unwrap() * usize::try_from(facts_each).unwrap());
        let expected: Vec<i64> = (1..=facts_each).collect();
        for number in 0..aggregates {
            let of: Vec<i64> =
                journal.iter().filter(|(id, _)| *id == aggregate(number)).map(|(_, sequence)| *sequence).collect();
            assert_eq!(of, expected, "aggregate {number}");
        }
    }

    /// Until so many facts are taken, however they came.
    pub async fn taken(&self, facts: usize) {
        for _ in 0..3_000 {
            if self.journal().await.len() >= facts {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} of {facts} facts are taken", self.journal().await.len());
    }

    pub async fn is_settled(&self) -> bool {
        let backlog = o2c_messaging::backlog::backlog(&self.store).await.expect("a backlog");
        backlog.outbox == 0 && backlog.parked == 0
    }

    pub async fn settled(&self) {
        for _ in 0..2_000 {
            if self.is_settled().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("not settled: {:?}", o2c_messaging::backlog::backlog(&self.store).await);
    }

    /// Runs a statement as an operator with a database shell would: no role of a service may do everything.
    pub async fn execute(&self, sql: &str) {
        o2c_testkit::plant(&self.store, sql).await;
    }
}

/// Runs a test with the small service, on both engines.
pub async fn with_notes<F>(test: F)
where
    F: AsyncFn(Notes),
{
    o2c_testkit::on_both_engines_with("notes", MIGRATIONS, &[o2c_messaging::PRIVILEGES], async |store: Store| {
        test(Notes::new(store).await).await
    })
    .await;
}
