//! What the people of the world prove themselves with, where callers are not believed.

use std::{collections::HashMap, fmt, fs, path::Path, time::Duration};

use anyhow::Context;
use o2c_identity::SigningKey;
use o2c_kernel::{Principal, TenantId, machine_now};
use tonic::metadata::AsciiMetadataValue;

use super::desk::Person;
use crate::{config::Config, dev_issuer, outside};

/// How long a token of this machine's issuer lasts: longer than any demo.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A token for each.
pub struct Papers(HashMap<&'static str, AsciiMetadataValue>);

impl Papers {
    /// Of files `NAME.token`, where there is a directory of them; else of the issuer of this machine, where the
    /// configuration names it. None where callers are believed.
    pub fn of(config: &Config, directory: Option<&Path>, tenant: &TenantId) -> anyhow::Result<Option<Self>> {
        match directory {
            Some(directory) => Self::read(directory).map(Some),
            None if !config.auth.is_signed() => Ok(None),
            None => {
                let file = Path::new(&config.auth.dev_issuer_file);
                anyhow::ensure!(
                    !file.as_os_str().is_empty(),
                    "--token-dir: callers prove who they are, and the configuration names no issuer of this machine"
                );
                let key = SigningKey::read(file).context("auth.dev_issuer_file")?;
                Self::issue(&key, tenant).map(Some)
            }
        }
    }

    fn read(directory: &Path) -> anyhow::Result<Self> {
        let token = |person: &Person| {
            let file = directory.join(format!("{}.token", person.name()));
            let token = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            Ok((person.name(), outside::bearer(&token)?))
        };
        Person::ALL.iter().map(token).collect::<anyhow::Result<_>>().map(Self)
    }

    fn issue(key: &SigningKey, tenant: &TenantId) -> anyhow::Result<Self> {
        let (from, until) = (machine_now(), machine_now().plus(LIFETIME));
        let token = |person: &Person| {
            let principal = Principal::parse(person.name())?;
            let roles: Vec<String> = person.roles().iter().map(|role| (*role).to_owned()).collect();
            let token = dev_issuer::token(key, tenant, &principal, &roles, from, until);
            Ok((person.name(), outside::bearer(&token)?))
        };
        Person::ALL.iter().map(token).collect::<anyhow::Result<_>>().map(Self)
    }

    pub fn token(&self, person: Person) -> Option<&AsciiMetadataValue> {
        self.0.get(person.name())
    }
}

impl fmt::Debug for Papers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use o2c_identity::Roles;
    use o2c_rpc::Contract;

    use super::*;

    #[test]
    fn nobody_in_the_world_holds_what_is_not_for_one_person() {
        let roles = Roles::shipped(&Contract::load(o2c_proto::DESCRIPTORS).unwrap().for_roles()).unwrap();
        for person in Person::ALL {
            roles.resolve(person.roles().iter().copied()).unwrap_or_else(|error| panic!("{person:?}: {error}"));
        }
    }
}
