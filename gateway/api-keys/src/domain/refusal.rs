//! What is said no to.

use o2c_kernel::{Explain, Kind, Violations};

/// The domain of the error reasons.
pub const DOMAIN: &str = "gateway.o2c";

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such API key")]
    NotFound,
    #[error("there may be {most} API keys that work")]
    TooMany { most: u64 },
    #[error("{0}")]
    Invalid(Violations),
    #[error("the role `{role}` gives `{scope}`, which whoever asks does not hold")]
    ScopeNotHeld { role: String, scope: String },
    #[error("{0}")]
    DutiesConflict(String),
    #[error("an API key makes no API keys")]
    KeyIsCreator,
}

impl Explain for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::TooMany { .. } => Kind::ResourceExhausted,
            Self::Invalid(_) => Kind::InvalidArgument,
            Self::ScopeNotHeld { .. } | Self::KeyIsCreator => Kind::PermissionDenied,
            Self::DutiesConflict(_) => Kind::FailedPrecondition,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "API_KEY_NOT_FOUND",
            Self::TooMany { .. } => "TOO_MANY_API_KEYS",
            Self::Invalid(_) => "INVALID_REQUEST",
            Self::ScopeNotHeld { .. } => "SCOPE_NOT_HELD",
            Self::DutiesConflict(_) => "DUTIES_CONFLICT",
            Self::KeyIsCreator => "API_KEY_IS_CREATOR",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooMany { most } => vec![("most", most.to_string())],
            Self::ScopeNotHeld { role, scope } => vec![("role", role.clone()), ("scope", scope.clone())],
            Self::NotFound | Self::Invalid(_) | Self::DutiesConflict(_) | Self::KeyIsCreator => Vec::new(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Invalid(violations) => Some(violations),
            Self::NotFound
            | Self::TooMany { .. }
            | Self::ScopeNotHeld { .. }
            | Self::DutiesConflict(_)
            | Self::KeyIsCreator => None,
        }
    }
}
