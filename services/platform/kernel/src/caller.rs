//! Who calls, for whom, and what it may do.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Actor, Principal, TenantId};

/// What a caller is allowed: all, or the scopes named.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Scopes {
    all: bool,
    named: BTreeSet<String>,
}

impl Scopes {
    #[must_use]
    pub fn all() -> Self {
        Self { all: true, named: BTreeSet::new() }
    }

    pub fn of(scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { all: false, named: scopes.into_iter().map(Into::into).collect() }
    }

    /// `orders.*` allows every scope of orders.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        let family = scope.split_once('.').map(|(service, _)| format!("{service}.*"));
        self.all || self.named.contains(scope) || family.is_some_and(|family| self.named.contains(&family))
    }

    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.all
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(String::as_str)
    }
}

/// The identity behind a call.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Caller {
    pub tenant: TenantId,
    pub principal: Principal,
    pub scopes: Scopes,
    /// Who answers for what the principal does, where that is somebody else: who made the API key that calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Principal>,
}

impl Caller {
    /// Who acts, for rules that keep two acts of one person apart.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::new(self.principal.clone(), self.responsible.clone())
    }
}

/// A service that acts by itself: a consumer of facts or the runner of a saga.
#[must_use]
pub fn system(tenant: TenantId, service: &'static str) -> Caller {
    Caller { tenant, principal: Principal::of_service(service), scopes: Scopes::all(), responsible: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_named_itself_or_by_its_family() {
        let scopes = Scopes::of(["orders.read", "credit.*"]);
        assert!(scopes.allows("orders.read"));
        assert!(!scopes.allows("orders.write"));
        assert!(scopes.allows("credit.limits"));
        assert!(Scopes::all().allows("anything.at.all"));
        assert!(!Scopes::of(Vec::<String>::new()).allows("orders.read"));
    }
}
