//! How the laws walk: tenant by tenant, each page in a snapshot of its own. Facts are folded in the transaction that
//! archives them, so within one snapshot archive and facts must agree, on a running service too.

use std::time::Duration;

use o2c_audit::AuditError;
use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, Tx};
use uuid::Uuid;

use crate::storage::{
    audited::{self, Key},
    kept::Range,
};

/// Keys of a page: a list of one statement at most.
const PAGE: i64 = 100;

/// For one page.
const DEADLINE: Duration = Duration::from_secs(60);

pub async fn snapshot(store: &Store) -> Result<Tx, AuditError> {
    Ok(store.begin_read(Deadline::after(DEADLINE)).await?)
}

/// The tenant after this one; the first after the empty text.
pub async fn next_tenant(store: &Store, after: &str) -> Result<Option<TenantId>, AuditError> {
    let tx = snapshot(store).await?;
    Ok(audited::next_tenant(&tx, after).await?)
}

/// The next keys of the archive, and the range of rows that belongs to them: the last page goes to the end.
pub async fn page(tx: &Tx, tenant: &TenantId, key: Key, after: Option<Uuid>) -> Result<(Vec<Uuid>, Range), AuditError> {
    let keys = audited::keys(tx, tenant, key, after, PAGE).await?;
    let full = i64::try_from(keys.len()) == Ok(PAGE);
    let range = Range { after, last: keys.last().copied().filter(|_| full) };
    Ok((keys, range))
}
