//! Odd statements: one text for both engines, values always bound.

use o2c_store::{StoreError, Tx};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

/// A statement under construction. Both engines take `$1`.
#[derive(Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let mark = format!("${}", self.values.len());
        self.push(&mark)
    }

    /// Binds several, in their order, without writing their marks.
    pub fn with(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(values);
        self
    }

    pub async fn rows(self, tx: &Tx) -> Result<Vec<QueryResult>, StoreError> {
        let statement = Statement::from_sql_and_values(tx.engine().backend(), self.text, self.values);
        Ok(tx.connection().query_all_raw(statement).await?)
    }

    pub async fn execute(self, tx: &Tx) -> Result<u64, StoreError> {
        let statement = Statement::from_sql_and_values(tx.engine().backend(), self.text, self.values);
        Ok(tx.connection().execute_raw(statement).await?.rows_affected())
    }
}
