//! What a signed identity says.

use std::time::Duration;

use o2c_kernel::{Caller, Principal, Scopes, TenantId};
use serde::{Deserialize, Serialize};

/// How long an identity is valid at most. A minter gives this, a verifier refuses more.
pub const LIFETIME: Duration = Duration::from_secs(60);
/// What the clocks of two machines may differ by.
pub(crate) const SKEW: Duration = Duration::from_secs(5);
/// The `typ` of the header: no token that was made for anything else is ever taken for one of these.
pub(crate) const TYPE: &str = "o2c-identity+jwt";

/// The scope that stands for all of them: a service that acts by itself.
const ALL: &str = "*";

/// A claim that is not among these is passed over: processes of two versions speak to one another. One that takes something
/// away from a caller may therefore never be added, and needs another [`TYPE`]. Who answers for a caller does take something
/// away, and only from the version on that has it: a process of before decides as it did, by the caller's name alone.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Which process says so.
    pub(crate) iss: String,
    /// The one service that it says it to.
    pub(crate) aud: String,
    pub(crate) sub: String,
    pub(crate) tenant: String,
    /// Separated by spaces.
    pub(crate) scope: String,
    /// Who answers for the caller, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) responsible: Option<String>,
    /// Seconds.
    pub(crate) iat: i64,
    pub(crate) exp: i64,
}

impl Claims {
    pub(crate) fn of(caller: &Caller, issuer: &str, audience: &str, now: i64) -> Self {
        let lifetime = i64::try_from(LIFETIME.as_secs()).unwrap_or_default();
        Self {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            sub: caller.principal.as_str().to_owned(),
            tenant: caller.tenant.as_str().to_owned(),
            scope: text(&caller.scopes),
            responsible: caller.responsible.as_ref().map(|name| name.as_str().to_owned()),
            iat: now,
            exp: now.saturating_add(lifetime),
        }
    }

    /// Whoever this names; none if it names nobody.
    pub(crate) fn caller(&self) -> Option<Caller> {
        Some(Caller {
            tenant: TenantId::parse(&self.tenant).ok()?,
            principal: Principal::parse(&self.sub).ok()?,
            scopes: scopes(&self.scope),
            // A name that is none names nobody: a caller whom nobody answers for would get more than they may.
            responsible: self.responsible.as_deref().map(Principal::parse).transpose().ok()?,
        })
    }
}

/// As one text, the same for the same scopes.
pub(crate) fn text(scopes: &Scopes) -> String {
    if scopes.is_all() { ALL.to_owned() } else { scopes.iter().collect::<Vec<_>>().join(" ") }
}

fn scopes(text: &str) -> Scopes {
    if text == ALL { Scopes::all() } else { Scopes::of(text.split_ascii_whitespace()) }
}
