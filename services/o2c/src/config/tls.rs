//! Connections between processes.

use std::path::PathBuf;

use o2c_identity::CertificateFiles;
use serde::{Deserialize, Serialize};

use super::Config;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsSection {
    /// The certificate that a process shows, with what leads to an authority, and its key; PEM, read again when they
    /// change. `{role}` stands for what the process runs. It names the role, as `DNS:orders`. Empty: in the clear.
    pub certificate_file: String,
    pub key_file: String,
    /// The authorities of the other processes' certificates. A service lets nobody in without one; the gateway asks its
    /// callers for none.
    pub authorities_file: String,
    /// Connections beyond loopback may be in the clear: something else keeps them.
    pub plaintext_beyond_loopback: bool,
}

impl TlsSection {
    /// Where a process finds its certificates; none = in the clear.
    #[must_use]
    pub fn files(&self, role: &str) -> Option<CertificateFiles> {
        let file = |text: &str| PathBuf::from(text.replace("{role}", role));
        (!self.certificate_file.is_empty()).then(|| CertificateFiles {
            certificate: file(&self.certificate_file),
            key: file(&self.key_file),
            authorities: file(&self.authorities_file),
        })
    }
}

impl Config {
    pub(super) fn check_tls(&self, wrong: &mut Vec<String>) {
        let (tls, listen) = (&self.tls, self.server.listen);
        let named = [&tls.certificate_file, &tls.key_file, &tls.authorities_file];
        let given = named.iter().filter(|name| !name.is_empty()).count();
        if given != 0 && given != named.len() {
            wrong.push("tls.certificate_file: with tls.key_file and tls.authorities_file, or none of them".to_owned());
        }
        if given == 0 && !listen.ip().is_loopback() && !tls.plaintext_beyond_loopback {
            wrong.push(format!(
                "tls.certificate_file: {listen} is beyond loopback: certificates are wanted, or tls.plaintext_beyond_loopback"
            ));
        }
    }
}
