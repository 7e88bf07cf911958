//! The way of commands that call as anybody outside does: over the public gRPC API, as somebody.

use std::{fmt, fs, path::PathBuf, time::Duration};

use anyhow::Context;
use clap::Args;
use o2c_kernel::{Call, Caller, Clock, Principal, Scopes, TenantId, Zone};
use o2c_rpc::{
    Transport, outbound,
    remote::{Address, Tls},
};
use tonic::{Request, metadata::AsciiMetadataValue};

use crate::mesh;

/// A batch of a thousand, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(110);

/// How the public address of a mesh is reached; in the clear, unless something is said.
#[derive(Clone, Debug, Default, Args)]
pub struct Road {
    /// Over TLS, with a certificate of a public authority for the host of `--target`.
    #[arg(long)]
    tls: bool,
    /// Over TLS, with a certificate of one of these authorities (PEM).
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl Road {
    /// Needs a tokio runtime; connects when something is asked.
    pub fn to(&self, target: Address) -> anyhow::Result<Transport> {
        if !self.tls && self.ca_file.is_none() {
            return mesh::reach(target);
        }
        let trusting = o2c_identity::trusting(self.ca_file.as_deref()).context("--ca-file")?;
        let tls = Tls::of_anybody(target.host(), trusting);
        mesh::reach_over(target, Some(tls))
    }
}

/// A token as a header has it, of a file or of what was read from elsewhere.
pub(crate) fn bearer(token: &str) -> anyhow::Result<AsciiMetadataValue> {
    let value = format!("Bearer {}", token.trim()).parse();
    let mut value: AsciiMetadataValue = value.ok().context("the token is not a text of visible ASCII")?;
    value.set_sensitive(true);
    Ok(value)
}

/// Where to call, and as whom.
#[derive(Clone, Debug, Args)]
pub struct Outside {
    /// The public address of a mesh.
    #[arg(long, value_name = "HOST:PORT")]
    target: Option<Address>,
    #[command(flatten)]
    road: Road,
    /// Whose data: where callers are believed.
    #[arg(long, default_value = "default", value_parser = TenantId::parse)]
    tenant: TenantId,
    /// Who calls: where callers are believed.
    #[arg(long, default_value = "local", value_parser = Principal::parse)]
    principal: Principal,
    /// A file with an access token or an API key, where callers prove who they are; or the variable `O2C_TOKEN`.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

/// Somebody outside, with the way in. Clones share the connections.
#[derive(Clone)]
pub struct CallerOutside {
    pub transport: Transport,
    caller: Caller,
    token: Option<AsciiMetadataValue>,
}

impl Outside {
    /// Needs a tokio runtime; connects when something is asked.
    pub fn open(&self) -> anyhow::Result<CallerOutside> {
        let target = self.target.clone().context("--target is missing: the address of a mesh")?;
        let token = match &self.token_file {
            Some(file) => Some(fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?),
            None => std::env::var("O2C_TOKEN").ok(),
        };
        Ok(CallerOutside {
            transport: self.road.to(target)?,
            caller: Caller {
                tenant: self.tenant.clone(),
                principal: self.principal.clone(),
                scopes: Scopes::all(),
                responsible: None,
            },
            token: token.as_deref().map(bearer).transpose()?,
        })
    }
}

impl CallerOutside {
    /// Over a way of one's own, as this caller.
    #[must_use]
    pub fn over(transport: Transport, tenant: TenantId, principal: Principal) -> Self {
        Self { transport, caller: Caller { tenant, principal, scopes: Scopes::all(), responsible: None }, token: None }
    }

    /// As whom the calls are made, as far as is known here: of a token the other side knows.
    #[must_use]
    pub fn principal(&self) -> &str {
        if self.token.is_some() { "bearer of a token" } else { self.caller.principal.as_str() }
    }

    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.caller.tenant
    }

    /// A request in the caller's name.
    pub fn ask<T>(&self, message: T) -> Request<T> {
        let call = Call::internal(self.caller.clone(), "o2c", PATIENCE, &Clock::system(), &Zone::UTC);
        let mut request = outbound(&call, message);
        if let Some(token) = &self.token {
            request.metadata_mut().insert("authorization", token.clone());
        }
        request
    }
}

impl fmt::Debug for CallerOutside {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CallerOutside").field("caller", &self.caller).finish_non_exhaustive()
    }
}
