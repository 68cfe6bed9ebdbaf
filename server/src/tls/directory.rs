//! The way to the certificate authority: the ACME library's requests over our HTTP client.

use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};

/// One request of the protocol may take this long.
const REQUEST_WITHIN: Duration = Duration::from_secs(30);

/// An HTTP client for one directory.
pub(super) struct Directory(reqwest::Client);

impl Directory {
    /// A client that trusts the public roots, or only the certificates of a file.
    pub(super) fn new(roots: Option<&Path>) -> Result<Self, String> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let mut builder = reqwest::Client::builder().https_only(true).timeout(REQUEST_WITHIN);
        if let Some(file) = roots {
            let pem = std::fs::read(file)
                .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
            let roots = reqwest::Certificate::from_pem_bundle(&pem)
                .map_err(|error| format!("{} holds no certificates: {error}", file.display()))?;
            builder = builder.tls_certs_only(roots);
        }
        builder.build().map(Self).map_err(|error| error.to_string())
    }
}

impl HttpClient for Directory {
    fn request(
        &self,
        request: hyper::Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let other = |error: reqwest::Error| Error::Other(Box::new(error));
            let (parts, body) = request.into_parts();
            let body = body.collect().await.unwrap_or_else(|never| match never {}).to_bytes();
            let request = hyper::Request::from_parts(parts, body);
            let request = reqwest::Request::try_from(request).map_err(other)?;
            let answer = client.execute(request).await.map_err(other)?;
            Ok(BytesResponse::from(hyper::Response::<reqwest::Body>::from(answer)))
        })
    }
}
