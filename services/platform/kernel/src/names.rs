//! Who and whose: the names of tenants and principals.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A tenant: 1 to 63 of `a–z`, `0–9` and `-`. A wall: nothing of one is seen by another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(Arc<str>);

/// Who acts: 1 to 127 visible ASCII characters, such as `anna@example.com` or `system:billing`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Principal(Arc<str>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("a tenant has 1 to 63 of a-z, 0-9 and `-`")]
    Tenant,
    #[error("a principal has 1 to 127 visible ASCII characters")]
    Principal,
}

/// What no tenant is called.
const NOBODY: &str = "-";

impl TenantId {
    pub fn parse(name: &str) -> Result<Self, NameError> {
        let fits = (1..=63).contains(&name.len());
        let clean = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits && clean && name != NOBODY { Ok(Self(name.into())) } else { Err(NameError::Tenant) }
    }

    /// In whose name the platform writes down what it cannot ascribe to a tenant. No tenant is called so.
    #[must_use]
    pub fn nobody() -> Self {
        Self(NOBODY.into())
    }

    /// As it stands in a table of the platform: a tenant, or nobody.
    pub fn of_record(name: &str) -> Result<Self, NameError> {
        if name == NOBODY { Ok(Self::nobody()) } else { Self::parse(name) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for TenantId {
    fn default() -> Self {
        Self("default".into())
    }
}

impl Principal {
    pub fn parse(name: &str) -> Result<Self, NameError> {
        let fits = (1..=127).contains(&name.len());
        if fits && name.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(name.into()))
        } else {
            Err(NameError::Principal)
        }
    }

    /// Who calls without saying who, on the same machine.
    #[must_use]
    pub fn local() -> Self {
        Self("local".into())
    }

    /// A service acting by itself, on a fact.
    #[must_use]
    pub fn of_service(service: &str) -> Self {
        Self(format!("system:{service}").into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(name: String) -> Result<Self, NameError> {
                Self::parse(&name)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }
    };
}

text!(TenantId);
text!(Principal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_an_alphabet_and_a_length() {
        assert!(TenantId::parse("acme-2").is_ok());
        for bad in ["", "-", "Acme", "a b", "ä", &"x".repeat(64)] {
            assert_eq!(TenantId::parse(bad), Err(NameError::Tenant));
        }
        assert!(Principal::parse("anna@example.com").is_ok());
        for bad in ["", "a b", "a\n", &"x".repeat(128)] {
            assert_eq!(Principal::parse(bad), Err(NameError::Principal));
        }
    }
}
