//! Who waits for the decision about an order is told of it by its commit.

use o2c_store::Tx;
use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};

use crate::domain::OrderId;

/// Decisions that somebody may be behind with: who misses more looks for themselves.
const REMEMBERED: usize = 1024;

/// Orders whose acceptance has ended in this process.
#[derive(Debug)]
pub(crate) struct Decisions(Sender<OrderId>);

/// What somebody hears who waits.
#[derive(Debug)]
pub(crate) struct Hearing(Receiver<OrderId>);

impl Default for Decisions {
    fn default() -> Self {
        Self(broadcast::channel(REMEMBERED).0)
    }
}

impl Decisions {
    /// Tells of these orders when, and only when, the transaction has committed.
    pub(crate) fn tell(&self, tx: &Tx, orders: impl IntoIterator<Item = OrderId>) {
        let (told, orders): (_, Vec<OrderId>) = (self.0.clone(), orders.into_iter().collect());
        tx.after_commit(move || {
            for order in orders {
                // nobody may be waiting
                let _ = told.send(order);
            }
        });
    }

    /// Hears of every decision from here on.
    pub(crate) fn hear(&self) -> Hearing {
        Hearing(self.0.subscribe())
    }
}

impl Hearing {
    /// Until the acceptance of this order has ended, or that may have been missed.
    pub(crate) async fn until_decided(&mut self, order: OrderId) {
        loop {
            match self.0.recv().await {
                Ok(decided) if decided != order => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                // the service is ending: nothing more is told
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_hears_of_their_own_order_or_that_they_missed_some() {
        let decisions = Decisions::default();
        let (own, other) = (OrderId::new(), OrderId::new());
        let mut hearing = decisions.hear();
        decisions.0.send(other).unwrap();
        decisions.0.send(own).unwrap();
        hearing.until_decided(own).await;

        for _ in 0..=REMEMBERED {
            decisions.0.send(other).unwrap();
        }
        hearing.until_decided(own).await;
    }
}
