//! What the gateway costs: the same call past it and through it, in one run, by turns. Past it a call is signed as the
//! gateway signs it, and the service verifies that; through it the caller shows an access token, the gateway verifies it,
//! looks at scopes and quota, and signs. Both go through the same client.

use std::time::Duration;

use anyhow::Context;
use futures::future::try_join_all;
use o2c_identity::SigningKey;
use o2c_kernel::{Clock, Deadline, Principal, TenantId, machine_now};
use o2c_proto::orders::v1::{GetOrderRequest, orders_service_client::OrdersServiceClient};
use o2c_rpc::Transport;
use rust_decimal::Decimal;
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
};

use super::{
    book::{Business, CUSTOMERS},
    figure::{per_second, quotient},
    ground::{Engine, Ground, GroundOptions},
    latency::{Latencies, milliseconds, repeated},
    outcome::{Figures, Outcome},
};
use crate::{
    config::Config,
    demo::desk::{Desk, Person, explained},
    dev_issuer,
};

/// Calls of one way before it is the other's turn.
const TURN: usize = 100;
/// Turns that nobody counts, before the others.
const WARMING: usize = 2;
/// Callers at once, where calls a second are counted.
const IN_FLIGHT: usize = 64;
/// Turns of each way there.
const ROUNDS: u32 = 3;
/// Requests a second.
const QUOTA: u32 = 1_000_000;
/// Of what the caller may do: read what everybody has done.
const ROLE: &str = "auditor";

#[derive(Clone, Debug)]
pub struct GatewayOptions {
    pub ground: GroundOptions,
    /// Calls on each way, one after the other.
    pub calls: usize,
    /// How long calls are counted on each way.
    pub seconds: u64,
}

/// Measures both ways.
pub async fn run(config: &Config, options: &GatewayOptions) -> anyhow::Result<Outcome> {
    anyhow::ensure!(options.calls > 0 && options.seconds > 0, "calls, and a time to count them");
    let options = GatewayOptions {
        ground: GroundOptions { engine: Engine::Postgres, processes: true, signed: true, ..options.ground.clone() },
        ..options.clone()
    };
    let mut with_quota = config.clone();
    // there is one, and nobody is over it
    (with_quota.gateway.quota_per_second, with_quota.gateway.quota_burst) = (QUOTA, QUOTA);
    let ground = Ground::start(&with_quota, &options.ground, Clock::system()).await?;
    let mut ways = Ways::open(&ground).await?;
    let mut figures = Figures::default();

    let (mut past, mut through) = (Latencies::default(), Latencies::default());
    for turn in 0..options.calls.div_ceil(TURN) + WARMING {
        let took = [ways.past.repeated().await?, ways.through.repeated().await?];
        if turn >= WARMING {
            let [one, other] = took;
            past.extend(one);
            through.extend(other);
        }
    }
    past.tell("past", &mut figures);
    through.tell("through", &mut figures);
    let added = through.per_mille(500).saturating_sub(past.per_mille(500));
    figures.add("added_p50", milliseconds(added) * Decimal::from(1_000), "us");

    let time = Duration::from_secs(options.seconds) / ROUNDS;
    let mut calls = [0, 0];
    for _ in 0..ROUNDS {
        calls[0] += ways.past.count(time).await?;
        calls[1] += ways.through.count(time).await?;
    }
    let [past, through] = calls.map(|calls| per_second(calls, time * ROUNDS));
    figures.add("past_64_in_flight", past.round_dp(0), "calls/s");
    figures.add("through_64_in_flight", through.round_dp(0), "calls/s");
    figures.add("throughput_lost", Decimal::ONE_HUNDRED - quotient(through, past) * Decimal::ONE_HUNDRED, "%");
    Outcome::conclude("gateway", &options.ground, ground, figures).await
}

/// The same call, two ways.
struct Ways {
    past: Way,
    through: Way,
}

/// A caller who reads an order.
#[derive(Clone)]
struct Way {
    desk: Desk,
    orders: OrdersServiceClient<Transport>,
    order: String,
    token: Option<MetadataValue<Ascii>>,
}

impl Ways {
    async fn open(ground: &Ground) -> anyhow::Result<Self> {
        let behind = ground.behind_the_gateway()?;
        let mut desk = Desk::new(&behind);
        let business = Business::open_for_drafts(&mut desk, CUSTOMERS).await?;
        let mut draft = business.order(0, ground.today());
        draft.submit = false;
        let request = desk.ask(Person::OrderDesk, draft);
        let order = desk.orders.create_order(request).await.map_err(explained)?.into_inner();
        let past = Way { orders: desk.orders.clone(), desk, order: order.order_id, token: None };
        let through =
            Way { orders: OrdersServiceClient::new(ground.client()?), token: Some(token(ground)?), ..past.clone() };
        Ok(Self { past, through })
    }
}

impl Way {
    async fn call(&mut self) -> anyhow::Result<()> {
        let mut request: Request<GetOrderRequest> = self
            .desk
            .ask(Person::OrderDesk, GetOrderRequest { order_id: self.order.clone(), ..GetOrderRequest::default() });
        if let Some(token) = &self.token {
            request.metadata_mut().insert("authorization", token.clone());
        }
        self.orders.get_order(request).await.map_err(explained)?;
        Ok(())
    }

    async fn repeated(&mut self) -> anyhow::Result<Latencies> {
        let way = tokio::sync::Mutex::new(self.clone());
        repeated(TURN, async || way.lock().await.call().await).await
    }

    /// How many calls are answered in that time, with as many under way as there are callers.
    async fn count(&self, time: Duration) -> anyhow::Result<u64> {
        let until = Deadline::after(time);
        let callers = (0..IN_FLIGHT).map(|_| {
            let mut way = self.clone();
            tokio::spawn(async move {
                let mut calls = 0_u64;
                while !until.expired() {
                    way.call().await?;
                    calls += 1;
                }
                anyhow::Ok(calls)
            })
        });
        let counted: anyhow::Result<Vec<u64>> = try_join_all(callers).await?.into_iter().collect();
        Ok(counted?.into_iter().sum())
    }
}

fn token(ground: &Ground) -> anyhow::Result<MetadataValue<Ascii>> {
    let key = SigningKey::read_or_create(&dev_issuer::file(ground.directory()))?;
    let (now, principal) = (machine_now(), Principal::parse("bench")?);
    let until = now.plus(Duration::from_secs(3_600));
    let token = dev_issuer::token(&key, &TenantId::default(), &principal, &[ROLE.to_owned()], now, until);
    format!("Bearer {token}").parse().context("a token is a value of a header")
}
