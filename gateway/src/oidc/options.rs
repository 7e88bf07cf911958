//! What is known of an issuer before it says anything.

use std::collections::BTreeMap;

use o2c_identity::jws::Algorithm;
use serde::{Deserialize, Serialize};

/// An issuer of access tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IssuerOptions {
    /// As the claim `iss` has it, letter by letter.
    pub issuer: String,
    /// What the claim `aud` has to hold.
    pub audience: String,
    /// What its tokens may be signed with; nothing else is looked at.
    pub algorithms: Vec<Algorithm>,
    /// What `typ` in the header of a token may be, without `application/`.
    pub types: Vec<String>,
    /// Where its keys are: an address, `https` except on loopback …
    pub jwks_url: String,
    /// … or a file.
    pub jwks_file: String,
    /// The certificates that the address is checked against; empty = the public ones.
    pub ca_file: String,
    /// The claim that names the tenant …
    pub tenant_claim: String,
    /// … or the one tenant of the issuer.
    pub tenant: String,
    /// The claim that names the person: within the issuer for ever the same, and never another's.
    pub principal_claim: String,
    /// The claim with the roles, a list or a text; a dot leads into an object, as in `realm_access.roles`.
    pub roles_claim: String,
    /// What the issuer's names mean here. Empty: its names are ours. What means nothing here is passed over.
    pub roles: BTreeMap<String, Vec<String>>,
    /// What its clock and ours may differ by.
    pub leeway_seconds: u64,
}

impl Default for IssuerOptions {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            audience: String::new(),
            algorithms: Vec::new(),
            types: vec!["at+jwt".to_owned(), "JWT".to_owned()],
            jwks_url: String::new(),
            jwks_file: String::new(),
            ca_file: String::new(),
            tenant_claim: String::new(),
            tenant: String::new(),
            principal_claim: "sub".to_owned(),
            roles_claim: "roles".to_owned(),
            roles: BTreeMap::new(),
            leeway_seconds: 30,
        }
    }
}

impl IssuerOptions {
    /// Everything that is wrong, each beginning with the key that it is about.
    #[must_use]
    pub fn wrong(&self) -> Vec<String> {
        let rules = [
            (self.issuer.is_empty(), "issuer: is not there"),
            (self.audience.is_empty(), "audience: is not there: a token for anybody is for nobody"),
            (self.algorithms.is_empty(), "algorithms: name what the issuer signs with, such as RS256"),
            (self.types.is_empty(), "types: name at least one, such as at+jwt"),
            (self.jwks_url.is_empty() == self.jwks_file.is_empty(), "jwks_url: an address or jwks_file, one of them"),
            (
                !self.jwks_url.is_empty() && super::fetch::Source::parse(&self.jwks_url).is_err(),
                "jwks_url: is no https address (http on loopback only)",
            ),
            (self.tenant_claim.is_empty() == self.tenant.is_empty(), "tenant: a name or tenant_claim, one of them"),
            (
                !self.tenant.is_empty() && o2c_kernel::TenantId::parse(&self.tenant).is_err(),
                "tenant: has 1 to 63 of a-z, 0-9 and `-`",
            ),
            (self.principal_claim.is_empty(), "principal_claim: is not there"),
            (self.roles_claim.is_empty(), "roles_claim: is not there"),
            (self.leeway_seconds > 300, "leeway_seconds: is 0 to 300"),
        ];
        rules.into_iter().filter(|(wrong, _)| *wrong).map(|(_, what)| what.to_owned()).collect()
    }
}
