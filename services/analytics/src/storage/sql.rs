//! A statement under construction: text and binds together, so that no value is ever written into the text.

use std::fmt::Write as _;

use o2c_store::{StoreError, Tx};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

/// Lists come in few lengths, for the statement cache: a shorter one is padded by repeating its last value.
const LIST_SIZES: [usize; 5] = [1, 4, 16, 64, 256];

#[derive(Debug)]
pub struct Sql {
    text: String,
    binds: Vec<Value>,
}

impl Sql {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), binds: Vec::new() }
    }

    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.binds.push(value.into());
        let number = self.binds.len();
        // writing to a String cannot fail
        let _ = write!(self.text, "${number}");
        self
    }

    /// `($1, $2, …)`, padded. At most 256 values, at least one.
    #[must_use]
    pub fn list<V: Into<Value> + Clone>(self, values: &[V]) -> Self {
        let size = LIST_SIZES.into_iter().find(|size| *size >= values.len()).unwrap_or(values.len());
        let padding = values.last().into_iter().cycle().take(size.saturating_sub(values.len()));
        self.row(values.iter().chain(padding).cloned().map(Into::into))
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

    pub async fn execute(self, tx: &Tx) -> Result<u64, StoreError> {
        Ok(tx.connection().execute_raw(self.statement(tx)).await?.rows_affected())
    }

    pub async fn rows(self, tx: &Tx) -> Result<Vec<QueryResult>, StoreError> {
        Ok(tx.connection().query_all_raw(self.statement(tx)).await?)
    }

    fn statement(self, tx: &Tx) -> Statement {
        Statement::from_sql_and_values(tx.connection().get_database_backend(), self.text, self.binds)
    }
}
