//! `o2c serve`.

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use clap::Args;
use o2c_runtime::Listening;
use o2c_store::SqliteOptions;

use super::{say, signals::Signals};
use crate::{
    bus,
    cli::Place,
    config::Config,
    databases::Databases,
    definitions::{self, Definition, GATEWAY},
    identity,
    mesh::{Mesh, MeshOptions, RUNTIME},
    watch::Watch,
};

#[derive(Debug, Args)]
pub struct Serve {
    /// The services that this process runs: none = all of them; `gateway` = none, and the way to all.
    services: Vec<String>,
    #[command(flatten)]
    place: Place,
    /// Address and port; port 0 takes a free one. Beyond loopback only where callers are authenticated.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Callers prove who they are, with what `o2c token` prints for this data directory.
    #[arg(long)]
    signed: bool,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let mut config = Config::load(self.place.config.as_deref())?;
        if let Some(listen) = self.listen {
            config.server.listen = listen;
        }
        if self.signed {
            config.auth.with_dev_issuer(&self.place.data_dir)?;
        }
        let run = self.definitions()?;
        config.check()?;
        config.check_for(&run.iter().map(|definition| definition.name).collect::<Vec<_>>())?;
        let watch = Watch::start(&config, &identity::role(&run)).await?;
        // Before anything serves: a signal during the start must not be lost.
        let mut signals = Signals::listen()?;

        let databases = Databases::of(&config, &self.place.data_dir);
        // the gateway's own database may be written to by commands meanwhile
        let data_dir = if run.is_empty() { None } else { databases.own()? };
        let hears = !run.is_empty() || config.webhooks.enabled;
        let bus = if hears { bus::connect(&config, &databases).await? } else { o2c_messaging::Bus::local() };
        let options = MeshOptions { clock: config.clock()?, bus, sqlite: SqliteOptions::default() };
        let mesh = Mesh::of(&config, &databases, data_dir, options, &run).await?;
        // The edge is where all services can be reached; a process of some of them is called by the others only.
        let way = if definitions::is_public(&run) { mesh.edge(config.gateway())? } else { mesh.served() };
        let listening =
            o2c_runtime::serve(way, &served(&config, &run), o2c_proto::DESCRIPTORS, mesh.socket(config.server.listen))
                .await?;
        watch.ready(mesh.node.gauges());
        if let Some(endpoint) = &watch.endpoint {
            say(format_args!("metrics on {}", endpoint.address));
        }
        say(format_args!("listening on {}", listening.address));
        if !config.auth.is_signed() {
            tracing::warn!("auth.mode = trusted-metadata: every caller on this machine is believed");
        }

        let found_behind = tokio::select! {
            () = signals.first() => false,
            () = mesh.node.found_behind() => true,
        };
        watch.stopping();
        drain(listening, mesh, Duration::from_secs(config.server.drain_seconds), &mut signals).await;
        watch.end().await;
        anyhow::ensure!(!found_behind, "a database was put back and has to be recovered: k8s/runbooks/restore.md");
        Ok(ExitCode::SUCCESS)
    }

    fn definitions(&self) -> anyhow::Result<Vec<&'static Definition>> {
        if self.services.iter().any(|name| name == GATEWAY) {
            anyhow::ensure!(self.services.len() == 1, "`{GATEWAY}` runs no service: it stands alone");
            return Ok(Vec::new());
        }
        if self.services.is_empty() {
            return Ok(definitions::ALL.iter().collect());
        }
        definitions::named(&self.services)
    }
}

/// What health reports on.
fn served(config: &Config, run: &[&Definition]) -> Vec<&'static str> {
    let all = definitions::ALL.iter().filter(|known| run.is_empty() || run.iter().any(|one| one.name == known.name));
    let edge = definitions::edge_services(config).iter().copied().filter(|_| definitions::is_public(run));
    all.map(|definition| definition.grpc_service).chain(edge).chain([RUNTIME]).collect()
}

/// Lets calls and workers come to their end, for a while. Whatever is cut off then goes on at the next start: all that
/// was answered is durable, so a second signal may end the wait at any point.
async fn drain(listening: Listening, mesh: Mesh, patience: Duration, signals: &mut Signals) {
    let drained = async {
        listening.shutdown().await;
        mesh.shutdown().await;
    };
    tokio::select! {
        () = drained => {}
        () = tokio::time::sleep(patience) => tracing::warn!(?patience, "calls or workers are still busy: they are cut off"),
        () = signals.first() => tracing::warn!("a second signal: what is under way is cut off"),
    }
}
