//! Whether a database is behind what it has stated: it was restored, and not recovered.
//!
//! The bus notes the fact that it delivered last of each producer. A database that does not have it on record gives out
//! numbers again that others have seen, so its service must not begin. Heads are never pruned, and a recovered database has
//! them back: asking for one head is enough.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::{
    bus::{Bus, JetStreamError, NoteError},
    head::Head,
    storage,
};

/// How long the database may take to answer.
const STATEMENT_DEADLINE: Duration = Duration::from_secs(30);

/// How often a broker is asked that is there and does not answer: one that does not let us must not stop us for ever.
const QUESTIONS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// How a database stands to what the bus has noted of it.
#[derive(Debug)]
pub enum Standing {
    /// It knows what was delivered last, or nothing is known to have been.
    Current,
    /// It does not know it.
    Behind(Behind),
    /// The bus did not say.
    Unknown(NoteError),
}

/// A database that lacks a fact that was delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the database of {producer} is behind what {producer} has stated: fact {} of {} (tenant {}) was delivered and is not \
     on record. It was put back, or is another one; it would give numbers out a second time. Bring it together with the \
     others by `o2c recover run {producer}`: k8s/runbooks/restore.md",
    .delivered.last_sequence, .delivered.aggregate_id, .delivered.tenant.as_str()
)]
pub struct Behind {
    pub producer: String,
    /// The aggregate, up to where it was delivered.
    pub delivered: Head,
}

/// Asks the bus, for so long at most, and then the database: in this order, what was delivered was committed before.
pub async fn standing(store: &Store, bus: &Bus, within: Duration) -> Result<Standing, StoreError> {
    let producer = store.service();
    let noted = tokio::time::timeout(within, bus.noted(producer)).await;
    let delivered = match noted.unwrap_or_else(|_| Err(JetStreamError::TimedOut.into())) {
        Ok(Some(delivered)) => delivered,
        Ok(None) => return Ok(Standing::Current),
        Err(error) => return Ok(Standing::Unknown(error)),
    };
    let tx = store.begin_read(Deadline::after(STATEMENT_DEADLINE)).await?;
    let (tenant, aggregate) = (delivered.tenant.as_str(), delivered.aggregate_id);
    let known = storage::record::last_of(&tx, tenant, &[aggregate]).await?.get(&aggregate).copied().unwrap_or(0);
    Ok(match known >= delivered.last_sequence {
        true => Standing::Current,
        false => Standing::Behind(Behind { producer: producer.to_owned(), delivered }),
    })
}

/// The same before anything is told to a broker, however long that is away: a service that began without an answer must
/// not tell what it may have numbered twice. Ends without an answer where the token is cancelled.
pub(crate) async fn before_telling(store: &Store, bus: &Bus, token: &CancellationToken) -> Option<Standing> {
    let mut unanswered = 0;
    loop {
        let asked = tokio::select! {
            () = token.cancelled() => return None,
            asked = standing(store, bus, STATEMENT_DEADLINE) => asked,
        };
        match asked {
            Ok(Standing::Unknown(NoteError::Broker(JetStreamError::Disconnected))) => {}
            Ok(Standing::Unknown(error)) if unanswered < QUESTIONS => {
                unanswered += 1;
                tracing::debug!(producer = store.service(), %error, "what was delivered last is not known");
            }
            Ok(standing) => return Some(standing),
            Err(error) => tracing::warn!(producer = store.service(), %error, "the database was not compared"),
        }
        tokio::select! {
            () = token.cancelled() => return None,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}
