//! What a consumer's sequences, cursors and holds are about.

use std::sync::Arc;

use o2c_store::Sql;
use sea_orm::{DbErr, QueryResult};
use uuid::Uuid;

/// One producer's facts about one aggregate. The producer belongs to it because two of them may number facts about
/// aggregates of their own under one id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Stream {
    pub(crate) producer: Arc<str>,
    pub(crate) aggregate_id: Uuid,
}

impl Stream {
    /// The stream in the first two columns of a row.
    pub(super) fn read(row: &QueryResult) -> Result<Stream, DbErr> {
        let producer: String = row.try_get_by_index(0)?;
        Ok(Stream { producer: Arc::from(producer), aggregate_id: row.try_get_by_index(1)? })
    }

    /// Streams that are asked for: `asked.column1` is the producer, `asked.column2` the aggregate.
    pub(super) fn asked(sql: Sql, streams: &[Stream]) -> Sql {
        sql.asked_rows(streams, |stream| [stream.producer.as_ref().into(), stream.aggregate_id.into()])
    }
}
