//! One seed: a tenant, its customers and orders, and everything that happens to them.
//!
//! A story goes in acts. Within an act nothing is waited for, so that what one person does meets what another one's
//! deed has not yet caused; between acts the mesh may come to rest. What a person finds refused is left alone: whether a
//! refusal was right is for the laws to say.

mod calls;
mod cash;
mod desk_work;
mod goods;
mod master;
mod orders;
mod tally;
mod watch;

use std::collections::{BTreeMap, BTreeSet};

use o2c::demo::desk::Desk;
use o2c_kernel::{Date, TenantId};
use o2c_proto::orders::v1::Order;
use o2c_rpc::Transport;

pub use tally::Tally;

use crate::chance::Chance;

/// The acts, in their order. Each is repeated in the next one's shadow: what was left undone is done later.
pub const ACTS: [Act; 9] =
    [Act::Open, Act::Order, Act::Decide, Act::Ship, Act::Deliver, Act::Pay, Act::Return, Act::Remind, Act::Finish];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Open,
    Order,
    Decide,
    Ship,
    Deliver,
    Pay,
    Return,
    Remind,
    Finish,
}

struct Customer {
    id: String,
    name: String,
    account: String,
}

pub struct Story {
    pub seed: u64,
    pub tally: Tally,
    /// What must not happen.
    pub broken: Vec<String>,
    chance: Chance,
    desk: Desk,
    today: Date,
    warehouse: String,
    products: Vec<String>,
    customers: Vec<Customer>,
    /// As last seen.
    orders: BTreeMap<String, Order>,
    returns: Vec<String>,
    /// Documents that somebody has paid for.
    paid: BTreeSet<String>,
    bank_balance: i64,
    statements: u64,
}

impl Story {
    pub fn new(seed: u64, transport: &Transport) -> Self {
        let tenant = TenantId::parse(&tenant(seed)).unwrap();
        Self {
            seed,
            tally: Tally::default(),
            broken: Vec::new(),
            chance: Chance::new(seed).branch("story"),
            desk: Desk::of_tenant(transport, tenant),
            today: Date::from_days(0).unwrap(),
            warehouse: String::new(),
            products: Vec::new(),
            customers: Vec::new(),
            orders: BTreeMap::new(),
            returns: Vec::new(),
            paid: BTreeSet::new(),
            bank_balance: 0,
            statements: 0,
        }
    }

    pub async fn act(&mut self, act: Act, today: Date) {
        self.today = today;
        match act {
            Act::Open => self.open_for_business().await,
            Act::Order => self.take_orders().await,
            Act::Decide => {
                self.decide_reviews().await;
                self.change_minds().await;
            }
            Act::Ship => {
                self.ship(92).await;
                self.change_limits().await;
            }
            Act::Deliver => {
                self.restock().await;
                self.deliver(80).await;
                self.ship(92).await;
                self.overtake_an_undo().await;
            }
            Act::Pay => {
                self.deliver(60).await;
                self.pay(70).await;
            }
            Act::Return => {
                self.bring_back().await;
                self.work_at_desks().await;
                self.take_back_applications().await;
            }
            Act::Remind => {
                self.receive_returns().await;
                self.remind().await;
                self.write_off().await;
            }
            Act::Finish => {
                self.decide_reviews().await;
                self.ship(100).await;
                self.deliver(100).await;
                self.pay(60).await;
                self.work_at_desks().await;
            }
        }
        self.watch(act).await;
    }
}

pub fn tenant(seed: u64) -> String {
    format!("s{seed}")
}
