//! The only way out: requests to addresses that somebody else named.
//!
//! Names are resolved by a resolver that answers with public addresses or not at all, and the
//! connection goes to the very addresses it answered with, so a second look-up cannot say
//! something else. Addresses written as numbers never reach a resolver and are checked before.
//! What was received is never shown to anybody; a process of its own ([`super::worker`]) makes a picture of it or not.

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, LOCATION};
use reqwest::{Client, ClientBuilder, Response};
use url::{Host, Origin, Url};

use super::address::is_public;

/// Caps of one fetch, all redirects included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FetchLimits {
    /// Largest page.
    pub(super) page_bytes: usize,
    /// Largest picture.
    pub(super) picture_bytes: usize,
    /// Redirects that are followed.
    pub(super) redirects: u32,
    /// From the first look-up to the last byte.
    pub(super) time: Duration,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self {
            page_bytes: 2 * 1024 * 1024,
            picture_bytes: 15 * 1024 * 1024,
            redirects: 3,
            time: Duration::from_secs(10),
        }
    }
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// The address may not be fetched.
    #[error("the address is refused: {0}")]
    Refused(&'static str),
    /// More bytes than allowed.
    #[error("the answer is larger than {0} bytes")]
    TooBig(usize),
    /// Not finished in time.
    #[error("the answer took longer than {0:?}")]
    TooSlow(Duration),
    /// The other side has no such thing, or is not well.
    #[error("the answer has status {0}")]
    Status(u16),
    /// No connection, or it broke.
    #[error("the address cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// What came cannot be written.
    #[error("the answer cannot be kept")]
    Disk(#[source] std::io::Error),
}

/// What came back.
#[derive(Debug)]
pub(super) struct Fetched {
    /// Where it came from after all redirects.
    pub(super) url: Url,
    /// Whether the other side calls it a page.
    pub(super) is_page: bool,
    /// The body.
    pub(super) body: Bytes,
}

fn builder(limits: FetchLimits) -> ClientBuilder {
    // The process has one TLS provider; whoever comes first installs it.
    rustls::crypto::ring::default_provider().install_default().ok();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(limits.time / 2)
        .pool_max_idle_per_host(0)
        .user_agent(concat!("Vitrine/", env!("CARGO_PKG_VERSION")))
}

/// The client of a cell, made by whoever needs it first.
fn made(
    cell: &OnceLock<Client>,
    make: impl FnOnce() -> reqwest::Result<Client>,
) -> Result<&Client, FetchError> {
    if let Some(client) = cell.get() {
        return Ok(client);
    }
    let client = make().map_err(FetchError::Unreachable)?;
    Ok(cell.get_or_init(|| client))
}

/// The guarded client.
#[derive(Debug)]
pub(crate) struct Guard {
    limits: FetchLimits,
    by_name: Vec<Origin>,
    // Made when they are first needed: reading the roots of trust takes a while, and many an
    // installation never fetches.
    public: OnceLock<Client>,
    named: OnceLock<Client>,
}

impl Guard {
    /// A guard that lets through the public internet by https, and the origins in `by_name`
    /// whatever their scheme, port and address.
    pub(crate) fn new(by_name: Vec<Origin>, limits: FetchLimits) -> Self {
        Self { limits, by_name, public: OnceLock::new(), named: OnceLock::new() }
    }

    fn named(&self) -> Result<&Client, FetchError> {
        made(&self.named, || builder(self.limits).build())
    }

    fn public(&self) -> Result<&Client, FetchError> {
        made(&self.public, || builder(self.limits).dns_resolver(Arc::new(public_only())).build())
    }

    /// The same guard, which trusts these certificates (PEM) of the origins let through by name.
    ///
    /// # Errors
    /// When they are no certificates.
    pub(crate) fn trusting(mut self, pem: &[u8]) -> Result<Self, reqwest::Error> {
        let roots = reqwest::Certificate::from_pem_bundle(pem)?;
        self.named = OnceLock::from(builder(self.limits).tls_certs_only(roots).build()?);
        Ok(self)
    }

    /// Fetches a page or a picture.
    ///
    /// # Errors
    /// [`FetchError`] says which cap or rule was met.
    pub(super) async fn fetch(&self, url: Url) -> Result<Fetched, FetchError> {
        tokio::time::timeout(self.limits.time, self.follow(url))
            .await
            .unwrap_or(Err(FetchError::TooSlow(self.limits.time)))
    }

    async fn follow(&self, mut url: Url) -> Result<Fetched, FetchError> {
        for _ in 0..=self.limits.redirects {
            let client = self.client_for(&url)?;
            let request = client
                .get(url.clone())
                .header(ACCEPT, "image/jpeg,image/png,image/webp,text/html;q=0.9")
                .header(ACCEPT_ENCODING, "identity");
            let response = request.send().await.map_err(refused_or_unreachable)?;
            let status = response.status();
            if status.is_redirection() {
                url = next_hop(&url, &response)?;
            } else if status.is_success() {
                return self.receive(url, response).await;
            } else {
                return Err(FetchError::Status(status.as_u16()));
            }
        }
        Err(FetchError::Refused("too many redirects"))
    }

    /// Checks everything about an address that can be seen without resolving its name.
    fn client_for(&self, url: &Url) -> Result<&Client, FetchError> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Refused("it carries a user or password"));
        }
        if self.by_name.contains(&url.origin()) {
            return self.named();
        }
        if url.scheme() != "https" {
            return Err(FetchError::Refused("it is not https"));
        }
        if url.port_or_known_default() != Some(443) {
            return Err(FetchError::Refused("its port is not 443"));
        }
        match url.host() {
            Some(Host::Domain(_)) => self.public(),
            Some(Host::Ipv4(v4)) if is_public(IpAddr::V4(v4)) => self.public(),
            Some(Host::Ipv6(v6)) if is_public(IpAddr::V6(v6)) => self.public(),
            Some(_) => Err(FetchError::Refused(NOT_PUBLIC)),
            None => Err(FetchError::Refused("it names no host")),
        }
    }

    /// Reads the body; what counts is what arrives, whatever `Content-Length` says.
    async fn receive(&self, url: Url, response: Response) -> Result<Fetched, FetchError> {
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let is_page = media_type.is_some_and(|t| t.contains("html"));
        let cap = if is_page { self.limits.page_bytes } else { self.limits.picture_bytes };
        if response.content_length().is_some_and(|n| n > cap as u64) {
            return Err(FetchError::TooBig(cap));
        }
        let mut body = BytesMut::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(FetchError::Unreachable)?;
            if body.len() + chunk.len() > cap {
                return Err(FetchError::TooBig(cap));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Fetched { url, is_page, body: body.freeze() })
    }
}

