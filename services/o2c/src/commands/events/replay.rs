//! What a service has published, once more.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use o2c_kernel::{Date, Instant, Zone};
use o2c_messaging::replay::{Replayed, position_before};

use super::Opened;
use crate::{
    bus,
    commands::say,
    config::{BusKind, Config},
    databases::Databases,
    definitions,
};

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The service that published it.
    producer: String,
    /// Begins with what was recorded then or later: a day, or an instant such as 2026-03-01T08:00:00Z.
    #[arg(long, conflicts_with = "after")]
    from: Option<String>,
    /// Begins behind this position of its outbox; a replay that was cut off says where to go on.
    #[arg(long, default_value_t = 0)]
    after: i64,
}

impl Replay {
    /// 0 only if every subscriber, or the bus, has taken all of it.
    pub(super) async fn run(self, config: &Config, databases: &Databases) -> anyhow::Result<ExitCode> {
        // In one process the subscribers have to be there; elsewhere they are, and the bus leads to them.
        let run = match config.bus.kind {
            BusKind::Local => definitions::ALL.iter().collect(),
            BusKind::Nats => definitions::named(std::slice::from_ref(&self.producer))?,
        };
        let from = self.from.as_deref().map(|text| instant(text, &config.zone()?)).transpose()?;
        let opened = Opened::of(config, databases, bus::connect(config, databases).await?, &run).await?;
        let producer = opened.assembly.service(&self.producer)?;
        let after = match from {
            Some(from) => position_before(producer.store(), from).await?,
            None => self.after,
        };
        let replayed = opened.assembly.replay(&opened.bus, &self.producer, after).await;
        opened.assembly.close().await;
        let Replayed { facts, position, complete } = replayed?;
        say(format_args!("{facts} facts of {}, up to position {position}", self.producer));
        if !complete {
            say(format_args!("what follows was not taken: go on with --after {position}"));
        }
        Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn instant(text: &str, zone: &Zone) -> anyhow::Result<Instant> {
    match Date::parse(text) {
        Ok(day) => Ok(zone.start_of(day)),
        Err(_) => Instant::parse(text).with_context(|| format!("--from {text} is neither a day nor an instant")),
    }
}
