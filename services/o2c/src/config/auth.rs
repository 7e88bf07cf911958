//! Who calls.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context;
use o2c_gateway::IssuerOptions;
use serde::{Deserialize, Serialize};

use super::Config;
use crate::dev_issuer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthMode {
    /// The caller is who the metadata say. On loopback only.
    TrustedMetadata,
    /// Callers prove who they are to the gateway; processes sign for one another.
    Signed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthSection {
    pub mode: AuthMode,
    /// The private key that a process signs identities with: Ed25519, PEM. `{role}` stands for what the process runs: a
    /// service, `gateway`, or `o2c` for everything in one. Empty: a key in memory, where everything runs in one process.
    pub signing_key_file: String,
    /// The public keys of the processes that are believed, by role; two while one is changed.
    pub trusted_keys: BTreeMap<String, Vec<PathBuf>>,
    /// Who issues the tokens of people: for the gateway.
    pub issuers: Vec<IssuerOptions>,
    /// The keys of `o2c token`, for local use; on loopback only. Empty: none.
    pub dev_issuer_file: String,
    /// Whether machines may call with API keys. The gateway keeps them in a database of its own.
    pub api_keys: bool,
}

impl Default for AuthSection {
    fn default() -> Self {
        Self {
            mode: AuthMode::TrustedMetadata,
            signing_key_file: String::new(),
            trusted_keys: BTreeMap::new(),
            issuers: Vec::new(),
            dev_issuer_file: String::new(),
            api_keys: false,
        }
    }
}

impl AuthSection {
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.mode == AuthMode::Signed
    }

    /// As `--signed` has it: callers prove who they are, by the issuer of this machine.
    pub fn with_dev_issuer(&mut self, directory: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be created", directory.display()))?;
        self.mode = AuthMode::Signed;
        self.dev_issuer_file = dev_issuer::file(directory).display().to_string();
        Ok(())
    }

    /// Where the private key of a process is; none = in memory.
    #[must_use]
    pub fn signing_key(&self, role: &str) -> Option<PathBuf> {
        (!self.signing_key_file.is_empty()).then(|| PathBuf::from(self.signing_key_file.replace("{role}", role)))
    }
}

impl Config {
    /// What is wrong whatever the process runs.
    pub(super) fn check_auth(&self, wrong: &mut Vec<String>) {
        let (auth, listen) = (&self.auth, self.server.listen);
        let loopback = listen.ip().is_loopback();
        if !auth.is_signed() {
            if !loopback {
                wrong.push(format!(
                    "server.listen: auth.mode = trusted-metadata believes every caller: a loopback address is wanted, not {listen}"
                ));
            }
            let signed_only = [
                ("signing_key_file", !auth.signing_key_file.is_empty()),
                ("trusted_keys", !auth.trusted_keys.is_empty()),
                ("issuers", !auth.issuers.is_empty()),
                ("dev_issuer_file", !auth.dev_issuer_file.is_empty()),
                ("api_keys", auth.api_keys),
            ];
            for (key, _) in signed_only.iter().filter(|(_, set)| *set) {
                wrong.push(format!(
                    "auth.{key}: means nothing while auth.mode = trusted-metadata believes every caller"
                ));
            }
        }
        if !loopback && !auth.dev_issuer_file.is_empty() {
            wrong.push(format!("auth.dev_issuer_file: whoever has the file is anybody: not on {listen}"));
        }
        for (index, issuer) in auth.issuers.iter().enumerate() {
            wrong.extend(issuer.wrong().into_iter().map(|what| format!("auth.issuers[{index}].{what}")));
        }
        let twice = |one: &IssuerOptions| auth.issuers.iter().filter(|other| other.issuer == one.issuer).count() > 1;
        wrong.extend(
            auth.issuers
                .iter()
                .filter(|one| twice(one))
                .map(|one| format!("auth.issuers: {} is there twice", one.issuer)),
        );
    }

    /// What is wrong for a process of this role, of which others run elsewhere.
    pub(super) fn check_keys(&self, role: &str, wrong: &mut Vec<String>) {
        if !self.auth.is_signed() {
            return;
        }
        if self.auth.signing_key_file.is_empty() {
            wrong.push(
                "auth.signing_key_file: other processes have to know the key that this one signs with".to_owned(),
            );
        }
        if self.auth.trusted_keys.get(role).is_none_or(Vec::is_empty) {
            wrong.push(format!("auth.trusted_keys.{role}: a process believes itself too"));
        }
    }
}
