//! Works the groups of partitions that are ours, and no others.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::join_all;
use tokio::sync::{Notify, mpsc};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use super::{
    JetStreamBus,
    error::told,
    pull::Puller,
    share::{Deal, Share},
};
use crate::bus::Delivered;

pub(super) struct Groups {
    pub(super) bus: JetStreamBus,
    pub(super) consumer: &'static str,
    pub(super) producers: Vec<&'static str>,
    pub(super) queue: mpsc::Sender<Delivered>,
    pub(super) missing: Arc<Notify>,
    pub(super) share: Share,
    pub(super) stop: CancellationToken,
    pub(super) working: BTreeMap<u16, Working>,
}

/// The pullers of a group.
pub(super) struct Working {
    stop: CancellationToken,
    task: AbortOnDropHandle<()>,
}

impl Groups {
    /// Until stopped; then gives back what it holds.
    pub(super) async fn run(mut self) {
        while !self.stop.is_cancelled() {
            let next = self.turn().await;
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(next) => {}
            }
        }
        for working in self.working.values() {
            working.stop.cancel();
        }
        join_all(std::mem::take(&mut self.working).into_values().map(|working| working.task)).await;
        if let Err(error) = self.share.leave().await {
            tracing::debug!(consumer = self.consumer, error = told(&error), "the partitions were not given back");
        }
    }

    /// Follows the leases; when to look at them again.
    async fn turn(&mut self) -> Duration {
        let length = self.bus.options().lease;
        let settled = match self.share.deal().await {
            Ok(deal) => self.follow(&deal).await && !deal.short,
            Err(error) => {
                tracing::warn!(consumer = self.consumer, error = told(&error), "the partitions were not dealt");
                false
            }
        };
        if !self.share.is_held() {
            // somebody else may have begun
            self.working.clear();
        }
        if settled { length / 3 } else { length / 10 }
    }

    /// False while something is being given up.
    async fn follow(&mut self, deal: &Deal) -> bool {
        self.working.retain(|group, _| deal.held.contains(group));
        for group in deal.held.iter().rev().take(deal.surplus) {
            if let Some(working) = self.working.get(group) {
                working.stop.cancel();
            }
        }
        let finished = self.working.iter().filter(|(_, working)| working.task.is_finished());
        let finished: Vec<u16> = finished.map(|(group, _)| *group).collect();
        for group in finished {
            self.working.remove(&group);
            if let Err(error) = self.share.release(group).await {
                tracing::debug!(consumer = self.consumer, error = told(&error), "a partition was not given back");
            }
        }
        let given_up = self.working.values().filter(|working| working.stop.is_cancelled()).count();
        if deal.surplus > 0 || given_up > 0 {
            return false;
        }
        for group in &deal.held {
            if !self.working.contains_key(group) {
                let working = self.start(*group);
                self.working.insert(*group, working);
            }
        }
        true
    }

    fn start(&self, group: u16) -> Working {
        let stop = self.stop.child_token();
        let pullers: Vec<Puller> = self
            .producers
            .iter()
            .map(|producer| Puller {
                bus: self.bus.clone(),
                consumer: self.consumer,
                producer,
                group,
                queue: self.queue.clone(),
                missing: Arc::clone(&self.missing),
                stop: stop.clone(),
            })
            .collect();
        let task = tokio::spawn(async move {
            join_all(pullers.into_iter().map(Puller::run)).await;
        });
        Working { stop, task: AbortOnDropHandle::new(task) }
    }
}
