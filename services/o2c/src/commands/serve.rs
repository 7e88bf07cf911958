//! `o2c serve`.

use std::{net::SocketAddr, process::ExitCode};

use clap::Args;
use o2c_messaging::Bus;
use o2c_store::SqliteOptions;
use tokio::signal::unix::{SignalKind, signal};

use super::say;
use crate::{
    cli::Place,
    config::Config,
    data_dir::DataDir,
    mesh::{Databases, Mesh, MeshOptions},
};

/// What health and reflection name.
const SERVED: &[&str] = &[
    "o2c.orders.v1.OrdersService",
    "o2c.credit.v1.CreditService",
    "o2c.fulfillment.v1.FulfillmentService",
    "o2c.billing.v1.BillingService",
    "o2c.receivables.v1.ReceivablesService",
    "o2c.payments.v1.PaymentsService",
    "o2c.collections.v1.CollectionsService",
    "o2c.analytics.v1.AnalyticsService",
    "o2c.runtime.v1.RuntimeService",
];

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address and port; port 0 takes a free one. Loopback only.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let mut config = Config::load(self.place.config.as_deref())?;
        if let Some(listen) = self.listen {
            config.server.listen = listen;
        }
        config.check()?;
        let data_dir = DataDir::own(&self.place.data_dir)?;
        let databases = Databases::of(&config, data_dir.path());
        let options = MeshOptions { clock: config.clock()?, bus: Bus::local(), sqlite: SqliteOptions::default() };
        // Before anything serves: a signal during the start must not be lost.
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);

        let mesh = Mesh::start(&config, &databases, Some(data_dir), options).await?;
        let listening = o2c_runtime::serve(mesh.served(), SERVED, o2c_proto::DESCRIPTORS, config.server.listen).await?;
        say(format_args!("listening on {}", listening.address));
        tracing::warn!("auth.mode = trusted-metadata: every caller on this machine is believed");

        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        listening.shutdown().await;
        mesh.shutdown().await;
        Ok(ExitCode::SUCCESS)
    }
}
