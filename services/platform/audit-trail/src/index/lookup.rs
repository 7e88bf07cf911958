//! Looking for a document.

use std::{cmp::Reverse, collections::BTreeSet};

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use super::unpack;
use crate::storage::{index, unreadable};

/// The newest ids of entries that name a document, within a range; both bounds are outside of it.
///
/// Of each run one page is read: the one in which the document's entries before the bound end. If the document began on
/// an earlier page, older entries of that run are not known yet; what is younger than that is complete.
pub async fn newest_of_document(
    tx: &Tx,
    tenant: &TenantId,
    document: Uuid,
    (after, before): (Uuid, Uuid),
    limit: usize,
) -> Result<Vec<Uuid>, StoreError> {
    let mut found = BTreeSet::new();
    let mut bound = before;
    loop {
        let mut complete_from = None;
        for packed in index::pages_before(tx, tenant, document, (after, bound)).await? {
            let pairs = unpack(&packed).ok_or_else(|| unreadable("a page of the index that is none"))?;
            let named = pairs.iter().filter(|(named, _)| *named == document).map(|(_, entry)| *entry);
            found.extend(named.filter(|entry| (after < *entry) && (*entry < bound)).map(Reverse));
            // a page's first entry is before the bound, so that each round goes further back
            let begins = pairs.first().filter(|(named, entry)| *named == document && *entry > after);
            complete_from = complete_from.max(begins.map(|(_, entry)| *entry));
        }
        let Some(from) = complete_from else { break };
        if found.iter().take_while(|Reverse(entry)| *entry >= from).count() >= limit {
            break;
        }
        bound = from;
    }
    Ok(found.into_iter().map(|Reverse(entry)| entry).take(limit).collect())
}
