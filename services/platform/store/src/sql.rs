//! A statement of a service's own under construction: text and values together, so that no value is ever written into
//! the text. One text for both engines.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, QueryResult, Statement, TryGetable, Value};

use crate::error::StoreError;
use crate::tx::Tx;

/// A statement under construction.
#[derive(Debug)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// The longest list of one statement. A list is padded to a power of two by repeating its last value, so that the
    /// statement cache holds a handful of statements instead of one per length.
    pub const LONGEST_LIST: usize = 256;

    /// Begins with a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Goes on with a text.
    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a value: `$1`, `$2`, ….
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        // writing to a String cannot fail
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Binds values whose marks the text has already, in the order of their numbers.
    #[must_use]
    pub fn with(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(values);
        self
    }

    /// `($1, $2, …)`, padded. At most [`Self::LONGEST_LIST`] values, at least one.
    #[must_use]
    pub fn list<V: Into<Value> + Clone>(self, values: &[V]) -> Self {
        self.row(values.iter().chain(padding(values)).cloned().map(Into::into))
    }

    /// `($1, $2, …)`, exactly these.
    #[must_use]
    pub fn row(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.text.push('(');
        for (index, value) in values.into_iter().enumerate() {
            self = self.push(if index == 0 { "" } else { ", " }).bind(value);
        }
        self.push(")")
    }

    /// `($1, $2), ($3, $4), …`: a row of values for each item, padded.
    #[must_use]
    pub fn padded_rows<T, const WIDTH: usize>(mut self, items: &[T], values: impl Fn(&T) -> [Value; WIDTH]) -> Self {
        for (index, item) in items.iter().chain(padding(items)).enumerate() {
            self = self.push(if index == 0 { "" } else { ", " }).row(values(item));
        }
        self
    }

    /// `(VALUES ($1), ($2), …) AS asked`, padded; its column is `asked.column1` on both engines.
    ///
    /// Why not `IN`: PostgreSQL keeps the plan that it made when the table was small, and scans the table for a list.
    /// A scalar subquery per value can only be answered from the index (104 ms against 1 ms at 50,000 rows).
    #[must_use]
    pub fn asked<V: Into<Value> + Clone>(self, values: &[V]) -> Self {
        self.asked_rows(values, |value| [value.clone().into()])
    }

    /// The same for rows of values: `asked.column1`, `asked.column2`, ….
    #[must_use]
    pub fn asked_rows<T, const WIDTH: usize>(self, items: &[T], values: impl Fn(&T) -> [Value; WIDTH]) -> Self {
        self.push("(VALUES ").padded_rows(items, values).push(") AS asked")
    }

    /// Runs it; how many rows it has touched.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn execute(self, tx: &Tx) -> Result<u64, StoreError> {
        Ok(tx.connection().execute_raw(self.statement(tx)).await?.rows_affected())
    }

    /// The rows that it finds.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn rows(self, tx: &Tx) -> Result<Vec<QueryResult>, StoreError> {
        Ok(tx.connection().query_all_raw(self.statement(tx)).await?)
    }

    /// The first column of the first row; none where there is no row or it is NULL.
    ///
    /// # Errors
    /// Those of the database, and a column of another type.
    pub async fn single<T: TryGetable>(self, tx: &Tx) -> Result<Option<T>, StoreError> {
        match tx.connection().query_one_raw(self.statement(tx)).await? {
            Some(row) => Ok(row.try_get_by_index::<Option<T>>(0)?),
            None => Ok(None),
        }
    }

    /// Cuts rows into slices of the few sizes that a statement comes in: powers of two.
    pub fn slices<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
        std::iter::from_fn(move || {
            let size = 1 << rows.len().min(Self::LONGEST_LIST).checked_ilog2()?;
            let (slice, rest) = rows.split_at(size);
            rows = rest;
            Some(slice)
        })
    }

    fn statement(self, tx: &Tx) -> Statement {
        Statement::from_sql_and_values(tx.engine().backend(), self.text, self.values)
    }
}

/// Repeats the last value up to one of the few sizes that a list comes in.
fn padding<V>(values: &[V]) -> impl Iterator<Item = &V> {
    let size = values.len().next_power_of_two();
    values.last().into_iter().cycle().take(size.saturating_sub(values.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded_and_rows_are_cut_to_few_sizes() {
        let sql = Sql::new("x IN ").list(&[7_i64, 8, 9]);
        assert_eq!(sql.text, "x IN ($1, $2, $3, $4)");
        assert_eq!(sql.values[2..], [Value::from(9_i64), Value::from(9_i64)]);
        assert_eq!(Sql::new("").asked(&[7_i64, 8]).text, "(VALUES ($1), ($2)) AS asked");
        let rows: Vec<u8> = vec![0; 327];
        let sizes: Vec<usize> = Sql::slices(&rows).map(<[u8]>::len).collect();
        assert_eq!(sizes, [256, 64, 4, 2, 1]);
    }
}
