//! A message in our hands: kept from coming again while its set is being taken, then acknowledged or given back.

use std::time::Duration;

use async_nats::jetstream::{AckKind, message::Acker};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::bus::Answer;

/// The wait before a set that failed comes again, four times as long each time.
const FIRST_RETURN: Duration = Duration::from_millis(200);
const LONGEST_RETURN: Duration = Duration::from_secs(30);
const GROWTH: u32 = 4;

/// How long a word to the broker may wait for the connection. It need not arrive: without it the message comes again.
const SAYING: Duration = Duration::from_secs(1);

/// Keeps a message until its taker has answered. The slot is free again once the broker was told.
pub(super) async fn keep(
    message: Acker,
    deliveries: i64,
    ack_wait: Duration,
    mut answered: oneshot::Receiver<Answer>,
    slot: OwnedSemaphorePermit,
) {
    let answer = loop {
        match tokio::time::timeout(ack_wait / 3, &mut answered).await {
            Ok(answer) => break answer,
            // a long set, or a long queue before it
            Err(_) => say(&message, AckKind::Progress).await,
        }
    };
    let kind = match answer {
        Ok(Answer::Done) => AckKind::Ack,
        Ok(Answer::Failed) => AckKind::Nak(Some(returns_after(deliveries))),
        // the taker is gone: somebody else may have it at once
        Err(_) => AckKind::Nak(None),
    };
    say(&message, kind).await;
    drop(slot);
}

/// Says a word that may be lost.
pub(super) async fn say(message: &Acker, kind: AckKind) {
    match tokio::time::timeout(SAYING, message.ack_with(kind)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(error, "the broker was not told"),
        Err(_) => tracing::debug!("the broker was not told in time"),
    }
}

fn returns_after(deliveries: i64) -> Duration {
    let mut wait = FIRST_RETURN;
    for _ in 1..deliveries {
        wait = wait.saturating_mul(GROWTH);
        if wait >= LONGEST_RETURN {
            return LONGEST_RETURN;
        }
    }
    wait
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_that_fails_comes_again_later_each_time_up_to_half_a_minute() {
        let waits: Vec<_> = [1, 2, 3, 4, 5, i64::MAX].map(|times| returns_after(times).as_millis()).into();
        assert_eq!(waits, [200, 800, 3_200, 12_800, 30_000, 30_000]);
    }
}
