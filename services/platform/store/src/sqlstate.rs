//! What a driver's error means, by the codes that each engine publishes.

use std::sync::Arc;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{DbErr, RuntimeErr};

/// The meaning of a database error.
pub(crate) enum Class {
    Constraint(String),
    Contended,
    Timeout,
    Unavailable,
    Other,
}

/// The driver's error inside of a sea-orm error.
pub(crate) fn sqlx_error(error: &DbErr) -> Option<&Arc<sqlx::Error>> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// Sorts a sea-orm error.
pub(crate) fn classify(error: &DbErr) -> Class {
    match (error, sqlx_error(error)) {
        (DbErr::ConnectionAcquire(_), _) => Class::Unavailable,
        // the connection is to blame, not the statement: it leads to a standby
        (DbErr::Conn(_), Some(error)) if only_reads(error) => Class::Unavailable,
        (_, Some(error)) => classify_sqlx(error),
        (_, None) => Class::Other,
    }
}

fn classify_sqlx(error: &sqlx::Error) -> Class {
    match error {
        sqlx::Error::Database(error) if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() => {
            sqlite(error.as_ref())
        }
        sqlx::Error::Database(error) => postgres(error.as_ref()),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::BeginFailed
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Class::Unavailable,
        _ => Class::Other,
    }
}

/// SQLite's extended result codes: the low byte is the primary code.
fn sqlite(error: &dyn sqlx::error::DatabaseError) -> Class {
    let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
    match code & 0xff {
        // BUSY, LOCKED, IOERR, FULL, CANTOPEN
        5 | 6 | 10 | 13 | 14 => Class::Unavailable,
        // CONSTRAINT; the message reads "UNIQUE constraint failed: table.column, …"
        19 => Class::Constraint(error.message().rsplit(": ").next().unwrap_or_default().to_owned()),
        _ => Class::Other,
    }
}

/// PostgreSQL's SQLSTATE: the first two characters are the class.
fn postgres(error: &dyn sqlx::error::DatabaseError) -> Class {
    let code = error.code().unwrap_or_default();
    match code.as_ref() {
        // serialization failure, deadlock, lock timeout
        "40001" | "40P01" | "55P03" => Class::Contended,
        // statement timeout
        "57014" => Class::Timeout,
        code if code.starts_with("23") => {
            Class::Constraint(error.constraint().unwrap_or_else(|| error.message()).to_owned())
        }
        // the server ended a transaction of which it heard nothing
        "25P03" => Class::Unavailable,
        // connection lost, out of resources, server going down; or it lets us in no more: a password is being rotated
        code if ["08", "53", "57P", "28"].iter().any(|class| code.starts_with(class)) => Class::Unavailable,
        _ => Class::Other,
    }
}

/// Whether nothing more will come of the connection that an error was met on.
pub(crate) fn loses_connection(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            error.try_downcast_ref::<PgDatabaseError>().is_some()
                && (code == "25P03" || code.starts_with("08") || code.starts_with("57P"))
        }
        _ => false,
    }
}

/// Whether PostgreSQL gave up waiting for a lock.
pub(crate) fn lock_timed_out(error: &DbErr) -> bool {
    sqlx_error(error).is_some_and(|error| has_code(error, "55P03"))
}

/// Whether PostgreSQL refused what this role has no right to.
pub(crate) fn is_not_allowed(error: &DbErr) -> bool {
    sqlx_error(error).is_some_and(|error| has_code(error, "42501"))
}

/// Whether PostgreSQL refused to write because it only reads: a standby, or a transaction that was begun for reading.
pub(crate) fn only_reads(error: &sqlx::Error) -> bool {
    has_code(error, "25006")
}

fn has_code(error: &sqlx::Error, code: &str) -> bool {
    matches!(error, sqlx::Error::Database(error)
        if error.try_downcast_ref::<PgDatabaseError>().is_some_and(|error| error.code() == code))
}

/// Whether an error of COMMIT leaves open if the commit took place. Only an answer of the server that says so settles
/// it; a broken line, a dying server or a disk that failed in the middle does not.
pub(crate) fn leaves_commit_open(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => match error.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
            Some(_) => error.code().and_then(|code| code.parse::<u32>().ok()).is_none_or(|code| code & 0xff == 10),
            None => error.code().is_none_or(|code| code.starts_with("08") || code.starts_with("57")),
        },
        _ => true,
    }
}
