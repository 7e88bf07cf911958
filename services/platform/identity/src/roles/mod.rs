//! Roles: what they allow, and which duties exclude one another. Data, in `roles.toml`.

mod fit;
mod read;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::Scopes;

pub use fit::RolesUnfit;

/// What the contract says of a method, as far as roles are concerned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Method {
    pub path: String,
    pub scope: String,
    /// Empty where none is touched.
    pub duty: String,
}

/// What somebody is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub name: String,
    pub title: String,
    /// Of the services among themselves: given to nobody.
    pub internal: bool,
    pub scopes: BTreeSet<String>,
    /// What its scopes let one do, of what segregation rules name.
    pub duties: BTreeSet<String>,
}

/// Two duties that nobody may hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub duties: [String; 2],
    pub because: String,
}

/// Why roles are not given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RolesError {
    #[error("there is no role `{0}`")]
    Unknown(String),
    #[error("the role `{0}` is given to nobody: it is the services' own")]
    Internal(String),
    #[error("`{}` (by the role {}) and `{}` (by the role {}) are not for one person: {because}", .held[0].0, .held[0].1, .held[1].0, .held[1].1)]
    Conflict {
        /// Two duties, each with a role that brings it.
        held: [(String, String); 2],
        because: String,
    },
}

/// The roles of this program, fitted to its contract.
#[derive(Clone, Debug)]
pub struct Roles {
    roles: BTreeMap<String, Role>,
    conflicts: Vec<Conflict>,
}

impl Roles {
    /// The shipped ones. Fails, with everything that is wrong, where they do not fit the contract.
    pub fn shipped(methods: &[Method]) -> Result<Self, RolesUnfit> {
        Self::read(include_str!("roles.toml"), methods)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.roles.values()
    }

    #[must_use]
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(name)
    }

    /// Whether somebody can have a role of that name.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.role(name).is_some_and(|role| !role.internal)
    }

    /// What these roles allow together. Refused if they let one person do what two must.
    pub fn resolve<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<Scopes, RolesError> {
        let mut held: Vec<&Role> = Vec::new();
        for name in names {
            let role = self.roles.get(name).ok_or_else(|| RolesError::Unknown(name.to_owned()))?;
            if role.internal {
                return Err(RolesError::Internal(name.to_owned()));
            }
            held.push(role);
        }
        if let Some(conflict) = self.conflict(&held) {
            return Err(conflict);
        }
        Ok(Scopes::of(held.iter().flat_map(|role| role.scopes.iter().cloned()).collect::<BTreeSet<_>>()))
    }

    fn conflict(&self, held: &[&Role]) -> Option<RolesError> {
        let with = |duty: &str| {
            let role = held.iter().find(|role| role.duties.contains(duty))?;
            Some((duty.to_owned(), role.name.clone()))
        };
        self.conflicts.iter().find_map(|conflict| {
            let [one, other] = &conflict.duties;
            Some(RolesError::Conflict { held: [with(one)?, with(other)?], because: conflict.because.clone() })
        })
    }
}

#[cfg(test)]
mod tests;
