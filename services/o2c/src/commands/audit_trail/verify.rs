//! `o2c audit-trail verify`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use o2c_audit_trail::{
    Checkpoints,
    verify::{Verification, verify},
};

use super::super::say;
use crate::{audit_trail, config::Config, databases::Databases, definitions};

#[derive(Debug, Args)]
pub struct Verify {
    /// The services; none = all.
    services: Vec<String>,
    /// Where the checkpoints are, if not where the configuration says: a copy that was carried away proves more.
    #[arg(long, value_name = "DIRECTORY")]
    checkpoints: Option<PathBuf>,
    /// A public key that is believed beside those of the configuration.
    #[arg(long = "trusted-key", value_name = "FILE")]
    trusted_keys: Vec<PathBuf>,
}

impl Verify {
    pub async fn run(self, config: &Config, databases: &Databases) -> anyhow::Result<ExitCode> {
        let chosen = match self.services.is_empty() {
            true => definitions::ALL.iter().chain(definitions::edge(config)).collect(),
            false => definitions::named(&self.services)?,
        };
        let directory = self.checkpoints.or_else(|| audit_trail::directory(config, databases));
        let checkpoints = directory.as_deref().map(Checkpoints::existing);
        let trusted = audit_trail::trusted(config, databases, &self.trusted_keys)?;
        if checkpoints.is_none() {
            say("no checkpoints: that the end was cut off, or all of it made anew, cannot be seen");
        }
        let mut failed = 0;
        for definition in chosen {
            let store = databases.open_read_only(definition.name).await?;
            let outside = checkpoints.as_ref().map(|checkpoints| (checkpoints, &trusted));
            let verification = verify(&store, definition.name, outside).await?;
            store.close().await;
            tell(definition.name, &verification);
            failed += verification.failed;
        }
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(service: &str, verification: &Verification) {
    let Verification { blocks, entries, unsealed, erased, erased_principals, chains, findings, failed } = verification;
    say(format_args!(
        "{service}: {entries} entries in {blocks} blocks of {} chains, {unsealed} not sealed yet, {erased_principals} people and \
         {erased} reasons erased, {failed} findings",
        chains.len()
    ));
    for (tenant, reach) in chains.iter().filter(|(_, reach)| reach.attested < reach.sealed) {
        say(format_args!("  {tenant}: {} blocks, attested up to block {}", reach.sealed, reach.attested));
    }
    for finding in findings {
        say(format_args!("  {finding}"));
    }
    let more = failed.saturating_sub(findings.len() as u64);
    if more > 0 {
        say(format_args!("  and {more} more"));
    }
}
