//! Values of sea-orm as arguments of sqlx, moved and not copied (sea-orm itself clones every value of a statement).
//!
//! Only the column types of our conventions pass: a float or a driver's decimal would lose money on SQLite without a
//! word, so they are refused here on both engines.

use sea_orm::DbErr;
use sea_orm::Value;
use sea_orm::sqlx::postgres::PgArguments;
use sea_orm::sqlx::sqlite::SqliteArguments;
use sea_orm::sqlx::{Arguments, Encode, Type};

/// What a statement binds: single values, then rows of a fixed width, one after the other.
///
/// SQLite binds each value of each row. PostgreSQL binds a row's columns as arrays: one statement serves every size of
/// set, and its plan does not depend on how many rows there happen to be.
#[derive(Default)]
pub(crate) struct Bound {
    pub(crate) single: Vec<Value>,
    pub(crate) rows: Vec<Value>,
    pub(crate) width: usize,
}

impl From<Vec<Value>> for Bound {
    fn from(single: Vec<Value>) -> Self {
        Self { single, ..Self::default() }
    }
}

/// Arguments for SQLite.
pub(crate) fn for_sqlite(bound: Bound) -> Result<SqliteArguments, DbErr> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(bound.single.len().saturating_add(bound.rows.len()), 0);
    for value in bound.single.into_iter().chain(bound.rows) {
        match value {
            Value::Bool(value) => add(&mut arguments, value),
            Value::SmallInt(value) => add(&mut arguments, value),
            Value::Int(value) => add(&mut arguments, value),
            Value::BigInt(value) => add(&mut arguments, value),
            Value::String(value) => add(&mut arguments, value),
            Value::Bytes(value) => add(&mut arguments, value),
            Value::Uuid(value) => add(&mut arguments, value),
            // sea-query counts `LIMIT` and `OFFSET` in u64
            Value::BigUnsigned(value) => add(&mut arguments, value.map(i64::try_from).transpose().map_err(too_large)?),
            other => return Err(unsupported(&other)),
        }?;
    }
    Ok(arguments)
}

/// Arguments for PostgreSQL.
pub(crate) fn for_postgres(bound: Bound) -> Result<PgArguments, DbErr> {
    let mut arguments = PgArguments::default();
    for value in bound.single {
        match value {
            Value::Bool(value) => add(&mut arguments, value),
            Value::SmallInt(value) => add(&mut arguments, value),
            Value::Int(value) => add(&mut arguments, value),
            Value::BigInt(value) => add(&mut arguments, value),
            Value::String(value) => add(&mut arguments, value),
            Value::Bytes(value) => add(&mut arguments, value),
            Value::Uuid(value) => add(&mut arguments, value),
            // sea-query counts `LIMIT` and `OFFSET` in u64
            Value::BigUnsigned(value) => add(&mut arguments, value.map(i64::try_from).transpose().map_err(too_large)?),
            other => return Err(unsupported(&other)),
        }?;
    }
    for column in columns(bound.rows, bound.width) {
        add_array(&mut arguments, column)?;
    }
    Ok(arguments)
}

/// The columns of rows.
fn columns(rows: Vec<Value>, width: usize) -> Vec<Vec<Value>> {
    let height = rows.len().checked_div(width).unwrap_or(0);
    let mut columns: Vec<Vec<Value>> = (0..width).map(|_| Vec::with_capacity(height)).collect();
    let mut values = rows.into_iter();
    for _ in 0..height {
        for column in &mut columns {
            column.extend(values.next());
        }
    }
    columns
}

/// One column as an array. A missing value is typed as well, so the first row tells the column's type.
fn add_array(arguments: &mut PgArguments, column: Vec<Value>) -> Result<(), DbErr> {
    macro_rules! array {
        ($variant:ident) => {{
            let values: Result<Vec<_>, DbErr> = column
                .into_iter()
                .map(|value| match value {
                    Value::$variant(value) => Ok(value),
                    other => Err(unsupported(&other)),
                })
                .collect();
            add(arguments, values?)
        }};
    }
    match column.first() {
        Some(Value::Bool(_)) => array!(Bool),
        Some(Value::SmallInt(_)) => array!(SmallInt),
        Some(Value::Int(_)) => array!(Int),
        Some(Value::BigInt(_)) => array!(BigInt),
        Some(Value::String(_)) => array!(String),
        Some(Value::Bytes(_)) => array!(Bytes),
        Some(Value::Uuid(_)) => array!(Uuid),
        Some(other) => Err(unsupported(other)),
        None => Ok(()),
    }
}

fn add<'q, A, T>(arguments: &mut A, value: T) -> Result<(), DbErr>
where
    A: Arguments,
    T: Encode<'q, A::Database> + Type<A::Database>,
{
    arguments.add(value).map_err(|error| DbErr::Type(error.to_string()))
}

fn too_large(error: std::num::TryFromIntError) -> DbErr {
    DbErr::Type(error.to_string())
}

fn unsupported(value: &Value) -> DbErr {
    DbErr::Type(format!("a column of type {:?} is not one of the store's column types", value.array_type()))
}
