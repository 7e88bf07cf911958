//! From the file to roles.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Conflict, Method, Role, Roles, RolesUnfit, fit};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) role: Vec<RoleEntry>,
    pub(super) conflict: Vec<ConflictEntry>,
    pub(super) awaited: Duties,
    pub(super) free: Duties,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleEntry {
    pub(super) name: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) internal: bool,
    pub(super) scopes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConflictEntry {
    pub(super) duties: [String; 2],
    pub(super) because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Duties {
    pub(super) duties: BTreeSet<String>,
}

impl Roles {
    pub(super) fn read(text: &str, methods: &[Method]) -> Result<Self, RolesUnfit> {
        let file: File = toml::from_str(text).map_err(|error| RolesUnfit(vec![error.to_string()]))?;
        let mut wrong = fit::wrong(&file, methods);
        let role = |entry: &RoleEntry| {
            let granted = |method: &&Method| entry.scopes.contains(&method.scope) && !method.duty.is_empty();
            Role {
                name: entry.name.clone(),
                title: entry.title.clone(),
                internal: entry.internal,
                scopes: entry.scopes.iter().cloned().collect(),
                duties: methods.iter().filter(granted).map(|method| method.duty.clone()).collect(),
            }
        };
        let roles = Self {
            roles: file.role.iter().map(|entry| (entry.name.clone(), role(entry))).collect(),
            conflicts: file
                .conflict
                .into_iter()
                .map(|entry| Conflict { duties: entry.duties, because: entry.because })
                .collect(),
        };
        wrong.extend(roles.iter().filter_map(|role| roles.conflict(&[role])).map(|conflict| conflict.to_string()));
        if wrong.is_empty() { Ok(roles) } else { Err(RolesUnfit(wrong)) }
    }
}
