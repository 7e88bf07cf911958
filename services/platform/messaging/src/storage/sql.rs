//! A statement under construction: text and binds together, so that no value is ever written into the text.

use std::{fmt::Write as _, sync::Arc};

use o2c_store::{StoreError, Tx};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, TryGetable, Value};

use super::stream::Stream;

/// The longest list of one statement. A list is padded to a power of two by repeating its last value, so that the
/// statement cache holds a handful of statements instead of one per length.
pub(super) const LONGEST_LIST: usize = 256;

#[derive(Debug)]
pub(super) struct Sql {
    text: String,
    binds: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &str) -> Sql {
        Sql { text: text.to_owned(), binds: Vec::new() }
    }

    pub(super) fn push(mut self, text: &str) -> Sql {
        self.text.push_str(text);
        self
    }

    pub(super) fn bind(mut self, value: impl Into<Value>) -> Sql {
        self.binds.push(value.into());
        let number = self.binds.len();
        let _ = write!(self.text, "${number}");
        self
    }

    /// `($1, $2, …)`, padded. At most [`LONGEST_LIST`] values, at least one.
    pub(super) fn list<V: Into<Value> + Clone>(mut self, values: &[V]) -> Sql {
        let padding = padding(values);
        self.text.push('(');
        for (index, value) in values.iter().chain(padding).enumerate() {
            self = self.push(if index == 0 { "" } else { ", " }).bind(value.clone());
        }
        self.push(")")
    }

    /// `(VALUES ($1), ($2), …) AS asked`, padded; its column is `asked.column1` on both engines.
    ///
    /// Why not `IN`: PostgreSQL keeps the plan that it made when the table was small, and scans the table for a list.
    /// A scalar subquery per value can only be answered from the index (104 ms against 1 ms at 50,000 rows).
    pub(super) fn asked<V: Into<Value> + Clone>(mut self, values: &[V]) -> Sql {
        let padding = padding(values);
        self.text.push_str("(VALUES ");
        for (index, value) in values.iter().chain(padding).enumerate() {
            self = self.push(if index == 0 { "(" } else { "), (" }).bind(value.clone());
        }
        self.push(")) AS asked")
    }

    /// The same for streams: `asked.column1` is the producer, `asked.column2` the aggregate.
    pub(super) fn asked_streams(mut self, streams: &[Stream]) -> Sql {
        self.text.push_str("(VALUES ");
        self = self.padded_rows(streams, |stream| [stream.producer.as_ref().into(), stream.aggregate_id.into()]);
        self.push(") AS asked")
    }

    /// `($1, $2), ($3, $4), …`: a row of values for each item, padded.
    pub(super) fn padded_rows<T, const WIDTH: usize>(
        mut self,
        items: &[T],
        values: impl Fn(&T) -> [Value; WIDTH],
    ) -> Sql {
        for (index, item) in items.iter().chain(padding(items)).enumerate() {
            self = self.push(if index == 0 { "" } else { ", " }).row(values(item));
        }
        self
    }

    /// `($1, $2, …)` exactly as long as the values: a row of a `VALUES`.
    pub(super) fn row(mut self, values: impl IntoIterator<Item = Value>) -> Sql {
        self.text.push('(');
        for (index, value) in values.into_iter().enumerate() {
            self = self.push(if index == 0 { "" } else { ", " }).bind(value);
        }
        self.push(")")
    }

    pub(super) async fn execute(self, tx: &Tx) -> Result<u64, StoreError> {
        Ok(tx.connection().execute_raw(self.statement(tx)).await?.rows_affected())
    }

    pub(super) async fn rows(self, tx: &Tx) -> Result<Vec<QueryResult>, StoreError> {
        Ok(tx.connection().query_all_raw(self.statement(tx)).await?)
    }

    /// The first column of the first row; none where there is no row or it is NULL.
    pub(super) async fn single<T: TryGetable>(self, tx: &Tx) -> Result<Option<T>, StoreError> {
        match tx.connection().query_one_raw(self.statement(tx)).await? {
            Some(row) => Ok(row.try_get_by_index::<Option<T>>(0)?),
            None => Ok(None),
        }
    }

    fn statement(self, tx: &Tx) -> Statement {
        Statement::from_sql_and_values(tx.connection().get_database_backend(), self.text, self.binds)
    }
}

/// The stream in the first two columns of a row.
pub(super) fn stream(row: &QueryResult) -> Result<Stream, DbErr> {
    let producer: String = row.try_get_by_index(0)?;
    Ok(Stream { producer: Arc::from(producer), aggregate_id: row.try_get_by_index(1)? })
}

/// Repeats the last value up to one of the few sizes that a list comes in.
fn padding<V>(values: &[V]) -> impl Iterator<Item = &V> {
    let size = values.len().next_power_of_two();
    values.last().into_iter().cycle().take(size.saturating_sub(values.len()))
}

/// Cuts rows into slices of the few sizes that a statement comes in: powers of two.
pub(super) fn row_slices<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = 1 << rows.len().min(LONGEST_LIST).checked_ilog2()?;
        let (slice, rest) = rows.split_at(size);
        rows = rest;
        Some(slice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded_and_rows_are_cut_to_few_sizes() {
        let sql = Sql::new("x IN ").list(&[7_i64, 8, 9]);
        assert_eq!(sql.text, "x IN ($1, $2, $3, $4)");
        assert_eq!(sql.binds[2..], [Value::from(9_i64), Value::from(9_i64)]);
        let rows: Vec<u8> = vec![0; 327];
        let sizes: Vec<usize> = row_slices(&rows).map(<[u8]>::len).collect();
        assert_eq!(sizes, [256, 64, 4, 2, 1]);
    }
}
