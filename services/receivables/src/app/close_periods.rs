//! Closes the books through a day: from then on nothing is posted on it or before (ARL-7).

use o2c_kernel::{Call, Date, Set};
use o2c_store::Claimed;

use super::Answers;
use crate::{Receivables, domain::Books, error::ReceivablesError, storage};

/// A day through which to close.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClosePeriod(pub Date);

pub async fn close_periods(receivables: &Receivables, call: &Call, set: Set<ClosePeriod, Books>) -> Answers<Books> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Claimed<ClosePeriod, Books, ReceivablesError>| {
            let before = storage::lock_books(tx, call.tenant()).await?;
            let mut books = before;
            for item in items.items_mut() {
                match books.closed(item.command().0, call.today()) {
                    Ok(further) => {
                        books = further.unwrap_or(books);
                        item.accept(books);
                    }
                    Err(refusal) => item.refuse(refusal.into()),
                }
            }
            if let Some(through) = books.closed_through.filter(|_| books != before) {
                storage::close(tx, call, through).await?;
            }
            Ok(())
        })
        .await
}
