//! What a consumer's sequences, cursors and holds are about.

use std::sync::Arc;

use uuid::Uuid;

/// One producer's facts about one aggregate. The producer belongs to it because two of them may number facts about
/// aggregates of their own under one id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Stream {
    pub(crate) producer: Arc<str>,
    pub(crate) aggregate_id: Uuid,
}
