//! TLS of our own: certificates that can be changed while the service runs, obtained by ACME
//! ([`acme`]) or made for an afternoon in the house ([`lan`]).

pub mod acme;
mod certificate;
mod directory;
pub mod lan;

use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

pub use certificate::{Certificate, CertificateError};

/// The certificate in use; new handshakes take the newest one, running connections keep theirs.
#[derive(Debug, Default)]
pub struct Swap {
    current: RwLock<Option<Arc<CertifiedKey>>>,
}

impl Swap {
    /// Uses this certificate from now on.
    pub fn put(&self, key: Arc<CertifiedKey>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }
}

impl ResolvesServerCert for Swap {
    /// Without a certificate yet, the handshake fails.
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Accepts TLS 1.2 and 1.3 with the certificate of `swap`.
///
/// # Errors
/// When the TLS library does not know its own versions.
pub fn acceptor(swap: Arc<Swap>) -> Result<TlsAcceptor, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(swap);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
