//! How the processes of a mesh know each other.

use std::sync::Arc;

use anyhow::Context;
use o2c_identity::{Certificates, Issuer, SigningKey, TrustedKeys, Verifier};
use o2c_rpc::{Transport, remote::Tls, server::Authentication};
use o2c_runtime::Secured;

use crate::{
    config::Config,
    definitions::{self, Definition, GATEWAY},
};

/// What a process signs with, and whom it believes. By default nothing is signed and everybody is believed, which the
/// configuration allows on loopback only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    pub(crate) authentication: Authentication,
    issuer: Option<Arc<Issuer>>,
    /// Whether its key outlives the process.
    kept: bool,
    certificates: Option<Arc<Certificates>>,
}

/// What a process is called that runs these services.
pub(crate) fn role(run: &[&Definition]) -> String {
    match run {
        [] => GATEWAY.to_owned(),
        all if all.len() == definitions::ALL.len() => "o2c".to_owned(),
        some => some.iter().map(|definition| definition.name).collect::<Vec<_>>().join("-"),
    }
}

impl Identity {
    /// Of a process that runs these services. Needs a tokio runtime.
    pub(crate) fn of(config: &Config, run: &[&Definition]) -> anyhow::Result<Self> {
        let (auth, role) = (&config.auth, role(run));
        let certificates = config.tls.files(&role).map(Certificates::read).transpose().context("tls")?;
        if !auth.is_signed() {
            return Ok(Self { certificates, ..Self::default() });
        }
        let Some(file) = auth.signing_key(&role) else {
            // Everything is in this process: nobody else has to know its key.
            let issuer = Issuer::new(&role, SigningKey::generate()?);
            let verifier = Arc::new(Verifier::new(TrustedKeys::of(&role, issuer.key().public())));
            let authentication = Authentication::Signed(verifier);
            return Ok(Self { authentication, issuer: Some(Arc::new(issuer)), kept: false, certificates });
        };
        let issuer = Issuer::of_file(&role, file).context("auth.signing_key_file")?;
        let verifier = Verifier::of_files(auth.trusted_keys.clone()).context("auth.trusted_keys")?;
        anyhow::ensure!(
            verifier.trusts(&role, issuer.key().public()),
            "auth.trusted_keys.{role}: the key that this process signs with is not among them"
        );
        let authentication = Authentication::Signed(verifier);
        Ok(Self { authentication, issuer: Some(issuer), kept: true, certificates })
    }

    /// Who signs with a key that is known tomorrow, too.
    pub(crate) fn kept_issuer(&self) -> Option<Arc<Issuer>> {
        self.issuer.clone().filter(|_| self.kept)
    }

    /// How a service in another process is reached.
    pub(crate) fn tls(&self, service: &str) -> Option<Tls> {
        let certificates = self.certificates.clone()?;
        Some(Tls::of_process(service, certificates))
    }

    /// What this process shows where it listens: as the edge to anybody, otherwise to other processes alone.
    pub(crate) fn secured(&self, public: bool) -> Option<Secured> {
        Some(Secured { certificates: self.certificates.clone()?, mutual: !public })
    }

    /// A way out of this process: what goes over it is signed.
    pub(crate) fn sign(&self, way: Transport) -> Transport {
        match &self.issuer {
            Some(issuer) => way.signed(Arc::clone(issuer)),
            None => way,
        }
    }
}
