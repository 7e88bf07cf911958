//! `o2c token`.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::Args;
use o2c_identity::{Roles, SigningKey};
use o2c_kernel::{Principal, TenantId, machine_now};
use o2c_rpc::Contract;

use super::say;
use crate::dev_issuer;

/// Prints an access token of this machine's own issuer, for a process that was started with `--signed` or trusts its key
/// (`auth.dev_issuer_file`). For local use: whoever has the key is anybody.
#[derive(Debug, Args)]
pub struct Token {
    /// What the caller may do, see `o2c roles`; several times for several roles.
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Who calls; who made something may not approve it.
    #[arg(long, default_value = "dev")]
    principal: String,
    #[arg(long, default_value_t = 8)]
    hours: u64,
    /// The directory of the process or the mesh; the key is made if absent.
    #[arg(long, default_value = "o2c-data", env = "O2C_DATA_DIR")]
    data_dir: PathBuf,
}

impl Token {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let contract = Contract::load(o2c_proto::DESCRIPTORS)?;
        Roles::shipped(&contract.for_roles())?.resolve(self.roles.iter().map(String::as_str))?;
        let (tenant, principal) = (TenantId::parse(&self.tenant)?, Principal::parse(&self.principal)?);
        anyhow::ensure!((1..=24 * 30).contains(&self.hours), "--hours: is 1 to 720");
        std::fs::create_dir_all(&self.data_dir)
            .with_context(|| format!("{} cannot be made", self.data_dir.display()))?;
        let key = SigningKey::read_or_create(&dev_issuer::file(&self.data_dir))?;
        let now = machine_now();
        let until = now.plus(Duration::from_secs(self.hours.saturating_mul(3_600)));
        say(dev_issuer::token(&key, &tenant, &principal, &self.roles, now, until));
        Ok(ExitCode::SUCCESS)
    }
}
