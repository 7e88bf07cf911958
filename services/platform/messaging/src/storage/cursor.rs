//! How far a consumer has come with each aggregate of each producer.

use std::collections::{BTreeMap, HashMap};

use o2c_store::{Engine, Sql, StoreError, Tx, set};

use super::{entities, stream::Stream};

pub(crate) use entities::consumer_cursor::Model as Row;

/// Where a consumer stands with some streams.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Their cursors; one of which nothing was seen is absent.
    pub(crate) cursors: HashMap<Stream, i64>,
    /// Whether anything at all of the tenant is held back, parked or dead: mostly not, and then nothing more is asked.
    pub(crate) holding: bool,
}

/// Asks for these streams.
pub(crate) async fn load(tx: &Tx, consumer: &str, tenant: &str, streams: &[Stream]) -> Result<Standing, StoreError> {
    let mut standing = Standing::default();
    for slice in streams.chunks(Sql::LONGEST_LIST) {
        let sql =
            Sql::new("SELECT asked.column1, asked.column2, (SELECT last_sequence FROM consumer_cursor WHERE tenant = ")
                .bind(tenant)
                .push(" AND consumer = ")
                .bind(consumer)
                .push(" AND producer = asked.column1 AND aggregate_id = asked.column2), ");
        for row in Stream::asked(any_held(sql, consumer, tenant).push(" FROM "), slice).rows(tx).await? {
            if let Some(last) = row.try_get_by_index::<Option<i64>>(2)? {
                standing.cursors.insert(Stream::read(&row)?, last);
            }
            standing.holding |= row.try_get_by_index::<i32>(3)? == 1;
        }
    }
    Ok(standing)
}

/// 1 if the consumer holds anything of the tenant, else 0.
fn any_held(sql: Sql, consumer: &str, tenant: &str) -> Sql {
    held(sql.push("CASE WHEN "), consumer, tenant).push(" THEN 1 ELSE 0 END")
}

/// Whether the consumer holds anything of the tenant.
fn held(sql: Sql, consumer: &str, tenant: &str) -> Sql {
    sql.push("(EXISTS (SELECT 1 FROM parked_event WHERE tenant = ")
        .bind(tenant)
        .push(" AND consumer = ")
        .bind(consumer)
        .push(") OR EXISTS (SELECT 1 FROM dead_letter WHERE state = 'OPEN' AND tenant = ")
        .bind(tenant)
        .push(" AND consumer = ")
        .bind(consumer)
        .push("))")
}

/// From which sequence a cursor is to move to which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// So few cursors are moved in one statement with the question whether anything is held.
const FEW: usize = 8;

/// Moves cursors, each from where it is said to stand. False, and then nothing may be committed, where one stands
/// elsewhere or anything of the tenant is held.
pub(crate) async fn advance(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    streams: &BTreeMap<Stream, Move>,
) -> Result<bool, StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = streams.iter().map(|(stream, step)| (stream, *step)).partition(is_new);
    // a few are moved on condition that nothing is held; of many each statement would ask
    let few = streams.len() <= FEW;
    if !few && any_held(Sql::new("SELECT "), consumer, tenant).single::<i32>(tx).await? == Some(1) {
        return Ok(false);
    }
    if !new.is_empty() {
        let inserted = match few {
            true => begin_few(tx, consumer, tenant, &new).await?,
            false => begin(tx, consumer, tenant, &new).await?,
        };
        if usize::try_from(inserted) != Ok(new.len()) {
            return Ok(false);
        }
    }
    for slice in known.chunks(Sql::LONGEST_LIST) {
        let mut sql = moving(tx, consumer, tenant, slice);
        if few {
            sql = held(sql.push(" AND NOT "), consumer, tenant);
        }
        if usize::try_from(sql.execute(tx).await?) != Ok(slice.len()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_new((_, step): &(&Stream, Move)) -> bool {
    step.from == 0
}

/// Cursors of streams of which nothing was seen.
async fn begin(tx: &Tx, consumer: &str, tenant: &str, new: &[(&Stream, Move)]) -> Result<u64, StoreError> {
    let rows = new.iter().map(|(stream, step)| Row {
        tenant: tenant.to_owned(),
        consumer: consumer.to_owned(),
        producer: stream.producer.as_ref().to_owned(),
        aggregate_id: stream.aggregate_id,
        last_sequence: step.to,
    });
    set::insert_ignoring_conflicts::<entities::consumer_cursor::Entity>(tx, rows).await
}

/// The same, as long as nothing is held.
async fn begin_few(tx: &Tx, consumer: &str, tenant: &str, new: &[(&Stream, Move)]) -> Result<u64, StoreError> {
    let sql = Sql::new(
        "INSERT INTO consumer_cursor (tenant, consumer, producer, aggregate_id, last_sequence) \
         SELECT column1, column2, column3, column4, column5 FROM ",
    );
    let sql = sql.asked_rows(new, |(stream, step)| {
        [tenant.into(), consumer.into(), stream.producer.as_ref().into(), stream.aggregate_id.into(), step.to.into()]
    });
    held(sql.push(" WHERE NOT "), consumer, tenant).push(" ON CONFLICT DO NOTHING").execute(tx).await
}

/// Moves cursors that stand where they are said to stand.
fn moving(tx: &Tx, consumer: &str, tenant: &str, known: &[(&Stream, Move)]) -> Sql {
    let sql = Sql::new("WITH v (producer, aggregate_id, before, after) AS (VALUES ")
        .padded_rows(known, |(stream, step)| {
            [stream.producer.as_ref().into(), stream.aggregate_id.into(), step.from.into(), step.to.into()]
        })
        .push(") UPDATE consumer_cursor SET last_sequence = v.after FROM v");
    match tx.engine() {
        // the sign keeps the planner from reading the whole table with an index made on the values
        Engine::Sqlite => at(sql.push(" WHERE "), consumer, tenant, "consumer_cursor", "+"),
        // a plan of a join that was made for an empty table compares each row with all values
        Engine::Postgres => at(
            sql.push(", LATERAL (SELECT was.ctid AS place FROM consumer_cursor AS was WHERE "),
            consumer,
            tenant,
            "was",
            "",
        )
        .push(" OFFSET 0) AS found WHERE consumer_cursor.ctid = found.place"),
    }
}

/// The cursor of a stream stands where it is said to stand.
fn at(sql: Sql, consumer: &str, tenant: &str, table: &str, sign: &str) -> Sql {
    sql.push(&format!("{table}.tenant = "))
        .bind(tenant)
        .push(&format!(" AND {table}.consumer = "))
        .bind(consumer)
        .push(&format!(" AND {table}.producer = {sign}v.producer AND {table}.aggregate_id = {sign}v.aggregate_id"))
        .push(&format!(" AND {table}.last_sequence = v.before"))
}

/// Writes the cursors, each where it stands now.
pub(crate) async fn save(tx: &Tx, rows: Vec<Row>) -> Result<(), StoreError> {
    set::upsert::<entities::consumer_cursor::Entity>(tx, rows).await
}
