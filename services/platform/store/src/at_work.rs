//! Whether something is under way in this process that will end in a commit.

use std::fmt;

use tokio::sync::watch;

use crate::connect::Store;

/// How many works are under way; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct AtWork(watch::Sender<usize>);

/// Work under way, until it is dropped.
pub struct Working(watch::Sender<usize>);

impl AtWork {
    fn one_more(&self) -> Working {
        self.0.send_modify(|working| *working += 1);
        Working(self.0.clone())
    }

    async fn none(&self) {
        let mut working = self.0.subscribe();
        // the sender is held here: its end is not what ends the wait
        let _ = working.wait_for(|working| *working == 0).await;
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.send_modify(|working| *working -= 1);
    }
}

impl fmt::Debug for Working {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Working")
    }
}

impl Store {
    /// Tells whoever waits for this store to settle that it is of no use to look before the answer is dropped.
    #[must_use]
    pub fn work(&self) -> Working {
        self.0.at_work.one_more()
    }

    /// Until no work is under way. Whether there is any to do is not known here.
    pub async fn no_longer_working(&self) {
        self.0.at_work.none().await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_waits_goes_on_when_the_last_work_ends() {
        let at_work = AtWork::default();
        at_work.none().await;
        let (first, second) = (at_work.one_more(), at_work.one_more());
        drop(first);
        let hour = Duration::from_secs(3600);
        assert!(tokio::time::timeout(hour, at_work.none()).await.is_err(), "the second is under way");
        drop(second);
        at_work.none().await;
    }
}
