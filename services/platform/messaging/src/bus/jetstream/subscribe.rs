//! The receiving end: what stands behind a subscription.

use std::{collections::BTreeMap, sync::Arc};

use o2c_store::Store;
use tokio::sync::{Notify, mpsc};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use super::{JetStreamBus, groups::Groups, keeper::Keeper, pull::SLOTS, share::Share};
use crate::bus::{Replaced, Subscription, subscription::Attendant};

impl JetStreamBus {
    /// Makes what is missing at the broker, and pulls the partitions that are ours by leases in `store`.
    pub(in crate::bus) fn subscribe(
        &self,
        consumer: &'static str,
        producers: &[&'static str],
        store: &Store,
    ) -> Subscription {
        let groups = self.options().groups;
        let slots = usize::from(SLOTS) * usize::from(groups) * producers.len();
        let (queue, sets) = mpsc::channel(slots.max(1));
        let (missing, replaced, stop) = (Arc::new(Notify::new()), Replaced::default(), CancellationToken::new());
        let keeper = Keeper {
            bus: self.clone(),
            consumer,
            producers: producers.to_vec(),
            missing: Arc::clone(&missing),
            replaced: replaced.clone(),
            stop: stop.clone(),
        };
        let groups = Groups {
            bus: self.clone(),
            consumer,
            producers: producers.to_vec(),
            queue,
            missing,
            share: Share::new(store.clone(), consumer, groups, self.options().lease),
            stop: stop.clone(),
            working: BTreeMap::new(),
        };
        let task = AbortOnDropHandle::new(tokio::spawn(async move {
            tokio::join!(keeper.run(), groups.run());
        }));
        Subscription::new(sets, replaced, Some(Attendant { stop, task }))
    }
}
