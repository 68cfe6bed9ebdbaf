//! TLS as a browser speaks it that trusts one authority.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Sends a request and reads until the connection ends: the server's certificate and its whole
/// answer.
///
/// # Errors
/// When there is no connection or the certificate is not trusted.
///
/// # Panics
/// When `roots` holds no certificates (PEM) or `name` is no host name or address.
pub async fn browse(
    address: SocketAddr,
    name: &str,
    roots: &str,
    request: &str,
) -> std::io::Result<(CertificateDer<'static>, String)> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(roots.as_bytes()) {
        store.add(certificate.expect("PEM")).expect("a certificate");
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(store)
        .with_no_client_auth();
    let server = ServerName::try_from(name.to_owned()).expect("a name");
    let stream = TcpStream::connect(address).await?;
    let mut stream = TlsConnector::from(Arc::new(config)).connect(server, stream).await?;
    let chain = stream.get_ref().1.peer_certificates().expect("a handshake shows a certificate");
    let own = chain[0].clone().into_owned();
    stream.write_all(request.as_bytes()).await?;
    let mut said = Vec::new();
    // A server that closes without a TLS goodbye has still answered.
    stream.read_to_end(&mut said).await.ok();
    Ok((own, String::from_utf8_lossy(&said).into_owned()))
}
