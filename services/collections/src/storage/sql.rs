//! A statement under construction: text and binds together, so that no value is ever written into the text.

use std::fmt::Write as _;

use o2c_store::{StoreError, Tx};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

#[derive(Debug)]
pub(super) struct Sql {
    text: String,
    binds: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), binds: Vec::new() }
    }

    pub(super) fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.binds.push(value.into());
        // writing to a String cannot fail
        let _ = write!(self.text, "${}", self.binds.len());
        self
    }

    pub(super) async fn rows(self, tx: &Tx) -> Result<Vec<QueryResult>, StoreError> {
        let statement = Statement::from_sql_and_values(tx.connection().get_database_backend(), self.text, self.binds);
        Ok(tx.connection().query_all_raw(statement).await?)
    }
}
