//! Notices a write transaction that is opened inside another one of the same store.
//!
//! On SQLite it would wait for itself until the deadline, on PostgreSQL it would commit on its own; in both it is a
//! mistake in a use case, and the sooner it is told the better.

use std::cell::RefCell;

tokio::task_local! {
    /// The stores that the code being polled has a write transaction on.
    static WRITING: RefCell<Vec<u64>>;
}

/// Runs the body of a write on store `number`.
pub(crate) async fn inside<T>(number: u64, body: impl Future<Output = T>) -> T {
    let mut stores = WRITING.try_with(|stores| stores.borrow().clone()).unwrap_or_default();
    stores.push(number);
    WRITING.scope(RefCell::new(stores), body).await
}

/// Whether the code being polled stands in a write on store `number`.
pub(crate) fn is_inside(number: u64) -> bool {
    WRITING.try_with(|stores| stores.borrow().contains(&number)).unwrap_or(false)
}
