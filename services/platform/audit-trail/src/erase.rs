//! Erasing a person: their pseudonym leads nowhere from then on, and the reasons that they gave cannot be read.

use o2c_kernel::{Call, Principal};
use o2c_store::{
    StoreError, Tx,
    trail::{append_of_call, subject},
};
use uuid::Uuid;

/// The method of entries that say that somebody was erased, whoever has it done, and the name that the pseudonym has there.
pub const METHOD: &str = "o2c audit-trail erase";
pub const DOCUMENT: &str = "subject_id";

/// Erases a principal of the call's tenant from a service's trail, and writes down that it was done, by pseudonym alone. The
/// pseudonym; none where nothing leads to that principal. Only whoever owns the tables may.
///
/// # Errors
/// Those of the database; then the transaction has failed.
pub async fn erase(tx: &Tx, call: &Call, principal: &Principal, reason: &str) -> Result<Option<Uuid>, StoreError> {
    let Some(known) = subject::find(tx, call.tenant(), principal.as_str()).await? else { return Ok(None) };
    subject::forget(tx, call.tenant(), known.id).await?;
    let call = Call { method: METHOD.into(), ..call.clone() };
    append_of_call(tx, &call, [(DOCUMENT, known.id)], reason).await?;
    Ok(Some(known.id))
}
