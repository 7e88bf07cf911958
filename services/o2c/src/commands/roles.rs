//! `o2c roles`.

use std::process::ExitCode;

use clap::Args;
use o2c_rpc::Contract;

use super::say;

/// As Markdown: each role with its scopes and duties, then the duties that are not for one person.
#[derive(Debug, Args)]
pub struct RolesCommand {}

impl RolesCommand {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let contract = Contract::load(o2c_proto::DESCRIPTORS)?;
        say(o2c_identity::Roles::shipped(&contract.for_roles())?.to_string().trim_end());
        Ok(ExitCode::SUCCESS)
    }
}
