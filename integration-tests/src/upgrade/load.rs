//! The business meanwhile: orders from the call to the cash over gRPC, and a shop over plain HTTP. What fails is counted,
//! not only what is given up: a call that had to be said twice was noticed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use futures::future::try_join_all;
use o2c::{config::Config, demo::desk::Desk, local_mesh::LocalMesh};
use o2c_kernel::Deadline;
use o2c_rpc::Transport;
use o2c_testkit::Chance;

use super::shop::Shop;
use crate::chaos::{
    clerk::{Clerk, Tally},
    opening::Opened,
    story::{Ending, Story, Told},
};

/// Orders that are worked on at a time.
const CLERKS: usize = 4;
/// Of the whole run.
const PATIENCE: Duration = Duration::from_secs(900);
/// A call that takes longer has failed: it is the deadline of callers who wait for a batch.
const ANSWER: Duration = Duration::from_secs(30);
/// Between two looks at how many orders were told.
const LOOK: Duration = Duration::from_millis(50);
/// Says what is ordered and how each order ends: the run itself is about something else.
const SEED: u64 = 1;

pub struct Load {
    pub desk: Desk,
    pub tally: Arc<Tally>,
    clerk: Clerk,
    business: Opened,
    shop: Shop,
    told: AtomicU64,
    next: AtomicU64,
}

impl Load {
    /// Opens the business, which calls whichever gateway is there.
    pub async fn open(mesh: &LocalMesh, config: &Config) -> anyhow::Result<Self> {
        let gateways: Vec<_> = mesh.gateways().collect();
        let addresses = gateways.iter().map(|gateway| gateway.to_string().parse()).collect::<Result<Vec<_>, _>>()?;
        // without the layer that tries again: what the contract lets a caller repeat, a foreign one need not
        let desk = Desk::new(&Transport::remote(addresses));
        let tally = Arc::new(Tally::default());
        let clerk = Clerk::new(desk.clone(), Arc::clone(&tally), SEED, Deadline::after(PATIENCE)).waiting(ANSWER);
        let business = Opened::open(&clerk, &config.zone()?).await.context("the business does not open")?;
        let shop = Shop::of(gateways, Arc::clone(&tally));
        Ok(Self { desk, tally, clerk, business, shop, told: AtomicU64::new(0), next: AtomicU64::new(0) })
    }

    /// Answers of the shop.
    pub fn answered(&self) -> u64 {
        self.shop.answered()
    }

    /// Business for as long as something else takes; what came of that, and the orders, each told to its end.
    pub async fn during<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<(T, Vec<Told>)> {
        let over = AtomicBool::new(false);
        let worked = async {
            let worked = work.await;
            over.store(true, Ordering::Relaxed);
            worked
        };
        let clerks = try_join_all((0..CLERKS).map(|_| self.work(&over)));
        let (worked, told, ()) = tokio::try_join!(worked, clerks, self.shop.sell(&over))?;
        Ok((worked, told.into_iter().flatten().collect()))
    }

    /// Waits until so many further orders have come to their end; how many have.
    pub async fn orders_told(&self, further: u64) -> u64 {
        let before = self.told.load(Ordering::Relaxed);
        loop {
            let told = self.told.load(Ordering::Relaxed) - before;
            if told >= further {
                return told;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// One clerk: order after order.
    async fn work(&self, over: &AtomicBool) -> anyhow::Result<Vec<Told>> {
        let mut told = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let mut chance = Chance::part(SEED, number);
            let ending = Ending::drawn(chance.below(100));
            let (clerk, business, quantity) = (&self.clerk, &self.business, chance.between(1, 20));
            let story = Story { clerk, business, number, quantity, ending };
            told.push(story.tell().await.with_context(|| format!("order {number}, {ending:?}"))?);
            self.told.fetch_add(1, Ordering::Relaxed);
        }
        Ok(told)
    }
}
