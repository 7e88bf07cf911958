//! An issuer of tokens for this machine, so that what needs callers who prove themselves can be tried without one.

use std::path::{Path, PathBuf};

use anyhow::Context;
use o2c_gateway::IssuerOptions;
use o2c_identity::{SigningKey, jws, jws::Algorithm};
use o2c_kernel::{Instant, Principal, TenantId};

const ISSUER: &str = "urn:o2c:dev";
const AUDIENCE: &str = "o2c";

/// Where the key is, in the directory of a process or a mesh.
#[must_use]
pub fn file(directory: &Path) -> PathBuf {
    directory.join("dev-issuer.key")
}

/// What a gateway has to know of it. Makes the key if there is none.
pub fn options(file: &Path) -> anyhow::Result<IssuerOptions> {
    let key = SigningKey::read_or_create(file)?;
    let jwks_file = file.with_extension("jwks.json");
    let set = serde_json::json!({ "keys": [key.public().jwk()] });
    std::fs::write(&jwks_file, set.to_string())
        .with_context(|| format!("{} cannot be written", jwks_file.display()))?;
    Ok(IssuerOptions {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        algorithms: vec![Algorithm::EdDsa],
        jwks_file: jwks_file.display().to_string(),
        tenant_claim: "tenant".to_owned(),
        ..IssuerOptions::default()
    })
}

/// A token for somebody with these roles.
pub fn token(
    key: &SigningKey,
    tenant: &TenantId,
    principal: &Principal,
    roles: &[String],
    from: Instant,
    until: Instant,
) -> String {
    let seconds = |instant: Instant| instant.micros() / 1_000_000;
    let claims = serde_json::json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": principal.as_str(), "tenant": tenant.as_str(), "roles": roles,
        "client_id": "o2c-token", "jti": o2c_kernel::new_uuid(), "iat": seconds(from), "exp": seconds(until),
    });
    jws::sign(key, "at+jwt", &claims)
}