const NOT_PUBLIC: &str = "it does not lead to the public internet";

fn next_hop(url: &Url, response: &Response) -> Result<Url, FetchError> {
    let location = response.headers().get(LOCATION).and_then(|v| v.to_str().ok());
    location
        .and_then(|text| url.join(text).ok())
        .ok_or(FetchError::Refused("it redirects to nowhere"))
}

/// Answers with public addresses only; one private address among them refuses the name. The
/// connection goes to what was answered here, so each request is one look-up.
struct PublicOnly<F> {
    look_up: F,
    is_public: fn(IpAddr) -> bool,
}

/// Names as the machine resolves them.
fn public_only() -> impl Resolve {
    let look_up = |name: Name| async move {
        let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
        Ok(found.collect())
    };
    PublicOnly { look_up, is_public }
}

#[derive(Debug, thiserror::Error)]
#[error("the name does not lead to the public internet")]
struct NotPublic;

impl<F, Found> Resolve for PublicOnly<F>
where
    F: Fn(Name) -> Found + Send + Sync,
    Found: Future<Output = std::io::Result<Vec<SocketAddr>>> + Send + 'static,
{
    fn resolve(&self, name: Name) -> Resolving {
        let (found, is_public) = ((self.look_up)(name), self.is_public);
        Box::pin(async move {
            let addresses = found.await?;
            if addresses.is_empty() || !addresses.iter().all(|a| is_public(a.ip())) {
                return Err(Box::new(NotPublic) as Box<dyn StdError + Send + Sync>);
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

fn refused_or_unreachable(error: reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
    while let Some(e) = cause {
        if e.is::<NotPublic>() {
            return FetchError::Refused(NOT_PUBLIC);
        }
        cause = e.source();
    }
    FetchError::Unreachable(error)
}

mod download;
pub(crate) use download::{Downloaded, Known};

#[cfg(test)]
mod tests;
