//! A document is in the books of receivables: a copy of its open item begins.

use o2c_kernel::Call;
use o2c_messaging::Verdict;
use o2c_store::Tx;

use crate::{domain::OpenItem, error::CollectionsError, storage::open_items};

/// Takes each item over, in the caller's transaction.
pub async fn post_items(
    tx: &Tx,
    call: &Call,
    facts: Vec<Result<OpenItem, String>>,
) -> Result<Vec<Verdict>, CollectionsError> {
    let mut items = Vec::with_capacity(facts.len());
    let mut verdicts = Vec::with_capacity(facts.len());
    for fact in facts {
        verdicts.push(match fact {
            Ok(item) => {
                items.push(item);
                Verdict::Done
            }
            Err(reason) => Verdict::Failed(reason),
        });
    }
    open_items::insert(tx, call.tenant(), &items).await?;
    Ok(verdicts)
}
