//! Certificates of processes: what a process shows, and whose it believes. Read again when their files change; connections
//! that are there stay, new ones are made with what is there now.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};

use crate::watch;

/// Where a process finds its certificates; all in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// Its own, and what leads to an authority.
    pub certificate: PathBuf,
    pub key: PathBuf,
    /// The authorities of the other processes' certificates.
    pub authorities: PathBuf,
}

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("{} holds no certificate or key in PEM", .0.display())]
    Unreadable(PathBuf),
    #[error("certificate, key and authorities do not fit together")]
    Unfit(#[source] rustls::Error),
    #[error("{} holds nothing that another process could be checked against", .0.display())]
    Authorities(PathBuf),
}

/// What connections are made and taken with.
pub struct Certificates {
    files: CertificateFiles,
    current: RwLock<Arc<Loaded>>,
}

struct Loaded {
    client: Arc<ClientConfig>,
    /// For other processes, which have to show a certificate too.
    mutual: Arc<ServerConfig>,
    /// For callers from outside, who have none.
    edge: Arc<ServerConfig>,
}

impl Certificates {
    /// Reads them. Needs a tokio runtime.
    pub fn read(files: CertificateFiles) -> Result<Arc<Self>, CertificateError> {
        let current = RwLock::new(Arc::new(Loaded::read(&files)?));
        let watched = vec![files.certificate.clone(), files.key.clone(), files.authorities.clone()];
        let certificates = Arc::new(Self { files, current });
        watch::files(&certificates, watched, Self::reload);
        Ok(certificates)
    }

    /// To reach another process with.
    pub fn client(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.current().client)
    }

    /// To be reached with: `mutual` by other processes alone, otherwise by anybody.
    pub fn server(&self, mutual: bool) -> Arc<ServerConfig> {
        let current = self.current();
        Arc::clone(if mutual { &current.mutual } else { &current.edge })
    }

    fn current(&self) -> Arc<Loaded> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn reload(&self) {
        match Loaded::read(&self.files) {
            Ok(loaded) => {
                tracing::info!("the certificates are others");
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
            }
            Err(error) => tracing::warn!(%error, "the certificates stay what they were"),
        }
    }
}

impl Loaded {
    fn read(files: &CertificateFiles) -> Result<Self, CertificateError> {
        let provider = Arc::new(ring::default_provider());
        let chain = certificates(&files.certificate)?;
        let key = || {
            let key = PrivateKeyDer::from_pem_file(&files.key);
            key.map_err(|_| CertificateError::Unreadable(files.key.clone()))
        };
        let roots = Arc::new(authorities_of(&files.authorities)?);
        let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(CertificateError::Unfit)?
            .with_root_certificates(Arc::clone(&roots))
            .with_client_auth_cert(chain.clone(), key()?);
        let mut client = client.map_err(CertificateError::Unfit)?;
        client.alpn_protocols = vec![b"h2".to_vec()];
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
        let verifier = verifier.map_err(|_| CertificateError::Authorities(files.authorities.clone()))?;
        let mutual = server(&provider)?.with_client_cert_verifier(verifier).with_single_cert(chain.clone(), key()?);
        let edge = server(&provider)?.with_no_client_auth().with_single_cert(chain, key()?);
        Ok(Self { client: Arc::new(client), mutual: spoken(mutual)?, edge: spoken(edge)? })
    }
}

/// To reach a server that shows a certificate and asks for none: checked against the authorities of a file, in PEM, or
/// else against the public ones.
pub fn trusting(authorities: Option<&Path>) -> Result<Arc<ClientConfig>, CertificateError> {
    let roots = match authorities {
        None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        Some(file) => authorities_of(file)?,
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(CertificateError::Unfit)?;
    let mut client = builder.with_root_certificates(roots).with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Arc::new(client))
}

fn authorities_of(file: &Path) -> Result<RootCertStore, CertificateError> {
    let mut roots = RootCertStore::empty();
    for authority in certificates(file)? {
        roots.add(authority).map_err(CertificateError::Unfit)?;
    }
    Ok(roots)
}

fn server(
    provider: &Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier>, CertificateError> {
    let builder = ServerConfig::builder_with_provider(Arc::clone(provider));
    builder.with_safe_default_protocol_versions().map_err(CertificateError::Unfit)
}

/// HTTP/2, and HTTP/1.1 for who does not speak it.
fn spoken(config: Result<ServerConfig, rustls::Error>) -> Result<Arc<ServerConfig>, CertificateError> {
    let mut config = config.map_err(CertificateError::Unfit)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let unreadable = || CertificateError::Unreadable(file.to_owned());
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).map_err(|_| unreadable())?.collect();
    found.ok().filter(|found| !found.is_empty()).ok_or_else(unreadable)
}

impl fmt::Debug for Certificates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Certificates").field("files", &self.files).finish_non_exhaustive()
    }
}
