//! Rows that are new, or may be.

use std::collections::HashMap;

use sea_orm::{EntityTrait, IdenStatic, ModelTrait, QueryResult, Value};

use super::rows::Rows;
use super::shape::{position, shape};
use super::text::Text;
use crate::BoxFuture;
use crate::error::StoreError;
use crate::tx::Tx;

/// Inserts rows. A row that is there already is an error, and with it the transaction has failed.
///
/// A key that the database hands out (an identity) is left out; such rows are numbered in the order given.
pub fn insert<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    insert_as::<E>(tx, rows, Text::Insert, false)
}

/// Inserts rows that the database numbers, in the order given; the numbers, rising.
pub fn insert_numbered<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
) -> BoxFuture<'a, Result<Vec<i64>, StoreError>> {
    let shape = shape::<E>();
    let rows = Rows::given::<E>(shape, rows.into_iter().collect(), false);
    Box::pin(async move {
        let rows = rows?;
        let mut numbers = Vec::with_capacity(rows.count());
        for (count, bound) in rows.statements(tx.engine(), &Text::InsertNumbered) {
            let sql = shape.text(Text::InsertNumbered, tx.engine(), count);
            for row in tx.raw().query_text(sql, bound).await? {
                numbers.push(row.try_get_by_index(0)?);
            }
        }
        // neither engine promises an order of what it returns
        numbers.sort_unstable();
        Ok(numbers)
    })
}

/// Inserts the rows that are not there yet; how many those were. Which key they collide on does not matter.
pub fn insert_ignoring_conflicts<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    insert_as::<E>(tx, rows, Text::InsertNew, true)
}

/// Inserts rows, and overwrites every other column of those whose primary key is there already.
pub fn upsert<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
) -> BoxFuture<'a, Result<(), StoreError>> {
    let written = insert_as::<E>(tx, rows, Text::Upsert, false);
    Box::pin(async move { written.await.map(drop) })
}

fn insert_as<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
    text: Text,
    doubles: bool,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    let shape = shape::<E>();
    let rows = Rows::given::<E>(shape, rows.into_iter().collect(), doubles);
    Box::pin(async move { rows?.run(tx, shape, text).await })
}

/// Inserts the rows that are not there yet, and says for each row, in the order given, whether it was new. Rows are
/// told apart by `key`, columns that a unique constraint is on; of two rows with one key the first is new.
pub fn insert_returning_new<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
    key: &[E::Column],
) -> BoxFuture<'a, Result<Vec<bool>, StoreError>> {
    let shape = shape::<E>();
    let rows: Vec<E::Model> = rows.into_iter().collect();
    let keys: Vec<Vec<Value>> = rows.iter().map(|row| key.iter().map(|column| row.get(*column)).collect()).collect();
    let positions = key.iter().filter_map(|column| position(&shape.columns, column.as_str())).collect();
    let names: Vec<&'static str> = key.iter().map(|column| column.as_str()).collect();
    let rows = Rows::given::<E>(shape, rows, true);
    Box::pin(async move {
        let text = Text::InsertNewReturning(positions);
        let mut new: HashMap<String, ()> = HashMap::new();
        for (count, bound) in rows?.statements(tx.engine(), &text) {
            let sql = shape.text(text.clone(), tx.engine(), count);
            for row in tx.raw().query_text(sql, bound).await? {
                new.insert(returned(&row, &names, keys.first())?, ());
            }
        }
        // taken out as it is answered, so that a double of a new row is not new
        Ok(keys.iter().map(|key| new.remove(&rendered(key)).is_some()).collect())
    })
}

/// A key as text, to find it again: values have no order and no hash of their own.
fn rendered(key: &[Value]) -> String {
    format!("{key:?}")
}

/// The key of a returned row, with the types of a given one.
fn returned(row: &QueryResult, names: &[&'static str], given: Option<&Vec<Value>>) -> Result<String, StoreError> {
    let mut key = Vec::with_capacity(names.len());
    for (name, like) in names.iter().zip(given.map(Vec::as_slice).unwrap_or_default()) {
        key.push(match like {
            Value::Uuid(_) => Value::Uuid(row.try_get("", name)?),
            Value::String(_) => Value::String(row.try_get("", name)?),
            Value::BigInt(_) => Value::BigInt(row.try_get("", name)?),
            Value::Int(_) => Value::Int(row.try_get("", name)?),
            Value::SmallInt(_) => Value::SmallInt(row.try_get("", name)?),
            Value::Bool(_) => Value::Bool(row.try_get("", name)?),
            _ => Value::Bytes(row.try_get("", name)?),
        });
    }
    Ok(rendered(&key))
}
