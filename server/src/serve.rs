//! Accepting connections, in the clear or over TLS, with time-outs that the framework's own loop
//! does not have.

mod client;
mod pace;
mod phase;

pub use client::client_address;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use pace::Paced;
use phase::{Phase, Timed, Watched};

/// A TLS handshake has to be complete within this.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Longest request head, in bytes; a longer one is answered with 431 (S1).
const HEAD_BYTES: usize = 16 * 1024;
/// Pause after a failed accept (out of descriptors): retrying at once would only burn a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Where connections come in.
pub struct Door {
    /// Bound.
    pub listener: TcpListener,
    /// With it, only TLS is spoken.
    pub tls: Option<TlsAcceptor>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted: Arc<[IpNet]>,
    /// Connections at once; more wait in the listener's queue.
    pub connections: usize,
}

impl Door {
    /// A door for plain http that believes nobody.
    #[must_use]
    pub fn plain(listener: TcpListener, connections: usize) -> Self {
        Self { listener, tls: None, trusted: Arc::default(), connections }
    }
}

/// Serves `router` at `door` until `stop`; connections then end by themselves.
///
/// Handlers find the client's address in `ConnectInfo`, also behind a proxy.
pub async fn serve(door: Door, router: Router, stop: CancellationToken) {
    let Door { listener, tls, trusted, connections } = door;
    let places = Arc::new(Semaphore::new(connections));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // Without it a small frame waits for the acknowledgement of the one before: 40 ms.
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let (router, stop) = (router.clone(), stop.clone());
        let (tls, caller) = (tls.clone(), Caller { peer, trusted: Arc::clone(&trusted) });
        tokio::spawn(async move {
            match tls {
                Some(tls) => encrypted(stream, &tls, caller, router, stop).await,
                None => speak(stream, caller, router, stop).await,
            }
            drop(place);
        });
    }
}

/// Who is at the other end of a connection.
#[derive(Clone)]
struct Caller {
    peer: SocketAddr,
    trusted: Arc<[IpNet]>,
}

impl Caller {
    /// The client's address with the peer's port, which tells connections of a proxy apart.
    fn info(&self, request: &Request<Incoming>) -> ConnectInfo<SocketAddr> {
        let client: IpAddr = client_address(self.peer.ip(), request.headers(), &self.trusted);
        ConnectInfo(SocketAddr::new(client, self.peer.port()))
    }
}

/// Serves `router` on one connection of `peer` until it ends.
pub async fn connection<S>(stream: S, peer: SocketAddr, router: Router, stop: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    speak(stream, Caller { peer, trusted: Arc::default() }, router, stop).await;
}

async fn encrypted(
    stream: TcpStream,
    tls: &TlsAcceptor,
    caller: Caller,
    router: Router,
    stop: CancellationToken,
) {
    match tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(stream)).await {
        Ok(Ok(stream)) => speak(stream, caller, router, stop).await,
        Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
        Err(_elapsed) => tracing::debug!("TLS handshake took too long"),
    }
}

async fn speak<S>(stream: S, caller: Caller, router: Router, stop: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (stream, phase) = Timed::new(stream);
    let service = service_fn(move |request: Request<Incoming>| {
        phase.set(Phase::Busy);
        let (router, phase, info) = (router.clone(), phase.clone(), caller.info(&request));
        async move {
            let mut request = request.map(|body| Body::new(Paced::new(body)));
            request.extensions_mut().insert(info);
            let answer = router.oneshot(request).await.unwrap_or_else(|never| match never {});
            if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
                // From here on the socket keeps its own time.
                phase.set(Phase::Free);
                return Ok::<_, Infallible>(answer);
            }
            Ok(answer.map(|body| Body::new(Watched::new(body, phase))))
        }
    });
    let serving = http1::Builder::new()
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        // Of two that are ready at once it is always the same: a request that has come in is
        // answered before the end, and a run of the simulation can be repeated.
        biased;
        ended = serving.as_mut() => ended,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

#[cfg(test)]
mod tests;
