//! Whether somebody waits for facts to be taken in, and to be marked as published.
//!
//! A relay gathers its marks while nobody does. A consumer that is handed fact after fact would pay a transaction for each.
//! One that has just taken some waits a moment for company instead, so long as nobody waits for it.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

/// Shared by those who wait and the relays and consumers that they wait for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Haste(Arc<watch::Sender<usize>>);

impl Default for Haste {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Haste {
    /// Somebody waits, until what is answered is dropped.
    #[must_use]
    pub fn hurry(&self) -> Hurrying {
        self.0.send_modify(|waiting| *waiting += 1);
        Hurrying(Arc::clone(&self.0))
    }

    /// Whether somebody waits now.
    pub(crate) fn is_hurried(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Until so much time is over, or somebody waits.
    pub(crate) async fn unhurried(&self, time: Duration) {
        let mut waiting = self.0.subscribe();
        // the sender is held here: its end is not what ends the wait
        let _ = tokio::time::timeout(time, waiting.wait_for(|waiting| *waiting > 0)).await;
    }
}

/// Somebody who waits.
#[derive(Debug)]
pub struct Hurrying(Arc<watch::Sender<usize>>);

impl Drop for Hurrying {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_company_while_somebody_waits_for_them() {
        let (haste, hour) = (Haste::default(), Duration::from_secs(3600));
        let began = tokio::time::Instant::now();
        haste.unhurried(hour).await;
        assert_eq!(began.elapsed(), hour, "nobody waited");

        let (first, second) = (haste.hurry(), haste.hurry());
        drop(first);
        haste.unhurried(hour).await;
        assert_eq!(began.elapsed(), hour, "one still waited");

        drop(second);
        let unhurried = tokio::spawn({
            let haste = haste.clone();
            async move { haste.unhurried(hour).await }
        });
        tokio::task::yield_now().await;
        let waiting = haste.hurry();
        unhurried.await.expect("it ends");
        drop(waiting);
        assert_eq!(began.elapsed(), hour, "who comes later is waited for no longer either");
    }
}
